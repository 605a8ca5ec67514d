#include "submit/picture_parts.hpp"

#include <gmock/gmock.h>

namespace bolt::submit {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

std::string chunk(const std::string& name, const std::string& data) {
    return std::string{0, 0, 0, static_cast<char>(data.size())} + name + data + "sum!";
}
const std::string kHead = "\x89PNG\r\n\x1a\n" + chunk("IHDR", "\0\0\0\2\0\0\0\2\x08\2\0\0\0"s);
const std::string kPng = kHead + chunk("IDAT", "pixels") + chunk("IEND", "");
// Two scans with stuffed and restart bytes between.
const std::string kJpegHead = "\xFF\xD8\xFF\xE0\0\x04\1\2\xFF\xC0\0\x0B\x08\0\x10\0\x10\1\1\x11\0"s;
const std::string kScans = "\xFF\xDA\0\x03\1abc\xFF\0\xFF\xD3xyz\xFF\xDA\0\x03\2more"s;
const std::string kJpeg = kJpegHead + kScans + "\xFF\xD9";
std::string riff(const std::string& chunks) {
    return "RIFF"s + static_cast<char>(4 + chunks.size()) + "\0\0\0WEBP"s + chunks;
}
const std::string kShown = "VP8L\x06\0\0\0\x2F\1\0\0\0\0"s; // 2 x 1 pixels

std::string parts(const std::string& bytes) {
    const auto picture = read_picture(bytes);
    if (!picture) return "(no picture)";
    return picture_parts(*picture).value_or("(refused)");
}

TEST(PictureParts, PlainPicturesStayAsTheyAre) {
    for (const auto& plain : {kPng, kJpeg, riff(kShown)}) EXPECT_EQ(parts(plain), plain);
}

TEST(PictureParts, A11PolyglotsLoseWhatIsNoPicture) {
    for (const auto& tail :
         {"PK\x03\x04 archive"s, "<html><script>alert(1)</script>"s, "*/=1;alert(1)"s, "\0"s})
        for (const auto& plain : {kPng, kJpeg, riff(kShown)}) EXPECT_EQ(parts(plain + tail), plain);
    EXPECT_EQ(parts(kHead + chunk("tEXt", "x\0<script>"s) + chunk("iCCP", "<svg>") + chunk("IDAT", "pixels") +
                    chunk("IEND", "")),
              kPng);
    EXPECT_EQ(parts(kJpegHead + "\xFF\xFE\0\x0A<script>"s + kScans + "\xFF\xD9"), kJpeg);
    EXPECT_EQ(parts(riff(kShown + "EXIF\x09\0\0\0<script>\n\0"s + "XMP \x04\0\0\0<svg"s)), riff(kShown));
}

TEST(PictureParts, AGifIsNotTakenWhateverItIsBesides) {
    EXPECT_EQ(parts("GIF89a/*\1\1*/=1;alert(1)"s), "(refused)");
}

TEST(PictureParts, WhatDoesNotHoldToItsEndIsRefused) {
    for (const auto& plain : {kPng, kJpeg, riff(kShown)})
        for (std::size_t length = 1; length < plain.size(); ++length) {
            const auto cut = parts(plain.substr(0, length));
            EXPECT_TRUE(cut == "(no picture)" || cut == "(refused)") << length << " of " << plain.size();
        }
    auto long_chunk = kPng;
    long_chunk[kHead.size()] = '\xFF';
    EXPECT_EQ(parts(long_chunk), "(refused)");
    EXPECT_EQ(parts(kJpegHead + "\xFF\xFE\0\1"s + "\xFF\xD9"), "(refused)");
    EXPECT_EQ(parts(kJpegHead + "x\xFF\xD9"), "(refused)");
}

} // namespace
} // namespace bolt::submit
