#include "playground/core/records.hpp"

#include "base/log.hpp"

#include <cstring>
#include <fstream>

namespace bolt::playground {
namespace {

std::size_t bytes_of(const Record& record) {
    auto bytes = sizeof(Record) + record.user_agent.size() + record.business_key.size();
    for (const auto& [name, value] : record.fields)
        bytes += 2 * sizeof(std::string) + name.size() + value.size();
    return bytes;
}

std::optional<Record> from_line(const std::string& line) {
    const auto value = parse_json(line);
    if (!value) return std::nullopt;
    Record record{.id = get_string(*value, "id"),
                  .site = get_string(*value, "site"),
                  .at = get_string(*value, "at"),
                  .remote = get_string(*value, "remote"),
                  .user_agent = get_string(*value, "user_agent"),
                  .business_key = get_string(*value, "business"),
                  .answer = get_string(*value, "answer"),
                  .accepted = get_bool(*value, "accepted"),
                  .trap = get_bool(*value, "trap"),
                  .fields = {}};
    const auto* fields = find(*value, "fields");
    if (record.id.empty() || record.site.empty() || fields == nullptr || !fields->is_array())
        return std::nullopt;
    for (const auto& field : fields->get_array()) {
        const auto* pair = field.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string())
            return std::nullopt;
        record.fields.emplace_back((*pair)[0].get_string(), (*pair)[1].get_string());
    }
    return record;
}

} // namespace

std::string business_key(std::string_view name, std::string_view phone) {
    return lower(trimmed(name)) + "|" + digits(phone);
}

Records::Records(std::string file, std::size_t records_max, std::size_t bytes_max)
    : path_(std::move(file)), records_max_(records_max), bytes_max_(bytes_max) {}

Result<void> Records::open() {
    if (path_.empty()) return {};
    std::ifstream in(path_);
    std::size_t damaged = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) continue;
        if (auto record = from_line(line))
            keep(std::move(*record));
        else
            ++damaged;
    }
    if (damaged > 0)
        log::warn("lines of the practice data file were unreadable", {{"file", path_}, {"lines", damaged}});
    return open_file("a");
}

Result<void> Records::open_file(const char* mode) {
    file_.reset(std::fopen(path_.c_str(), mode));
    if (!file_)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot write {}: {}. Choose a file in a folder that exists and is writable",
                                path_, std::strerror(errno)));
    // A half-written last line (the process was killed) must not swallow the next record.
    if (std::ftell(file_.get()) > 0) std::fputc('\n', file_.get());
    return {};
}

void Records::keep(Record record) {
    bytes_ += bytes_of(record);
    records_.push_back(std::move(record));
    while (records_.size() > records_max_ || (bytes_ > bytes_max_ && records_.size() > 1)) {
        bytes_ -= bytes_of(records_.front());
        records_.pop_front();
    }
}

void Records::add(Record record) {
    if (file_) {
        const auto line = json::serialize(to_json(record)) + "\n";
        if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() ||
            std::fflush(file_.get()) != 0)
            log::error("a received submission could not be written to the practice data file",
                       {{"file", path_}, {"error", std::strerror(errno)}});
    }
    keep(std::move(record));
}

const Record* Records::find(std::string_view site, std::string_view id) const {
    for (const auto& record : records_)
        if (record.site == site && record.id == id) return &record;
    return nullptr;
}

bool Records::has(std::string_view site, std::string_view business_key) const {
    return std::any_of(records_.begin(), records_.end(), [&](const Record& record) {
        return record.accepted && record.site == site && record.business_key == business_key;
    });
}

Result<void> Records::clear() {
    records_.clear();
    bytes_ = 0;
    if (path_.empty()) return {};
    return open_file("w");
}

json::object to_json(const Record& record) {
    json::array fields;
    for (const auto& [name, value] : record.fields) fields.push_back(json::array{name, value});
    return {{"site", record.site},
            {"id", record.id},
            {"business", record.business_key},
            {"fields", std::move(fields)},
            {"accepted", record.accepted},
            {"trap", record.trap},
            {"answer", record.answer},
            {"at", record.at},
            {"remote", record.remote},
            {"user_agent", record.user_agent}};
}

} // namespace bolt::playground
