#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// Inserts or updates by name; what a person changed (paused, pacing_ms, despite_robots, captcha_service) is
/// kept on update.
Result<void> upsert_directory(Tx& tx, const Platform& platform, const Directory& directory);
/// Its operator agreed (or no longer agrees) to visits that robots.txt forbids. not_found if there is none.
Result<void> set_despite_robots(Tx& tx, TimePoint now, std::string_view name, bool agreed);
/// A paid service may (or may no longer) solve its captchas. not_found if there is none.
Result<void> set_captcha_service(Tx& tx, TimePoint now, std::string_view name, bool allowed);
/// The page that takes listings was found at `url`, whose host is the key of pacing from now on.
Result<void> set_submission_url(Tx& tx, TimePoint now, std::string_view name, std::string_view url);
Result<std::optional<Directory>> find_directory(Tx& tx, std::string_view name);
Result<std::vector<Directory>> list_directories(Tx& tx);

} // namespace bolt::store
