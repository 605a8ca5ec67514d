#include "realtime/feed_event.hpp"

#include "realtime/tables.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::realtime {
namespace {

constexpr std::size_t kRowBytesMax = 1 << 20;

std::string columns_json(std::string_view table, bool personal) {
    json::array list;
    for (const auto& column : columns_of(table))
        if (personal || !column.personal)
            list.push_back(json::object{{"name", column.name}, {"type", column.type}});
    return json::serialize(list);
}

/// The row without personal columns; "" for none.
std::string impersonal(const std::string& record, std::string_view table) {
    if (record.empty()) return {};
    auto row = parse_json(record);
    if (!row || !row->is_object()) return "{}";
    for (const auto& column : columns_of(table))
        if (column.personal) row->get_object().erase(column.name);
    return json::serialize(*row);
}

FeedEvent read_event(const store::Change& change, bool personal) {
    FeedEvent event;
    event.position = change.position;
    event.type = change.type;
    event.table = change.table;
    event.of_access = columns_of(change.table).empty();
    const bool too_large = change.record.size() + change.old_record.size() > kRowBytesMax;
    auto row = parse_json(change.record.empty() ? change.old_record : change.record);
    if (row && row->is_object()) event.row = std::move(row->get_object());
    std::string rows;
    if (!change.record.empty()) rows += "\"record\":" + (too_large ? "{}" : change.record) + ",";
    if (!change.old_record.empty()) rows += "\"old_record\":" + (too_large ? "{}" : change.old_record) + ",";
    event.data_json =
        fmt::format(R"({{"schema":"public","table":"{}","commit_timestamp":"{}","type":"{}","columns":{},{})"
                    R"("errors":{},"position":{}}})",
                    change.table, change.committed_at, change.type, columns_json(change.table, personal),
                    rows, too_large ? R"(["Error 413: Payload Too Large"])" : "null", change.position);
    return event;
}

} // namespace

FeedEvent read_change(const store::Change& change) {
    auto event = read_event(change, true);
    if (std::ranges::none_of(columns_of(change.table), &store::TableColumn::personal)) return event;
    auto less = change;
    less.record = impersonal(change.record, change.table);
    less.old_record = impersonal(change.old_record, change.table);
    event.impersonal = std::make_shared<const FeedEvent>(read_event(less, false));
    return event;
}

} // namespace bolt::realtime
