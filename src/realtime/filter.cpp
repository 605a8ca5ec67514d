#include "realtime/filter.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>

namespace bolt::realtime {
namespace {

constexpr std::size_t kValuesMax = 100; // Supabase's own bound for in.(...)
constexpr std::size_t kFilterBytesMax = 4096;
// One pattern against one cell on the loop's thread: a few million steps at the worst.
constexpr std::size_t kPatternBytesMax = 256;
constexpr std::size_t kLikeTextBytesMax = 16 << 10;

std::string cell_text(const json::value& cell) {
    if (const auto* text = cell.if_string()) return std::string(*text);
    return json::serialize(cell);
}

/// -1, 0, 1, or nothing where the two cannot be compared.
using Order = std::optional<int>;

template <class T>
std::optional<T> number_of(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

template <class T>
Order order(const T& a, const T& b) {
    if (a < b) return -1;
    if (b < a) return 1;
    return a == b ? Order(0) : Order(); // NaN is neither
}

// Numbers compare as numbers when the row holds one, everything else as text (times sort as text).
Order compare(const json::value& cell, std::string_view wanted) {
    if (const auto* whole = cell.if_int64())
        if (const auto other = number_of<std::int64_t>(wanted)) return order(*whole, *other);
    if (cell.is_number()) {
        const auto other = number_of<double>(wanted);
        return other ? order(cell.to_number<double>(), *other) : Order();
    }
    return order(std::string_view(cell_text(cell)), wanted);
}

// SQL LIKE: % any run, _ any one character (here: byte). Two pointers, no recursion: at most text x pattern
// steps, both bounded.
bool like(std::string_view text, std::string_view pattern, bool fold) {
    const auto same = [fold](char a, char b) {
        return fold ? std::tolower(static_cast<unsigned char>(a)) ==
                          std::tolower(static_cast<unsigned char>(b))
                    : a == b;
    };
    std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '_' || same(pattern[p], text[t]))) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

// Commas inside in.(...) and inside double quotes do not separate.
std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    int depth = 0;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || (text[i] == ',' && depth == 0 && !quoted)) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        } else if (text[i] == '"' && depth == 0) {
            quoted = !quoted;
        } else if (text[i] == '(') {
            ++depth;
        } else if (text[i] == ')' && depth > 0) {
            --depth;
        }
    }
    return parts;
}

std::string_view unquoted(std::string_view item) {
    if (item.size() >= 2 && item.starts_with('"') && item.ends_with('"'))
        return item.substr(1, item.size() - 2);
    return item;
}

} // namespace

Result<Filter> Filter::parse(std::string_view text, const std::vector<std::string_view>& columns) {
    if (text.size() > kFilterBytesMax)
        return fail(ErrorCode::too_large, "the filter is longer than 4096 bytes");
    Filter filter;
    for (const auto part : split(text)) {
        auto condition = parse_condition(part, columns);
        if (!condition) return forward(condition);
        filter.conditions_.push_back(std::move(*condition));
    }
    return filter;
}

Result<Filter::Condition> Filter::parse_condition(std::string_view text,
                                                  const std::vector<std::string_view>& columns) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("filter '{}' is not column=operator.value", text));
    Condition condition;
    condition.column = text.substr(0, equals);
    if (std::find(columns.begin(), columns.end(), condition.column) == columns.end())
        return fail(ErrorCode::invalid_argument,
                    fmt::format("filter names the unknown column '{}'", condition.column));
    auto rest = text.substr(equals + 1);
    if (rest.starts_with("not.")) {
        condition.negated = true;
        rest.remove_prefix(4);
    }
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos)
        return fail(ErrorCode::invalid_argument, fmt::format("filter '{}' has no operator", text));
    condition.operation = rest.substr(0, dot);
    auto value = rest.substr(dot + 1);
    static constexpr std::string_view kOperators[] = {"eq",  "neq", "lt",   "lte",   "gt",
                                                      "gte", "in",  "like", "ilike", "is"};
    if (std::find(std::begin(kOperators), std::end(kOperators), condition.operation) == std::end(kOperators))
        return fail(ErrorCode::invalid_argument,
                    fmt::format("filter operator '{}' is not supported", condition.operation));
    if (condition.operation == "is" && value != "null" && value != "true" && value != "false")
        return fail(ErrorCode::invalid_argument, "is takes null, true or false");
    if ((condition.operation == "like" || condition.operation == "ilike") && value.size() > kPatternBytesMax)
        return fail(ErrorCode::too_large, "a pattern has at most 256 bytes");
    if (condition.operation != "in") {
        condition.values.emplace_back(value);
        return condition;
    }
    if (!value.starts_with('(') || !value.ends_with(')') || value.size() < 3)
        return fail(ErrorCode::invalid_argument, "the values of in stand in parentheses: in.(a,b)");
    for (const auto item : split(value.substr(1, value.size() - 2)))
        condition.values.emplace_back(unquoted(item));
    if (condition.values.size() > kValuesMax)
        return fail(ErrorCode::too_large, "in takes at most 100 values");
    return condition;
}

std::optional<bool> Filter::holds(const Condition& condition, const json::value& cell) {
    const auto& wanted = condition.values.front();
    const auto& op = condition.operation;
    if (op == "is") return wanted == "null" ? cell.is_null() : cell.is_bool() && cell_text(cell) == wanted;
    if (cell.is_null()) return std::nullopt; // as SQL: a comparison with NULL is neither true nor false
    if (op == "like" || op == "ilike") {
        const auto text = cell_text(cell);
        return text.size() <= kLikeTextBytesMax && like(text, wanted, op == "ilike");
    }
    if (op == "in")
        return std::ranges::any_of(condition.values,
                                   [&](const std::string& value) { return compare(cell, value) == 0; });
    const auto found = compare(cell, wanted);
    if (op == "eq") return found == 0;
    if (op == "neq") return found != 0;
    if (op == "lt") return found && *found < 0;
    if (op == "lte") return found && *found <= 0;
    if (op == "gt") return found && *found > 0;
    return found && *found >= 0;
}

bool Filter::matches(const json::object& row) const {
    return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
        const auto* cell = row.if_contains(condition.column);
        if (cell == nullptr) return false;
        const auto truth = holds(condition, *cell);
        return truth && *truth != condition.negated;
    });
}

} // namespace bolt::realtime
