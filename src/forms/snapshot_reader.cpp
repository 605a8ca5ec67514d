#include "forms/snapshot_reader.hpp"

#include "base/encoding.hpp"

#include <fmt/format.h>

namespace bolt::forms {
namespace {

std::string bounded(std::string_view raw, std::size_t bytes_max) {
    // Cut first, before a character's first byte: repairing megabytes that are thrown away anyway is work for
    // nothing.
    auto end = std::min(raw.size(), bytes_max);
    while (end > 0 && end < raw.size() && (static_cast<unsigned char>(raw[end]) & 0xC0) == 0x80) --end;
    auto out = to_valid_utf8(raw.substr(0, end));
    for (auto& c : out)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) c = ' ';
    return out;
}

} // namespace

SnapshotReader::SnapshotReader(const json::value& value, std::string path, std::string& problem)
    : value_(value), path_(std::move(path)), problem_(problem) {}

void SnapshotReader::report(std::string_view key, std::string_view what) const {
    if (problem_.empty()) problem_ = fmt::format("{}{}{}: {}", path_, path_.empty() ? "" : ".", key, what);
}

std::string SnapshotReader::text(std::string_view key, std::size_t bytes_max) const {
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return {};
    if (!found->is_string()) return report(key, "must be text"), std::string();
    return bounded(found->get_string(), bytes_max);
}

bool SnapshotReader::has(std::string_view key) const {
    const auto* found = bolt::find(value_, key);
    return found != nullptr && !found->is_null();
}

bool SnapshotReader::flag(std::string_view key) const {
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return false;
    if (!found->is_bool()) return report(key, "must be true or false"), false;
    return found->get_bool();
}

int SnapshotReader::number(std::string_view key, int low, int high, int otherwise) const {
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return otherwise;
    json::error_code error;
    const auto whole = found->is_number() ? found->to_number<std::int64_t>(error) : 0;
    if (!found->is_number() || error) return report(key, "must be a whole number"), otherwise;
    return static_cast<int>(std::clamp<std::int64_t>(whole, low, high));
}

std::vector<std::string> SnapshotReader::texts(std::string_view key, std::size_t items_max,
                                               std::size_t bytes_max) const {
    std::vector<std::string> out;
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return out;
    const auto* items = found->if_array();
    if (items == nullptr) return report(key, "must be a list"), out;
    if (items->size() > items_max) return report(key, "is too long"), out;
    for (const auto& item : *items) {
        if (!item.is_string()) return report(key, "must be a list of texts"), out;
        out.push_back(bounded(item.get_string(), bytes_max));
    }
    return out;
}

void SnapshotReader::list(std::string_view key, std::size_t items_max,
                          const std::function<void(const SnapshotReader&)>& each) const {
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return;
    const auto* items = found->if_array();
    if (items == nullptr) return report(key, "must be a list");
    if (items->size() > items_max) return report(key, "is too long");
    for (std::size_t i = 0; i < items->size(); ++i) {
        const SnapshotReader item(
            (*items)[i], fmt::format("{}{}{}[{}]", path_, path_.empty() ? "" : ".", key, i), problem_);
        if (!(*items)[i].is_object()) return item.report("", "must be an object");
        each(item);
    }
}

SnapshotReader SnapshotReader::object(std::string_view key) const {
    static const json::value kEmpty = json::object{};
    const auto* found = bolt::find(value_, key);
    if (found == nullptr || found->is_null()) return {kEmpty, path_, problem_};
    if (!found->is_object()) report(key, "must be an object");
    return {*found, fmt::format("{}{}{}", path_, path_.empty() ? "" : ".", key), problem_};
}

} // namespace bolt::forms
