#include "submit/logo.hpp"

#include "submit/picture.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <fmt/format.h>
#include <jpeglib.h>
#include <png.h>
#include <vector>

namespace bolt::submit {
namespace {

struct Pixels {
    int width = 0, height = 0;
    std::vector<unsigned char> rgba;
};

Result<Pixels> damaged() {
    return fail(ErrorCode::invalid_argument, "The picture is damaged: it cannot be read to its end.");
}

Result<Pixels> decode_png(std::string_view bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return damaged();
    image.format = PNG_FORMAT_RGBA;
    Pixels pixels{static_cast<int>(image.width), static_cast<int>(image.height), {}};
    pixels.rgba.resize(PNG_IMAGE_SIZE(image));
    const bool read = png_image_finish_read(&image, nullptr, pixels.rgba.data(), 0, nullptr) != 0;
    // A warning is a broken part that the library could do without: pictures of customers have none.
    const bool whole = read && PNG_IMAGE_FAILED(image) == 0;
    png_image_free(&image);
    if (!whole) return damaged();
    return pixels;
}

struct JpegError {
    jpeg_error_mgr base;
    std::jmp_buf jump;
};
[[noreturn]] void leave(j_common_ptr decoder) {
    std::longjmp(reinterpret_cast<JpegError*>(decoder->err)->jump, 1);
}

// libjpeg leaves by longjmp: no object with a destructor may live in the frames it leaves.
bool read_jpeg(std::string_view bytes, Pixels& pixels, std::vector<unsigned char>& line) {
    jpeg_decompress_struct decoder{};
    JpegError error{};
    decoder.err = jpeg_std_error(&error.base);
    error.base.error_exit = leave;
    error.base.output_message = [](j_common_ptr) {};
    if (setjmp(error.jump) != 0) {
        jpeg_destroy_decompress(&decoder);
        return false;
    }
    jpeg_create_decompress(&decoder);
    decoder.mem->max_memory_to_use = 256L << 20;
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&decoder, TRUE);
    decoder.out_color_space = JCS_RGB;
    jpeg_start_decompress(&decoder);
    const auto width = static_cast<std::size_t>(decoder.output_width);
    bool good = static_cast<int>(decoder.output_width) == pixels.width &&
                static_cast<int>(decoder.output_height) == pixels.height && decoder.output_components == 3;
    while (good && decoder.output_scanline < decoder.output_height) {
        auto* target = pixels.rgba.data() + decoder.output_scanline * width * 4;
        auto* row = line.data();
        jpeg_read_scanlines(&decoder, &row, 1);
        for (std::size_t x = 0; x < width; ++x) {
            std::copy_n(line.data() + x * 3, 3, target + x * 4);
            target[x * 4 + 3] = 255;
        }
    }
    good = good && error.base.num_warnings == 0;
    jpeg_abort_decompress(&decoder);
    jpeg_destroy_decompress(&decoder);
    return good;
}

Result<Pixels> decode_jpeg(std::string_view bytes, int width, int height) {
    Pixels pixels{width, height, {}};
    pixels.rgba.resize(std::size_t(width) * std::size_t(height) * 4);
    std::vector<unsigned char> line(std::size_t(width) * 3);
    if (!read_jpeg(bytes, pixels, line)) return damaged();
    return pixels;
}

/// Each pixel of the smaller picture is the mean of those it stands for, by their opacity.
Pixels shrink(const Pixels& from, int side_max) {
    const auto longest = std::max(from.width, from.height);
    if (longest <= side_max) return from;
    Pixels to{
        std::max(1, from.width * side_max / longest), std::max(1, from.height * side_max / longest), {}};
    to.rgba.resize(std::size_t(to.width) * std::size_t(to.height) * 4);
    for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x) {
            const int x0 = x * from.width / to.width, x1 = std::max(x0 + 1, (x + 1) * from.width / to.width);
            const int y0 = y * from.height / to.height,
                      y1 = std::max(y0 + 1, (y + 1) * from.height / to.height);
            std::uint64_t colour[3] = {}, opacity = 0, count = 0;
            for (int sy = y0; sy < y1; ++sy)
                for (int sx = x0; sx < x1; ++sx) {
                    const auto* pixel =
                        &from.rgba[(std::size_t(sy) * std::size_t(from.width) + std::size_t(sx)) * 4];
                    for (int c = 0; c < 3; ++c) colour[c] += std::uint64_t(pixel[c]) * pixel[3];
                    opacity += pixel[3];
                    ++count;
                }
            auto* pixel = &to.rgba[(std::size_t(y) * std::size_t(to.width) + std::size_t(x)) * 4];
            for (int c = 0; c < 3; ++c)
                pixel[c] = static_cast<unsigned char>(opacity == 0 ? 0 : colour[c] / opacity);
            pixel[3] = static_cast<unsigned char>(opacity / count);
        }
    return to;
}

Result<std::string> encode(const Pixels& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(pixels.width);
    image.height = static_cast<png_uint_32>(pixels.height);
    image.format = PNG_FORMAT_RGBA;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string out(size, '\0');
    if (png_image_write_to_memory(&image, out.data(), &size, 0, pixels.rgba.data(), 0, nullptr) == 0)
        return fail(ErrorCode::internal, "The picture could not be written.");
    out.resize(size);
    return out;
}

} // namespace

Result<Logo> make_logo(std::string_view bytes, const LogoLimits& limits) {
    if (bytes.size() > limits.bytes_max)
        return fail(ErrorCode::too_large,
                    fmt::format("The picture is larger than {} KB.", limits.bytes_max >> 10));
    const auto head = read_picture(std::string(bytes));
    if (!head || (head->format != "png" && head->format != "jpeg"))
        return fail(ErrorCode::invalid_argument, "Please send a PNG or JPEG picture.");
    if (std::max(head->width, head->height) > limits.side_max)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("The picture has {} x {} pixels: at most {} a side, please.", head->width,
                                head->height, limits.side_max));
    if (std::min(head->width, head->height) < limits.side_min)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("The picture has {} x {} pixels: at least {} a side, please.", head->width,
                                head->height, limits.side_min));
    auto pixels = head->format == "png" ? decode_png(bytes) : decode_jpeg(bytes, head->width, head->height);
    if (!pixels) return forward(pixels);
    const auto kept = shrink(*pixels, limits.side_kept);
    auto png = encode(kept);
    if (!png) return forward(png);
    return Logo{std::move(*png), kept.width, kept.height};
}

} // namespace bolt::submit
