#pragma once
#include "forms/page_model.hpp"

#include <string_view>

namespace bolt::forms {

/// Why a list's choices answer nothing that a profile tells, whatever its label shares with what one tells:
/// yes or no ("Delivery to your address?"), legal forms ("Type": LLC, Ltd), who somebody is ("I list as":
/// individual, company). "" for every other control.
std::string_view closed_question(const Control& control);

} // namespace bolt::forms
