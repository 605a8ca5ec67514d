#include "forms/html_lines.hpp"

#include "forms/html_labels.hpp"

#include <array>
#include <set>

namespace bolt::forms {
namespace {

bool is_block(std::string_view tag) {
    return tag_in(
        tag, "p|div|li|ul|ol|tr|td|th|table|h1|h2|h3|h4|h5|h6|form|fieldset|legend|section|article|"
             "header|footer|nav|main|aside|br|hr|dt|dd|dl|blockquote|pre|option|select|label|body|address");
}

bool hides(HtmlNode node) {
    if (tag_in(tag_of(node), "script|style|noscript|template|head|svg|select|textarea")) return true;
    if (has_attribute(node, "hidden")) return true;
    const auto style = attribute(node, "style");
    return style.find("display:none") != std::string_view::npos ||
           style.find("display: none") != std::string_view::npos;
}

} // namespace

json::array html_lines(const HtmlDocument& document, std::size_t most, std::size_t longest) {
    json::array out;
    std::set<std::string> seen;
    std::string line;
    std::size_t read = 0;
    const auto flush = [&] {
        if (auto words = clean(line, longest); !words.empty() && seen.insert(words).second)
            out.push_back(json::string(words));
        line.clear();
    };
    const auto* root = document.root();
    HtmlNode block = nullptr; // the block that the text read last stands in
    bool enter = true;
    for (const auto* node = root; node != nullptr && out.size() < most && read < 400'000;
         node = walk(node, root, enter)) {
        enter = true;
        if (is_element(node)) {
            enter = !hides(node);
            if (is_block(tag_of(node))) flush();
        } else if (is_text(node)) {
            const auto* around = parent_of(node);
            while (around != nullptr && !is_block(tag_of(around))) around = parent_of(around);
            if (around != block) flush();
            block = around;
            line += text_data(node);
            read += text_data(node).size();
        }
    }
    flush();
    while (out.size() > most) out.pop_back();
    return out;
}

json::array html_captchas(const HtmlDocument& document) {
    struct Kind {
        const char* name;
        std::string_view css_class;
        std::string_view address;
    };
    static constexpr std::array<Kind, 5> kKinds = {{{"recaptcha", "g-recaptcha", "recaptcha"},
                                                    {"hcaptcha", "h-captcha", "hcaptcha"},
                                                    {"turnstile", "cf-turnstile", "challenges.cloudflare"},
                                                    {"friendly", "frc-captcha", "friendlychallenge"},
                                                    {"image", "", "captcha"}}};
    std::array<bool, kKinds.size()> found{};
    const auto* root = document.root();
    for (const auto* node = root; node != nullptr; node = walk(node, root, true)) {
        if (!is_element(node)) continue;
        const auto tag = tag_of(node);
        const auto classes = " " + std::string(attribute(node, "class")) + " ";
        const auto address = attribute(node, "src");
        for (std::size_t i = 0; i + 1 < kKinds.size(); ++i) {
            const bool loads = tag == "iframe" || tag == "script";
            found[i] = found[i] ||
                       classes.find(" " + std::string(kKinds[i].css_class) + " ") != std::string::npos ||
                       (loads && address.find(kKinds[i].address) != std::string_view::npos);
        }
        const bool field = tag == "input" && attribute(node, "type") != "hidden" &&
                           attribute(node, "name").find("captcha") != std::string_view::npos;
        found.back() =
            found.back() || field || (tag == "img" && address.find("captcha") != std::string_view::npos);
    }
    json::array out;
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (found[i]) out.push_back(kKinds[i].name);
    return out;
}

} // namespace bolt::forms
