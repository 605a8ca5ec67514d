#include "submit/picture.hpp"

#include <cstddef>
#include <cstdint>

namespace bolt::submit {
namespace {

constexpr int kSideMax = 20'000;
/// What it takes to decode is decided by the header, not by the file's length: 50 megapixels are 200 MB.
constexpr std::int64_t kPixelsMax = 50'000'000;

/// Bytes of a file, zero behind its end.
class Bytes {
  public:
    explicit Bytes(std::string_view data) : data_(data) {}
    std::size_t size() const { return data_.size(); }
    std::uint32_t at(std::size_t index) const {
        return index < data_.size() ? static_cast<unsigned char>(data_[index]) : 0U;
    }
    int big16(std::size_t index) const { return static_cast<int>(at(index) << 8U | at(index + 1)); }
    int little16(std::size_t index) const { return static_cast<int>(at(index) | at(index + 1) << 8U); }
    int little24(std::size_t index) const {
        return static_cast<int>(at(index) | at(index + 1) << 8U | at(index + 2) << 16U);
    }
    bool has(std::size_t index, std::string_view text) const {
        return index <= data_.size() && data_.substr(index).starts_with(text);
    }

  private:
    std::string_view data_;
};

struct Sides {
    std::string_view format;
    int width = 0;
    int height = 0;
};

/// Walks the segments to the frame header, which holds the size.
Sides jpeg(const Bytes& file) {
    for (std::size_t at = 2; at + 9 < file.size();) {
        if (file.at(at) != 0xFF) return {};
        const auto marker = file.at(at + 1);
        if (marker == 0xFF) { // fill byte
            ++at;
            continue;
        }
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return {"jpeg", file.big16(at + 7), file.big16(at + 5)};
        if (marker == 0xD9 || marker == 0xDA) return {};
        const auto length = file.big16(at + 2);
        if (length < 2) return {};
        at += 2 + static_cast<std::size_t>(length);
    }
    return {};
}

Sides webp(const Bytes& file) {
    if (file.has(12, "VP8X")) return {"webp", file.little24(24) + 1, file.little24(27) + 1};
    if (file.has(12, "VP8L") && file.at(20) == 0x2F) {
        const auto bits = file.at(21) | file.at(22) << 8U | file.at(23) << 16U | file.at(24) << 24U;
        return {"webp", static_cast<int>(bits & 0x3FFFU) + 1, static_cast<int>(bits >> 14U & 0x3FFFU) + 1};
    }
    if (file.has(12, "VP8 ") && file.has(23, "\x9d\x01\x2a"))
        return {"webp", file.little16(26) & 0x3FFF, file.little16(28) & 0x3FFF};
    return {};
}

Sides sides_of(const Bytes& file) {
    using namespace std::string_view_literals;
    if (file.has(0, "\xFF\xD8\xFF")) return jpeg(file);
    if (file.has(0, "\x89PNG\r\n\x1a\n") && file.has(12, "IHDR") && file.at(16) == 0 && file.at(20) == 0)
        return {"png", static_cast<int>(file.at(17) << 16U) + file.big16(18),
                static_cast<int>(file.at(21) << 16U) + file.big16(22)};
    if (file.has(0, "GIF87a") || file.has(0, "GIF89a")) return {"gif", file.little16(6), file.little16(8)};
    if (file.has(0, "RIFF") && file.has(8, "WEBP")) return webp(file);
    return {};
}

} // namespace

std::optional<Picture> read_picture(std::string bytes) {
    const auto found = sides_of(Bytes(bytes));
    if (found.width < 1 || found.height < 1 || found.width > kSideMax || found.height > kSideMax ||
        std::int64_t{found.width} * found.height > kPixelsMax)
        return std::nullopt;
    return Picture{std::move(bytes), found.format, found.width, found.height};
}

} // namespace bolt::submit
