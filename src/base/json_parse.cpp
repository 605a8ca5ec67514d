#include "base/encoding.hpp"
#include "base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace bolt {
namespace {

// Builds the value as Boost.JSON's own parser does, except for floating point: Boost 1.81 rounds those in a
// hurry and may miss the nearest double by one unit, which would change what python_json_dumps (and every key
// made of it) says.
struct ExactHandler {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();
    using Text = json::string_view;
    using Code = json::error_code;

    json::value_stack stack;

    bool on_document_begin(Code&) {
        stack.reset();
        return true;
    }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t size, Code&) { return stack.push_object(size), true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t size, Code&) { return stack.push_array(size), true; }
    bool on_key_part(Text text, std::size_t, Code&) { return stack.push_chars(text), true; }
    bool on_key(Text text, std::size_t, Code&) { return stack.push_key(text), true; }
    bool on_string_part(Text text, std::size_t, Code&) { return stack.push_chars(text), true; }
    bool on_string(Text text, std::size_t, Code&) { return stack.push_string(text), true; }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t number, Text, Code&) { return stack.push_int64(number), true; }
    bool on_uint64(std::uint64_t number, Text, Code&) { return stack.push_uint64(number), true; }
    bool on_double(double rounded, Text text, Code& error_code) {
        if (!std::isfinite(rounded)) return error_code = json::error::exponent_overflow, false;
        double exact = 0;
        const auto* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, exact);
        stack.push_double(error == std::errc{} && stop == end ? exact : rounded);
        return true;
    }
    bool on_bool(bool value, Code&) { return stack.push_bool(value), true; }
    bool on_null(Code&) { return stack.push_null(), true; }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

} // namespace

Result<json::value> parse_json(std::string_view text) {
    if (!is_utf8(text)) return fail(ErrorCode::invalid_argument, "the body is not valid UTF-8");
    json::parse_options options;
    options.max_depth = 32;
    json::basic_parser<ExactHandler> parser(options);
    json::error_code error;
    // The whole text in one piece, so that a number's text always arrives complete.
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("not JSON near byte {}: {}", used, error.message()));
    for (auto rest = used; rest < text.size(); ++rest)
        if (!std::isspace(static_cast<unsigned char>(text[rest])))
            return fail(ErrorCode::invalid_argument,
                        fmt::format("unexpected text after the JSON value at byte {}", rest));
    return parser.handler().stack.release();
}

} // namespace bolt
