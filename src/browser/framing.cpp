#include "browser/framing.hpp"

#include "browser/text.hpp"

#include <fmt/format.h>

namespace bolt::browser {
namespace {

constexpr std::size_t length_bytes = 4;
// Values from a page come as JSON text inside a string, so real messages stay shallow.
constexpr std::size_t depth_max = 200;

std::uint32_t read_length(std::string_view bytes) {
    std::uint32_t length = 0;
    for (std::size_t i = length_bytes; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return length;
}

Result<json::object> parse_message(std::string_view text) {
    json::parse_options options;
    options.max_depth = depth_max;
    json::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) return fail(ErrorCode::invalid_argument, "a message is not JSON: " + error.message());
    if (!value.is_object()) return fail(ErrorCode::invalid_argument, "a message is not a JSON object");
    return std::move(value.get_object());
}

} // namespace

std::string frame(const json::object& message) {
    const auto text = json::serialize(message);
    std::string out;
    out.reserve(text.size() + length_bytes);
    for (std::size_t i = 0; i < length_bytes; ++i) out += static_cast<char>(text.size() >> (8 * i) & 0xFF);
    return out += text;
}

Result<std::optional<json::object>> FrameReader::next() {
    for (;;) {
        const auto available = buffer_.size() - at_;
        if (discard_ > 0) {
            const auto dropped = std::min<std::uint64_t>(discard_, available);
            at_ += dropped;
            discard_ -= dropped;
            if (discard_ > 0) break;
            continue;
        }
        if (available < length_bytes) break;
        const auto rest = std::string_view(buffer_).substr(at_);
        const auto length = read_length(rest);
        if (length > frame_bytes_broken)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("a message of {} bytes is announced; the stream begins \"{}\"", length,
                                    bounded_text(rest, 100)));
        if (length > frame_bytes_max) {
            ++skipped_;
            at_ += length_bytes;
            discard_ = length;
            continue;
        }
        if (available < length_bytes + length) break;
        auto message = parse_message(rest.substr(length_bytes, length));
        if (!message) return forward(message);
        at_ += length_bytes + length;
        return std::optional<json::object>(std::move(*message));
    }
    buffer_.erase(0, std::exchange(at_, 0));
    return std::optional<json::object>{};
}

} // namespace bolt::browser
