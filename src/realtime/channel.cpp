#include "realtime/channel.hpp"

#include "base/crypto.hpp"
#include "realtime/tables.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::realtime {
namespace {

constexpr std::size_t kBindingsMax = 50;

// Absent and null are the same to JSON.stringify's users.
Result<std::optional<std::string>> read_text(const json::value& entry, const char* name) {
    const auto* value = find(entry, name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_string()) return fail(ErrorCode::invalid_argument, fmt::format("{} must be text", name));
    return std::string(value->get_string());
}

// 48 bits: whole in a JavaScript number, and two different wishes never meet in practice.
std::int64_t wish_id(const Binding& binding) {
    const auto digest = sha256(fmt::format("{}\n{}\n{}\n{}", binding.event, binding.schema.value_or("*"),
                                           binding.table.value_or("*"), binding.filter_text.value_or("")));
    std::int64_t id = 0;
    for (int i = 0; i < 6; ++i)
        id = id << 8 | static_cast<unsigned char>(digest[static_cast<std::size_t>(i)]);
    return id;
}

Result<Binding> read_binding(const json::value& entry) {
    if (!entry.is_object())
        return fail(ErrorCode::invalid_argument, "every entry of postgres_changes must be an object");
    auto event = read_text(entry, "event"), schema = read_text(entry, "schema"),
         table = read_text(entry, "table"), filter = read_text(entry, "filter");
    for (const auto* text : {&event, &schema, &table, &filter})
        if (!*text) return forward(*text);
    Binding binding;
    binding.event = event->value_or("*");
    binding.schema = std::move(*schema);
    binding.table = std::move(*table);
    binding.filter_text = std::move(*filter);
    if (binding.event != "*" && binding.event != "INSERT" && binding.event != "UPDATE" &&
        binding.event != "DELETE")
        return fail(ErrorCode::invalid_argument,
                    fmt::format("unknown event '{}': use INSERT, UPDATE, DELETE or *", binding.event));
    if (const auto wanted = binding.schema.value_or("*"); wanted != "public" && wanted != "*")
        return fail(ErrorCode::invalid_argument,
                    fmt::format("schema '{}' is not published: use public", wanted));
    const auto name = binding.table.value_or("*");
    if (name != "*" && columns_of(name).empty())
        return fail(ErrorCode::invalid_argument, fmt::format("table '{}' is not published: use one of {}",
                                                             name, fmt::join(feed_tables(), ", ")));
    if (const auto text = binding.filter_text.value_or(""); !text.empty()) {
        if (name == "*") return fail(ErrorCode::invalid_argument, "a filter needs a table");
        std::vector<std::string_view> columns;
        for (const auto& column : columns_of(name)) columns.push_back(column.name);
        auto parsed = Filter::parse(text, columns);
        if (!parsed) return forward(parsed);
        binding.filter = std::move(*parsed);
    }
    binding.id = wish_id(binding);
    return binding;
}

} // namespace

Result<JoinRequest> read_join(const json::value& payload) {
    JoinRequest request;
    request.access_token = get_string(payload, "access_token");
    const auto* config = find(payload, "config");
    for (const auto* holder : {&payload, config}) {
        if (holder == nullptr) continue;
        const auto* since = find(*holder, "since");
        if (since == nullptr || since->is_null()) continue;
        if (!since->is_int64() || since->get_int64() < 0)
            return fail(ErrorCode::invalid_argument, "since must be a feed position (a whole number)");
        request.since = since->get_int64();
    }
    const auto* list = config ? find(*config, "postgres_changes") : nullptr;
    if (list == nullptr || list->is_null()) return request;
    if (!list->is_array()) return fail(ErrorCode::invalid_argument, "config.postgres_changes must be a list");
    if (list->get_array().size() > kBindingsMax)
        return fail(ErrorCode::too_large,
                    fmt::format("a channel takes at most {} postgres_changes entries", kBindingsMax));
    for (const auto& value : list->get_array()) {
        auto binding = read_binding(value);
        if (!binding) return forward(binding);
        request.bindings.push_back(std::move(*binding));
    }
    return request;
}

json::array describe_bindings(const std::vector<Binding>& bindings) {
    json::array list;
    for (const auto& binding : bindings) {
        json::object entry{{"id", binding.id}, {"event", binding.event}};
        if (binding.schema) entry["schema"] = *binding.schema;
        if (binding.table) entry["table"] = *binding.table;
        if (binding.filter_text) entry["filter"] = *binding.filter_text;
        list.push_back(std::move(entry));
    }
    return list;
}

std::vector<std::int64_t> matching(const std::vector<Binding>& bindings, const FeedEvent& event) {
    if (event.of_access) return {};
    std::vector<std::int64_t> ids;
    for (const auto& binding : bindings) {
        if (binding.event != "*" && binding.event != event.type) continue;
        if (!binding.takes_table(event.table) || !binding.filter.matches(event.row)) continue;
        if (std::ranges::find(ids, binding.id) == ids.end()) ids.push_back(binding.id);
    }
    return ids;
}

} // namespace bolt::realtime
