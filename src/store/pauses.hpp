#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"

/// Pauses of everything and of packages: claims leave what they name alone (store/claims.cpp).
namespace bolt::store {
class Tx;

inline constexpr std::string_view kPauseEverything = "everything";
/// "package:starter"
std::string pause_of_package(std::string_view package);
/// Sets or lifts a pause; true if it changed something, which then has its audit entry.
Result<bool> set_pause(Tx& tx, const Platform& platform, std::string_view target, bool paused,
                       const Actor& actor);
/// {everything, packages, directories} of docs/api.md.
Result<json::object> pauses_document(Tx& tx);
/// Pauses or resumes one directory; true if it changed something. not_found.
Result<bool> pause_directory(Tx& tx, const Platform& platform, std::string_view name, bool paused,
                             const Actor& actor);

/// A worker that is drained takes nothing new.
Result<bool> set_drain(Tx& tx, const Platform& platform, std::string_view worker_id, bool draining,
                       const Actor& actor);
Result<bool> is_draining(Tx& tx, std::string_view worker_id);

} // namespace bolt::store
