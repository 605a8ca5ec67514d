#pragma once
#include "domain/profile.hpp"
#include "forms/classify.hpp"

namespace bolt::forms {

/// The day "mon".."sun" that a text is about ("Monday", "hours[tue][open]", "Dienstag"); "" if none or
/// several.
std::string day_in(std::string_view text);

/// What a text says of a time beside it: hours_open ("from", "ouverture"), hours_close ("to", "bis"),
/// hours_closed ("closed"), else none.
Meaning hours_role(std::string_view text);

/// What a control of an opening-hours grid asks for: hours_open, hours_close, hours_closed or hours_opened
/// with its day, from the control's name, cell, column and labels. nullopt if it belongs to no grid.
std::optional<Classified> read_hours_control(const Control& control);

/// Settles the times of a grid by their neighbours, in place: two beside one day are from and to, and one
/// without a day of its own belongs to the day of its row.
void settle_hours(const Form& form, std::vector<Classified>& classified);

/// "Mon-Fri 09:00-17:00; Sat 10:00-14:00; Sun closed"; "" for no hours.
std::string write_hours(const std::map<std::string, std::vector<OpeningInterval>>& hours);

} // namespace bolt::forms
