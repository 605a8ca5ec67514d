#pragma once
#include "forms/html_page.hpp"
#include "forms/page_state.hpp"

#include <string>
#include <vector>

namespace bolt::forms {

/// What state_script() would tell of a page that is only HTML: no style sheet hides and no script shows
/// anything. The form that is asked for counts as present if a form has its selector, or most of its control
/// names. `fields` are looked up by selector and hold what the HTML gives them. Pure.
PageState html_state(const HtmlPage& page, const Form* asked, const std::vector<std::string>& fields = {});

/// The same for an answer that is plain text or JSON: its lines.
PageState text_state(std::string_view text, std::string_view url);

} // namespace bolt::forms
