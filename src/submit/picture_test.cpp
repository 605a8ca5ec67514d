#include "submit/picture.hpp"

#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

std::string bytes(std::initializer_list<int> list) {
    std::string out;
    for (const int each : list) out += static_cast<char>(each);
    return out;
}

TEST(Picture, TellsFormatAndSizeByTheContent) {
    const auto png = read_picture("\x89PNG\r\n\x1a\n" + bytes({0, 0, 0, 13}) + "IHDR" +
                                  bytes({0, 0, 1, 44, 0, 0, 0, 200}));
    ASSERT_TRUE(png);
    EXPECT_EQ(png->format, "png");
    EXPECT_EQ(png->width, 300);
    EXPECT_EQ(png->height, 200);
    const auto gif = read_picture("GIF89a" + bytes({64, 1, 240, 0, 0}));
    ASSERT_TRUE(gif);
    EXPECT_EQ(gif->width, 320);
    EXPECT_EQ(gif->height, 240);
    const auto jpeg = read_picture(
        bytes({0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 0, 100, 0, 150, 3, 0, 0}));
    ASSERT_TRUE(jpeg);
    EXPECT_EQ(jpeg->format, "jpeg");
    EXPECT_EQ(jpeg->width, 150);
    EXPECT_EQ(jpeg->height, 100);
    const auto webp = read_picture("RIFF" + bytes({0, 0, 0, 0}) + "WEBPVP8X" +
                                   bytes({10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0}));
    ASSERT_TRUE(webp);
    EXPECT_EQ(webp->width, 100);
    EXPECT_EQ(webp->height, 50);
}

TEST(Picture, RefusesWhatIsNone) {
    for (const std::string& text :
         {std::string(), std::string("<svg onload=alert(1)>"), std::string("\x89PNG\r\n\x1a\n"),
          std::string("%PDF-1.4"), std::string("GIF89a"), bytes({0xFF, 0xD8, 0xFF}),
          bytes({0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0}),
          "GIF89a" + bytes({0xFF, 0xFF, 0xFF, 0xFF})})
        EXPECT_FALSE(read_picture(text)) << text;
}

TEST(Picture, A11APixelFloodIsRefusedByItsHeader) {
    using namespace std::string_view_literals;
    const auto png = [](std::string_view width, std::string_view height) {
        return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv) + std::string(width) + std::string(height) +
               "\x08\x06";
    };
    EXPECT_TRUE(read_picture(png("\0\0\x13\x88"sv, "\0\0\x13\x88"sv))) << "5,000 x 5,000";
    EXPECT_FALSE(read_picture(png("\0\0\x4E\x20"sv, "\0\0\x4E\x20"sv))) << "20,000 x 20,000";
    EXPECT_FALSE(read_picture(png("\x7F\xFF\xFF\xFF"sv, "\0\0\0\1"sv)));
}

} // namespace
} // namespace bolt::submit
