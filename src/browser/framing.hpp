#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::browser {

/// Larger messages are skipped (a page may cause one); a length above frame_bytes_broken is no length: any
/// four ASCII characters read as more than that, so text on the driver's stdout is told apart from frames.
inline constexpr std::uint32_t frame_bytes_max = 64u << 20;
inline constexpr std::uint32_t frame_bytes_broken = 512u << 20;

/// One message as it goes over the pipe: uint32 little-endian length and UTF-8 JSON.
std::string frame(const json::object& message);

/// Cuts a byte stream into messages. Nothing read is trusted.
class FrameReader {
  public:
    /// Takes the next bytes from the pipe.
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    /// The next complete message, or nullopt if more bytes are needed.
    /// invalid_argument: the stream is no frame stream (length, JSON, not an object); it cannot be read on.
    Result<std::optional<json::object>> next();
    std::uint64_t skipped() const { return skipped_; }

  private:
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t discard_ = 0;
    std::uint64_t skipped_ = 0;
};

} // namespace bolt::browser
