#include "submit/logo.hpp"

#include "submit/picture.hpp"

#include <cstdio>
#include <gmock/gmock.h>
#include <jpeglib.h>
#include <png.h>
#include <vector>

namespace bolt::submit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string png_of(int width, int height) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB;
    std::vector<unsigned char> pixels(std::size_t(width) * std::size_t(height) * 3, 90);
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string out(size, '\0');
    png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr);
    out.resize(size);
    return out;
}
std::string jpeg_of(int width, int height) {
    jpeg_compress_struct encoder{};
    jpeg_error_mgr error{};
    encoder.err = jpeg_std_error(&error);
    jpeg_create_compress(&encoder);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &bytes, &size);
    encoder.image_width = static_cast<JDIMENSION>(width);
    encoder.image_height = static_cast<JDIMENSION>(height);
    encoder.input_components = 3;
    encoder.in_color_space = JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_start_compress(&encoder, TRUE);
    std::vector<unsigned char> line(std::size_t(width) * 3, 200);
    auto* row = line.data();
    while (encoder.next_scanline < encoder.image_height) jpeg_write_scanlines(&encoder, &row, 1);
    jpeg_finish_compress(&encoder);
    std::string out(reinterpret_cast<char*>(bytes), size);
    jpeg_destroy_compress(&encoder);
    free(bytes);
    return out;
}
std::string refusal(std::string_view bytes, const LogoLimits& limits = {}) {
    const auto logo = make_logo(bytes, limits);
    return logo ? "taken" : logo.error().message;
}

TEST(Logo, IsWrittenAnewWithNothingButItsPixels) {
    for (const auto& bytes : {png_of(300, 200), jpeg_of(300, 200)}) {
        const auto logo = make_logo(bytes + "<script>behind the picture</script>");
        ASSERT_TRUE(logo) << logo.error().message;
        EXPECT_EQ(logo->width, 300);
        EXPECT_THAT(logo->png, Not(HasSubstr("script")));
        const auto again = read_picture(logo->png);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->format, "png");
        EXPECT_EQ(again->height, 200);
    }
}

TEST(Logo, A11OfAPolyglotOnlyItsPixelsGoOn) {
    const std::string zip("PK\x03\x04 archive"), html("<html><script>alert(1)</script>"),
        js("GIF89a/*x*/=1;alert(1)");
    for (const auto& bytes : {png_of(100, 100) + zip, jpeg_of(100, 100) + html, png_of(100, 100) + js}) {
        const auto logo = make_logo(bytes);
        ASSERT_TRUE(logo) << logo.error().message;
        EXPECT_THAT(logo->png,
                    AllOf(Not(HasSubstr("PK\x03\x04")), Not(HasSubstr("script")), Not(HasSubstr("alert"))));
        EXPECT_TRUE(logo->png.ends_with(std::string("IEND\xAE\x42\x60\x82"))) << "nothing behind its end";
    }
    EXPECT_THAT(refusal(js + png_of(100, 100)), HasSubstr("PNG or JPEG"));
}

TEST(Logo, LargeOnesAreMadeSmallerAndKeepTheirShape) {
    const auto logo = make_logo(jpeg_of(2'048, 512));
    ASSERT_TRUE(logo);
    EXPECT_EQ(logo->width, 1'024);
    EXPECT_EQ(logo->height, 256);
}

TEST(Logo, DamagedPicturesAreRefusedWhole) {
    for (const auto& whole : {png_of(200, 200), jpeg_of(200, 200)})
        for (const auto cut : {whole.size() / 2, whole.size() - 30, std::size_t{60}})
            EXPECT_NE(refusal(whole.substr(0, cut)), "taken") << cut;
    auto broken = png_of(200, 200);
    broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 0x55);
    EXPECT_THAT(refusal(broken), HasSubstr("damaged"));
}

TEST(Logo, BoundsAreToldInNumbers) {
    EXPECT_THAT(refusal(png_of(63, 300)), HasSubstr("63 x 300"));
    EXPECT_THAT(refusal(png_of(4'097, 64)), HasSubstr("4096"));
    EXPECT_THAT(refusal(png_of(100, 100), {.bytes_max = 10}), HasSubstr("larger"));
    EXPECT_THAT(refusal("GIF89a"), HasSubstr("PNG or JPEG"));
    EXPECT_THAT(refusal(""), HasSubstr("PNG or JPEG"));
}

} // namespace
} // namespace bolt::submit
