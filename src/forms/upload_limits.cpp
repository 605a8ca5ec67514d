#include "forms/upload_limits.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

constexpr std::pair<std::string_view, std::string_view> kFormats[] = {
    {"jpeg", "jpeg"}, {"jpg", "jpeg"}, {"png", "png"}, {"gif", "gif"}, {"webp", "webp"}};

void add_formats(std::vector<std::string>& formats, std::string_view text) {
    const auto words = words_of(text);
    for (const auto& [word, format] : kFormats)
        if (std::ranges::find(words, word) != words.end() &&
            std::ranges::find(formats, format) == formats.end())
            formats.emplace_back(format);
}

/// The smallest size named: "2 MB", "500kb", "1,5 Mo".
std::size_t bytes_named(const std::string& folded) {
    static const RE2 kSize(R"((\d{1,6}(?:[.,]\d{1,3})?)\s?(k|m)i?(?:b|o|byte|bytes)\b)");
    re2::StringPiece rest(folded);
    std::string number;
    std::string unit;
    std::size_t least = 0;
    while (RE2::FindAndConsume(&rest, kSize, &number, &unit)) {
        std::ranges::replace(number, ',', '.');
        const auto bytes = static_cast<std::size_t>(std::strtod(number.c_str(), nullptr) *
                                                    (unit == "k" ? 1000.0 : 1'000'000.0));
        if (bytes > 0 && (least == 0 || bytes < least)) least = bytes;
    }
    return least;
}

void read_dimensions(UploadLimits& limits, const std::string& folded) {
    static const RE2 kLeast(
        R"((?:min\w*|at least|mindestens|au moins|al menos|almeno|minimaal)\D{0,30}(\d{2,4})\s?(?:px)?\s?[x×*]\s?(\d{2,4}))");
    static const RE2 kMost(
        R"((?:max\w*|at most|up to|hochstens|bis zu|au plus|hasta|fino a|ate)\D{0,30}(\d{2,4})\s?(?:px)?\s?[x×*]\s?(\d{2,4}))");
    RE2::PartialMatch(folded, kLeast, &limits.width_min, &limits.height_min);
    RE2::PartialMatch(folded, kMost, &limits.width_max, &limits.height_max);
}

} // namespace

UploadLimits upload_limits(const Control& control) {
    UploadLimits out;
    const auto& labels = control.labels;
    add_formats(out.formats, control.accept);
    std::vector<std::string> told;
    for (const auto* text : {&labels.described, &labels.next, &labels.for_, &labels.wrap, &labels.previous,
                             &labels.title, &labels.cell}) {
        const auto folded = fold(*text);
        add_formats(told, folded);
        const auto bytes = bytes_named(folded);
        if (bytes > 0 && (out.bytes_max == 0 || bytes < out.bytes_max)) out.bytes_max = bytes;
        read_dimensions(out, folded);
    }
    if (out.formats.empty()) out.formats = told;
    return out;
}

std::string misfit(const UploadLimits& limits, std::string_view format, std::size_t bytes, int width,
                   int height) {
    if (!limits.formats.empty() && std::ranges::find(limits.formats, format) == limits.formats.end())
        return fmt::format("it takes no {} pictures", format);
    if (limits.bytes_max > 0 && bytes > limits.bytes_max)
        return fmt::format("the picture has {} bytes, it takes at most {}", bytes, limits.bytes_max);
    if (width < limits.width_min || height < limits.height_min)
        return fmt::format("the picture has {}x{} pixels, it wants at least {}x{}", width, height,
                           limits.width_min, limits.height_min);
    if ((limits.width_max > 0 && width > limits.width_max) ||
        (limits.height_max > 0 && height > limits.height_max))
        return fmt::format("the picture has {}x{} pixels, it takes at most {}x{}", width, height,
                           limits.width_max, limits.height_max);
    return {};
}

} // namespace bolt::forms
