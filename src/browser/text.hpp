#pragma once
#include "base/encoding.hpp"

#include <string>
#include <string_view>

namespace bolt::browser {

/// Text from a page or the driver made safe to keep: valid UTF-8 without NUL, at most `bytes_max` bytes, cut
/// between characters.
inline std::string bounded_text(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) {
        std::size_t end = bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text = text.substr(0, end);
    }
    return to_valid_utf8(text);
}

} // namespace bolt::browser
