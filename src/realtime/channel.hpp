#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "realtime/filter.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt::realtime {

/// One `postgres_changes` entry of a join: which changes the client wants. The texts are as the client sent
/// them, nullopt where it sent none (any schema, any table, no filter).
struct Binding {
    std::int64_t id =
        0; ///< named in each event's `ids`; the same for the same wish, so that clients share texts
    std::string event; ///< INSERT, UPDATE, DELETE or *
    std::optional<std::string> schema, table, filter_text;
    Filter filter;

    bool takes_table(std::string_view name) const { return !table || *table == "*" || *table == name; }
};

/// What a join asks for, checked.
struct JoinRequest {
    std::vector<Binding> bindings;
    std::optional<std::int64_t> since; ///< the last feed position the client has
    std::string access_token;          ///< "" = the connection's own
};

/// Reads a phx_join payload. invalid_argument or too_large say what is wrong.
Result<JoinRequest> read_join(const json::value& payload);
/// The bindings as the reply repeats them: with the members that were sent and no others, because supabase-js
/// compares them with its own.
json::array describe_bindings(const std::vector<Binding>& bindings);

/// A change, parsed once, with the JSON text that all clients get.
struct FeedEvent {
    std::int64_t position = 0;
    std::string type, table;
    bool of_access = false; ///< about staff's access: for the hub, never for clients
    json::object row;       ///< what filters look at: the new row, or the old one of a DELETE
    std::string data_json;  ///< the `data` member of a postgres_changes event
    /// The same without personal columns; null where the table has none.
    std::shared_ptr<const FeedEvent> impersonal{};
    const FeedEvent& as_seen(bool personal) const { return personal || !impersonal ? *this : *impersonal; }
};

/// The ids of the bindings that want this event, each once; empty for none.
std::vector<std::int64_t> matching(const std::vector<Binding>& bindings, const FeedEvent& event);

} // namespace bolt::realtime
