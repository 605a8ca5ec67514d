#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::submit {

struct LogoLimits {
    std::size_t bytes_max = 1 << 20;
    int side_min = 64, side_max = 4'096; ///< pixels, of what is sent in
    int side_kept = 1'024;               ///< larger ones are made smaller
};
struct Logo {
    std::string png;
    int width = 0, height = 0;
};
/// Decodes a PNG (libpng) or JPEG (libjpeg) picture whole and writes it anew as PNG: nothing of the file but
/// its pixels goes on (no metadata, no data behind the picture). invalid_argument in words for the customer:
/// no picture, damaged, too small or too large; too_large. Blocking, some milliseconds; any thread.
Result<Logo> make_logo(std::string_view bytes, const LogoLimits& limits = {});

} // namespace bolt::submit
