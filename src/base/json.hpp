#pragma once
#include "base/result.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace bolt {

namespace json = boost::json;

/// Parses text from outside: must be UTF-8, nested at most 32 deep, without trailing text.
/// invalid_argument says where it broke.
Result<json::value> parse_json(std::string_view text);

/// The string member `key` of an object, or `otherwise` when it is absent or no string.
std::string get_string(const json::value& object, std::string_view key, std::string_view otherwise = "");
/// The integer member `key`, or `otherwise` when it is absent, no number, or not exact.
std::int64_t get_int(const json::value& object, std::string_view key, std::int64_t otherwise = 0);
bool get_bool(const json::value& object, std::string_view key, bool otherwise = false);
/// The member `key` of an object, or nullptr (also when `object` is none).
const json::value* find(const json::value& object, std::string_view key);

/// The text that Python's `json.dumps(value, sort_keys=True)` writes: ", " and ": " as separators, keys
/// sorted by code point, non-ASCII as \uXXXX (surrogate pairs above U+FFFF), floats as repr() writes them.
std::string python_json_dumps(const json::value& value);

} // namespace bolt
