#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace bolt::submit {

/// A picture whose content was looked at; its name and declared type play no part.
struct Picture {
    std::string bytes;
    std::string_view format; ///< "jpeg", "png", "gif", "webp"
    int width = 0;           ///< pixels
    int height = 0;
};

/// Tells format and size from the file's own header; nullopt for anything that is no JPEG (ITU-T T.81), PNG
/// (RFC 2083), GIF or WebP (RFC 9649) with both sides from 1 to 20,000 pixels and at most 50 million pixels
/// (ASVS 5.2.6).
std::optional<Picture> read_picture(std::string bytes);

} // namespace bolt::submit
