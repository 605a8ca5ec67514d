#pragma once
#include "base/result.hpp"
#include "net/http.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolt::playground {

/// What a form sent: names and values in the order received, names may repeat.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// Bounds of one submission; beyond them a site answers 413.
struct FieldBounds {
    std::size_t fields_max = 200;
    std::size_t name_bytes_max = 200;
    std::size_t value_bytes_max = 16 << 10;
};

/// How the site reads the bytes of its forms.
enum class Charset { utf8, windows_1252 };

/// Reads application/x-www-form-urlencoded, multipart/form-data and JSON objects (nested names joined with
/// '.'). A file becomes "<file name> (<type>, <n> bytes)". All text comes out as valid UTF-8. too_large
/// beyond the bounds; invalid_argument for a body that is none of these.
Result<Fields> read_fields(const net::Request& request, Charset charset = Charset::utf8,
                           FieldBounds bounds = {});

/// The first value of `name`, or "".
std::string_view value_of(const Fields& fields, std::string_view name);
/// True if some field of that name has that value.
bool has_value(const Fields& fields, std::string_view name, std::string_view value);

/// Text without white space at both ends.
std::string_view trimmed(std::string_view text);
/// ASCII letters in lower case.
std::string lower(std::string_view text);
/// Only the digits of `text`.
std::string digits(std::string_view text);
/// Number of Unicode code points in UTF-8 text.
std::size_t length_of(std::string_view text);

/// Between UTF-8 and the encoding that browsers use for pages declared ISO-8859-1 (WHATWG Encoding:
/// windows-1252). Characters that it lacks become numeric references, as browsers send them.
std::string utf8_to_windows_1252(std::string_view text);
std::string windows_1252_to_utf8(std::string_view text);

} // namespace bolt::playground
