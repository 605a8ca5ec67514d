#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// What a browser attempt proved of a directory's form, so that it can be sent without a browser.
struct StoredHttpProfile {
    std::string submission_url; ///< that it was proven for
    json::value profile;        ///< of the submit room
    TimePoint profiled_at;
};

Result<std::optional<StoredHttpProfile>> find_http_profile(Tx& tx, std::string_view directory_name);
/// Replaces what was known of that directory.
Result<void> put_http_profile(Tx& tx, TimePoint now, std::string_view directory_name,
                              std::string_view submission_url, const json::object& profile);
/// Nothing to remove is no error.
Result<void> drop_http_profile(Tx& tx, std::string_view directory_name);

} // namespace bolt::store
