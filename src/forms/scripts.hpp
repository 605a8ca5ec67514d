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
/// Sets a control through the widget that a script has drawn for it. Argument: {"selector", "value", "label",
/// "values", "filled"}, or {"selector", "press": true}; the answer is JSON text
/// {"ok", "why"?, "fill"?: selector to fill and then call again with "filled", "type"?: selector to type each
/// of the values and Enter into, and then call again with "filled"}.
std::string_view operate_script();

/// Waits for the choices that a field suggests. Argument: {"selector", "known": options of an earlier look,
/// "most": milliseconds}; the answer is JSON text {"options": [{"text", "selector"}], "active": selector of
/// the text field that has the focus}.
std::string_view suggestions_script();

/// Tells which captcha stands beside a form, for read_captcha(), or enters its token. Argument: {"form",
/// "answer"}, or {"form", "kind", "token"}; see page/captcha.js.
std::string_view captcha_script();

} // namespace bolt::forms
