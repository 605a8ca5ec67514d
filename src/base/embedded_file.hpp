#pragma once
#include <span>
#include <string_view>

namespace bolt {

/// A file that lives inside the binary (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};

} // namespace bolt
