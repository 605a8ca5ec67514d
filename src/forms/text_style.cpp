#include "forms/text_style.hpp"

#include "forms/text.hpp"

#include <algorithm>

namespace bolt::forms {
namespace {

constexpr std::string_view kStyles[] = {"as_written", "summary_first", "brief"};
constexpr std::size_t kBrief = 200;

} // namespace

bool is_text_style(std::string_view style) { return std::ranges::find(kStyles, style) != std::end(kStyles); }

std::optional<std::string> description_in(std::string_view style, const BusinessProfile& profile) {
    const auto& text = profile.description;
    if (style == "as_written") return text;
    if (style == "brief" && utf16_length(text) > kBrief) return cut_text(text, kBrief);
    if (style != "summary_first") return std::nullopt;
    auto summary = profile.short_description;
    if (summary.empty() || text.empty() || text.find(summary) != std::string::npos) return std::nullopt;
    if (std::string_view(".!?").find(summary.back()) == std::string_view::npos) summary += '.';
    return summary + " " + text;
}

} // namespace bolt::forms
