#pragma once
#include "forms/page_model.hpp"
#include "forms/plan.hpp"

namespace bolt::forms {

/// What clicking a button of this text does, as far as its words tell.
enum class ButtonRole { unclear, submit, next, back, preview, reset, search, other };
ButtonRole read_button(const Button& button);

/// "Save & Preview": shows the listing before it is published, but the site may keep it already.
bool keeps_listing(const std::string& button_text);

struct SendingButton {
    const Button* button = nullptr; ///< nullptr: the form has none that sends
    Purpose purpose = Purpose::none;
};
/// The button that sends the form or leads to its next part (preview only where nothing else does); never
/// reset, search, back.
SendingButton find_sending_button(const Form& form);

} // namespace bolt::forms
