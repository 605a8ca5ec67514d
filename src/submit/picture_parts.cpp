#include "submit/picture_parts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace bolt::submit {
namespace {

using namespace std::string_view_literals;

constexpr std::array kPngKept{"IHDR"sv, "PLTE"sv, "IDAT"sv, "IEND"sv, "tRNS"sv,
                              "gAMA"sv, "cHRM"sv, "sRGB"sv, "sBIT"sv, "pHYs"sv};
constexpr std::array kWebpDropped{"EXIF"sv, "XMP "sv};

std::uint32_t byte(std::string_view file, std::size_t at) { return static_cast<unsigned char>(file[at]); }
std::size_t big32(std::string_view file, std::size_t at) {
    return byte(file, at) << 24U | byte(file, at + 1) << 16U | byte(file, at + 2) << 8U | byte(file, at + 3);
}
std::size_t little32(std::string_view file, std::size_t at) {
    return byte(file, at + 3) << 24U | byte(file, at + 2) << 16U | byte(file, at + 1) << 8U | byte(file, at);
}

/// Chunks: length, name, data, checksum (PNG specification, section 5.3).
std::optional<std::string> png_parts(std::string_view file) {
    constexpr std::size_t kSignature = 8, kAround = 12;
    std::string kept(file.substr(0, kSignature));
    for (std::size_t at = kSignature; file.size() - at >= kAround;) {
        const auto length = big32(file, at);
        if (length > file.size() - at - kAround) return std::nullopt;
        const auto chunk = file.substr(at, length + kAround);
        const auto name = chunk.substr(4, 4);
        if (std::ranges::find(kPngKept, name) != kPngKept.end()) kept += chunk;
        if (name == "IEND") return length == 0 ? std::optional(kept) : std::nullopt;
        at += chunk.size();
    }
    return std::nullopt;
}

/// Where the coded data that begin at `at` end: at the next marker that is no restart and no stuffed byte.
std::size_t end_of_scan(std::string_view file, std::size_t at) {
    for (; at + 1 < file.size(); ++at) {
        if (byte(file, at) != 0xFF) continue;
        const auto next = byte(file, at + 1);
        if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) return at;
    }
    return file.size();
}

/// Segments: FF, marker, length, data; behind SOS the coded data (ITU-T T.81, annex B).
std::optional<std::string> jpeg_parts(std::string_view file) {
    constexpr std::uint32_t kComment = 0xFE, kScan = 0xDA, kEnd = 0xD9;
    std::string kept(file.substr(0, 2));
    for (std::size_t at = 2; at + 1 < file.size();) {
        if (byte(file, at) != 0xFF) return std::nullopt;
        const auto marker = byte(file, at + 1);
        if (marker == 0xFF) { // fill byte
            ++at;
            continue;
        }
        if (marker == kEnd) return kept + "\xFF\xD9";
        if (at + 4 > file.size()) return std::nullopt;
        const std::size_t length = byte(file, at + 2) << 8U | byte(file, at + 3);
        if (length < 2 || length > file.size() - at - 2) return std::nullopt;
        auto end = at + 2 + length;
        if (marker == kScan) end = end_of_scan(file, end);
        if (marker != kComment) kept += file.substr(at, end - at);
        at = end;
    }
    return std::nullopt;
}

/// RIFF chunks: name, length, data, padded to even (RFC 9649). The flags of VP8X may still name what was
/// dropped: readers bear that.
std::optional<std::string> webp_parts(std::string_view file) {
    constexpr std::size_t kHead = 12, kChunkHead = 8;
    if (file.size() < kHead) return std::nullopt;
    const auto told = little32(file, 4);
    if (told > file.size() - 8 || told < 4) return std::nullopt;
    file = file.substr(0, 8 + told);
    std::string kept(file.substr(0, kHead));
    for (std::size_t at = kHead; at < file.size();) {
        if (file.size() - at < kChunkHead) return std::nullopt;
        const auto length = little32(file, at + 4);
        const auto padded = length + (length & 1U);
        if (padded > file.size() - at - kChunkHead) return std::nullopt;
        const auto chunk = file.substr(at, kChunkHead + padded);
        if (std::ranges::find(kWebpDropped, chunk.substr(0, 4)) == kWebpDropped.end()) kept += chunk;
        at += chunk.size();
    }
    const auto size = kept.size() - 8;
    for (unsigned i = 0; i < 4; ++i) kept[4 + i] = static_cast<char>(size >> (8 * i) & 0xFFU);
    return kept;
}

} // namespace

std::optional<std::string> picture_parts(const Picture& picture) {
    if (picture.format == "png") return png_parts(picture.bytes);
    if (picture.format == "jpeg") return jpeg_parts(picture.bytes);
    if (picture.format == "webp") return webp_parts(picture.bytes);
    return std::nullopt;
}

} // namespace bolt::submit
