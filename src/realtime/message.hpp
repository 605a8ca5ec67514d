#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::realtime {

/// Versions of Phoenix's socket protocol: 1.0.0 sends objects, 2.0.0 arrays (Supabase Realtime, "protocol").
enum class Version { v1, v2 };

/// One message of a client. Refs are the client's own strings.
struct Inbound {
    std::optional<std::string> join_ref, ref;
    std::string topic, event;
    json::value payload;
};

/// "2.0.0" is v2, everything else v1, as Supabase does without vsn.
Version parse_version(std::string_view vsn);
/// invalid_argument when it is no message of that version.
Result<Inbound> read_message(Version version, std::string_view text);

/// Writes a server message around a payload that is JSON text already (rows are serialised once for all
/// clients).
std::string write_message(Version version, const std::optional<std::string>& join_ref,
                          const std::optional<std::string>& ref, std::string_view topic,
                          std::string_view event, std::string_view payload_json);

} // namespace bolt::realtime
