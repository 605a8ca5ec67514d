#include "domain/directory_csv.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt {
namespace {

constexpr std::size_t kBytesMax = 1 << 20;
constexpr std::size_t kCellsMax = 100;

/// YAML of one line's cells: the catalog's reader judges them, so that both formats have one set of rules.
std::string as_yaml(const std::vector<std::string>& header, const std::vector<std::string>& cells) {
    static constexpr std::string_view kPlain[] = {"domain_authority", "tier_required", "pacing_ms",
                                                  "requires_login",   "has_captcha",   "requires_approval"};
    std::string yaml;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (cells[i].empty()) continue;
        const bool plain = std::ranges::find(kPlain, header[i]) != std::end(kPlain) &&
                           std::ranges::all_of(cells[i], [](char c) {
                               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
                           });
        // JSON's strings are YAML's double-quoted ones.
        yaml += fmt::format("{}{}: {}\n", yaml.empty() ? "  - " : "    ", header[i],
                            plain ? cells[i] : json::serialize(json::value(cells[i])));
    }
    return yaml;
}

} // namespace

Result<std::vector<std::string>> take_csv_line(std::string_view& rest) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const char c = rest[i];
        if (quoted) {
            if (c == '"' && i + 1 < rest.size() && rest[i + 1] == '"')
                cells.back() += rest[i++];
            else if (c == '"')
                quoted = false;
            else
                cells.back() += c;
        } else if (c == '"' && cells.back().empty()) {
            quoted = true;
        } else if (c == ',') {
            if (cells.size() == kCellsMax) return fail(ErrorCode::invalid_argument, "more than 100 cells");
            cells.emplace_back();
        } else if (c == '\n') {
            rest.remove_prefix(i + 1);
            return cells;
        } else if (c != '\r') {
            cells.back() += c;
        }
    }
    if (quoted) return fail(ErrorCode::invalid_argument, "a quote is not closed");
    rest = {};
    return cells;
}

Result<std::vector<CatalogDirectory>> parse_directory_csv(std::string_view text) {
    if (text.size() > kBytesMax) return fail(ErrorCode::invalid_argument, "the CSV is larger than 1 MiB");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto header = take_csv_line(text);
    if (!header) return fail(ErrorCode::invalid_argument, "line 1: " + header.error().message);
    for (const auto& name : *header)
        if (name.empty() ||
            !std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }))
            return fail(ErrorCode::invalid_argument,
                        fmt::format("line 1: {} is no column", json::serialize(json::value(name))));
    std::string yaml = "directories:\n";
    for (int line = 2; !text.empty(); ++line) {
        const auto cells = take_csv_line(text);
        if (!cells)
            return fail(ErrorCode::invalid_argument, fmt::format("line {}: {}", line, cells.error().message));
        if (cells->size() == 1 && cells->front().empty()) continue;
        if (cells->size() != header->size())
            return fail(ErrorCode::invalid_argument, fmt::format("line {}: {} cells under {} columns", line,
                                                                 cells->size(), header->size()));
        const auto one = as_yaml(*header, *cells);
        // Judged alone first, so that the message names the line of the CSV.
        if (auto read = parse_directory_catalog("directories:\n" + one); !read)
            return fail(ErrorCode::invalid_argument, fmt::format("line {}: {}", line, read.error().message));
        yaml += one;
    }
    return parse_directory_catalog(yaml);
}

std::string csv_cell(std::string_view text) {
    std::string cell;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        cell += '\'';
    cell += text;
    if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace bolt
