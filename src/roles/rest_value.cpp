#include "roles/rest_value.hpp"

#include "base/clock.hpp"
#include "base/encoding.hpp"
#include "base/ids.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace bolt::roles {
namespace {

using store::TableValue;

constexpr std::size_t kPatternBytesMax = 1'000;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// As PostgreSQL names the types in its messages.
std::string_view spoken(std::string_view type) {
    if (type == "int4") return "integer";
    if (type == "int8") return "bigint";
    if (type == "float8") return "double precision";
    if (type == "bool") return "boolean";
    if (type == "timestamptz") return "timestamp with time zone";
    return type;
}

tl::unexpected<RestError> bad_syntax(std::string_view type, std::string_view text,
                                     std::string code = "22P02") {
    return refuse({400, std::move(code),
                   fmt::format("invalid input syntax for type {}: \"{}\"", spoken(type),
                               to_valid_utf8(text.substr(0, 100)))});
}

RestResult<TableValue> read_integer(std::string_view type, std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool read = end == text.data() + text.size() && !text.empty();
    if (read && error == std::errc{} &&
        (type == "int8" || (value >= std::numeric_limits<std::int32_t>::min() &&
                            value <= std::numeric_limits<std::int32_t>::max())))
        return value;
    if (read && error != std::errc::invalid_argument)
        return refuse(
            {400, "22003",
             fmt::format("value \"{}\" is out of range for type {}", text.substr(0, 100), spoken(type))});
    return bad_syntax(type, text);
}

RestResult<TableValue> read_real(std::string_view type, std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return bad_syntax(type, text);
    return value;
}

RestResult<TableValue> read_boolean(std::string_view type, std::string_view text) {
    static constexpr std::array<std::string_view, 6> kTrue{"t", "true", "y", "yes", "on", "1"},
        kFalse{"f", "false", "n", "no", "off", "0"};
    const auto word = lower(text);
    if (std::ranges::find(kTrue, word) != kTrue.end()) return true;
    if (std::ranges::find(kFalse, word) != kFalse.end()) return false;
    return bad_syntax(type, text);
}

RestResult<TableValue> read_time(std::string_view type, std::string_view text) {
    const auto time = parse_time(text);
    // It answers the epoch for what it cannot read.
    if (time == TimePoint{} && !text.starts_with("1970-01-01") && !text.starts_with("1969-12-31"))
        return bad_syntax(type, text, "22007");
    return format_time(time);
}

} // namespace

RestResult<TableValue> read_rest_value(const store::TableColumn& column, std::string_view text) {
    const auto type = column.type;
    if (type == "int4" || type == "int8") return read_integer(type, text);
    if (type == "float8") return read_real(type, text);
    if (type == "bool") return read_boolean(type, text);
    if (type == "timestamptz") return read_time(type, text);
    if (type == "uuid") {
        if (!is_uuid(text)) return bad_syntax(type, text);
        return lower(text);
    }
    if (type == "jsonb")
        return refuse(
            {404, "42883", fmt::format("operator does not exist: the column {} is jsonb", column.name),
             std::nullopt, "JSON columns are read with select; the only filter on them is is.null."});
    return std::string(text);
}

RestResult<std::string> read_rest_pattern(std::string_view text) {
    std::string pattern(text);
    std::ranges::replace(pattern, '*', '%');
    std::size_t backslashes = 0;
    while (backslashes < pattern.size() && pattern[pattern.size() - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 1)
        return refuse({400, "22025", "LIKE pattern must not end with escape character"});
    if (pattern.size() > kPatternBytesMax)
        return refuse({400, "54000", fmt::format("a pattern has at most {} bytes", kPatternBytesMax)});
    return pattern;
}

} // namespace bolt::roles
