#pragma once
#include "forms/classify.hpp"
#include "forms/html_page.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace bolt::forms::labelled {

/// A page of tests/forms (its README.md tells the marks).
struct LabelledPage {
    std::string name;     ///< file name without ".html"
    std::string language; ///< the name's first two letters
    Page page;            ///< a control's selector is its label ("city", "social_link:xing"), if it has one
};

inline std::vector<LabelledPage> read_pages(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".html") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<LabelledPage> out;
    for (const auto& file : files) {
        std::ifstream stream(file, std::ios::binary);
        const std::string html(std::istreambuf_iterator<char>(stream), {});
        auto page = read_html(html, "https://list.example/add", "data-meaning");
        if (!page) throw std::runtime_error(file.string() + ": " + page.error().message);
        const auto name = file.stem().string();
        out.push_back({name, name.substr(0, 2), std::move(*page)});
    }
    return out;
}

/// The label of a control: its mark, "none" without one.
inline std::string wanted(const Control& control) {
    const auto meaning = control.selector.substr(0, control.selector.find(':'));
    return parse_meaning(meaning) ? control.selector : "none";
}

/// True for what is filled with nothing of the business.
inline bool is_left_alone(Meaning meaning) {
    using enum Meaning;
    static constexpr std::initializer_list<Meaning> kAlone = {none,    trap,       search,  coupon, upgrade,
                                                              message, newsletter, payment, captcha};
    return std::ranges::find(kAlone, meaning) != kAlone.end();
}

/// What a decision comes to: its meaning with detail, "none" for what would be left alone.
inline std::string outcome(const Classified& found, const Control& control) {
    if (is_left_alone(found.meaning) || found.confidence < Classified::kConfident || !control.operable())
        return "none";
    return std::string(to_string(found.meaning)) + (found.detail.empty() ? "" : ":" + found.detail);
}

/// The label in the same terms.
inline std::string target(const Control& control) {
    const auto label = wanted(control);
    const auto meaning = parse_meaning(label.substr(0, label.find(':'))).value_or(Meaning::none);
    return is_left_alone(meaning) ? "none" : label;
}

} // namespace bolt::forms::labelled
