#pragma once
#include "submit/picture.hpp"

#include <optional>
#include <string>

namespace bolt::submit {

/// The parts of a picture's file that show it: nothing behind its end, and no comments (PNG: only the chunks
/// that colours and pixels need; JPEG: no comment segments; WebP: no metadata chunks). What is an archive, a
/// page or a script besides loses that part. nullopt if the file's structure does not hold to its end; and
/// for GIF, which nobody may send. Linear; nothing is decoded.
std::optional<std::string> picture_parts(const Picture& picture);

} // namespace bolt::submit
