#include "realtime/feed_event.hpp"

#include "realtime/tables.hpp"

#include <fmt/format.h>

namespace bolt::realtime {
namespace {

constexpr std::size_t kRowBytesMax = 1 << 20;

std::string columns_json(std::string_view table) {
    json::array list;
    for (const auto& column : columns_of(table))
        list.push_back(json::object{{"name", column.name}, {"type", column.type}});
    return json::serialize(list);
}

} // namespace

FeedEvent read_change(const store::Change& change) {
    FeedEvent event;
    event.position = change.position;
    event.type = change.type;
    event.table = change.table;
    const bool too_large = change.record.size() + change.old_record.size() > kRowBytesMax;
    auto row = parse_json(change.record.empty() ? change.old_record : change.record);
    if (row && row->is_object()) event.row = std::move(row->get_object());
    std::string rows;
    if (!change.record.empty()) rows += "\"record\":" + (too_large ? "{}" : change.record) + ",";
    if (!change.old_record.empty()) rows += "\"old_record\":" + (too_large ? "{}" : change.old_record) + ",";
    event.data_json =
        fmt::format(R"({{"schema":"public","table":"{}","commit_timestamp":"{}","type":"{}","columns":{},{})"
                    R"("errors":{},"position":{}}})",
                    change.table, change.committed_at, change.type, columns_json(change.table), rows,
                    too_large ? R"(["Error 413: Payload Too Large"])" : "null", change.position);
    return event;
}

} // namespace bolt::realtime
