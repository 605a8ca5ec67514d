#pragma once
#include "base/result.hpp"
#include "forms/page_model.hpp"

#include <string_view>

namespace bolt::forms {

/// The same model as from a browser (extract.js), from plain HTML, for lanes without one. There is no style
/// sheet and no script: hidden is what `hidden`, type, aria-hidden and inline styles hide. `html` is UTF-8,
/// `url` where it came from. too_large for pages beyond HtmlDocument's bounds. Pure.
///
/// `marker`: an attribute ("data-fid") whose value becomes the selector of the controls that have it; for
/// labelled pages.
Result<Page> read_html(std::string_view html, std::string_view url, std::string_view marker = {});

} // namespace bolt::forms
