#pragma once
#include "base/result.hpp"
#include "forms/html_dom.hpp"
#include "forms/page_model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// The same model as from a browser (extract.js), from plain HTML, for lanes without one. There is no style
/// sheet and no script: hidden is what `hidden`, type, aria-hidden and inline styles hide. `html` is UTF-8,
/// `url` where it came from. too_large for pages beyond HtmlDocument's bounds. Pure.
///
/// `marker`: an attribute ("data-fid") whose value becomes the selector of the controls that have it; for
/// labelled pages.
Result<Page> read_html(std::string_view html, std::string_view url, std::string_view marker = {});

/// One form of a page with the elements behind its controls and buttons.
struct HtmlForm {
    struct Element {
        HtmlNode node = nullptr;
        std::string selector; ///< of the Control or Button that was made from it
    };
    HtmlNode node = nullptr;       ///< the <form>; nullptr for what stands outside of any
    std::vector<Element> elements; ///< document order
};

/// A page that is both read and kept as a tree: for a lane that builds its request by itself.
struct HtmlPage {
    HtmlDocument document;
    Page page;
    std::vector<HtmlForm> forms; ///< one for each of page.forms
};

/// read_html() that keeps the tree.
Result<HtmlPage> read_html_page(std::string_view html, std::string_view url);

} // namespace bolt::forms
