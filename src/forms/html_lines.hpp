#pragma once
#include "base/json.hpp"
#include "forms/html_dom.hpp"

namespace bolt::forms {

/// The first visible text lines, as a reader sees them: each block its own, none twice.
json::array html_lines(const HtmlDocument& document, std::size_t most, std::size_t longest);
/// The kinds of captcha on the page ("recaptcha", ..., "image"), as page/common.js names them.
json::array html_captchas(const HtmlDocument& document);

} // namespace bolt::forms
