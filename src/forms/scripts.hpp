#pragma once
#include <string_view>

namespace bolt::forms {

/// A JavaScript function expression for Playwright's Frame.evaluateExpression with isFunction: takes nothing
/// that matters, returns a JSON string for read_page(). Run it once in every frame of interest.
std::string_view extract_script();

/// The same kind of function for read_state(). Its argument: {"form": selector or "", "fields": [selectors]};
/// the answer's fields stand in that order. Run it before and after the form is sent, and for reading values
/// back.
std::string_view state_script();

/// The same kind of function for read_doors(); takes nothing that matters. Run it in the page's main frame.
std::string_view doors_script();

/// The same kind of function for read_links(); takes nothing.
std::string_view links_script();

} // namespace bolt::forms
