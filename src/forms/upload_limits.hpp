#pragma once
#include "forms/page_model.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace bolt::forms {

/// What a file control says about the pictures it takes.
struct UploadLimits {
    std::vector<std::string> formats;  ///< of "jpeg", "png", "gif", "webp"; empty: any of them
    std::size_t bytes_max = 0;         ///< 0: not said
    int width_min = 0, height_min = 0; ///< pixels; 0: not said
    int width_max = 0, height_max = 0; ///< pixels; 0: not said
    bool operator==(const UploadLimits&) const = default;
};

/// Reads them from the accept attribute and the texts around the control ("max 2 MB, JPG or PNG, at least
/// 300x300"). A size without "at least" or "at most" is a wish, not a limit.
UploadLimits upload_limits(const Control& control);

/// Why a picture does not fit, for people; "" if it does. `format` as in UploadLimits.
std::string misfit(const UploadLimits& limits, std::string_view format, std::size_t bytes, int width,
                   int height);

} // namespace bolt::forms
