#pragma once
#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::roles {

/// A JSON Web Token (RFC 7519, HS256) for Realtime clients of a staff session: role "staff", session id,
/// expiry.
std::string write_realtime_token(std::string_view secret, std::string_view session_id, TimePoint expires_at);
/// The session id of a token that is ours and not expired; nullopt otherwise. Only HS256 is read, whatever
/// the header says.
std::optional<std::string> read_realtime_token(std::string_view secret, std::string_view token,
                                               TimePoint now);

} // namespace bolt::roles
