#pragma once
#include "forms/plan.hpp"
#include "forms/verdict.hpp"

#include <string>
#include <vector>

namespace bolt::forms {

/// One field that the site refused, and what to enter instead.
struct Fix {
    Step step;              ///< the field's step with its new value
    std::string name;       ///< the control's name attribute, to find it again on a page drawn anew
    std::string label;      ///< for people
    std::string because_of; ///< the site's message
};

/// What can be entered instead after `judgement` refused the form (Judgement::clearly_refused): another
/// spelling of the phone number, the address of the website with or without its scheme, a shorter text, one
/// without links or special characters, another postal code format, another choice. Only the way of writing
/// changes, never the meaning. Empty if a refused field cannot be told or nothing else is left to try. `plan`
/// is what was filled into `form`. Pure.
std::vector<Fix> plan_repair(const Form& form, const Plan& plan, const Judgement& judgement,
                             const BusinessProfile& profile);

/// Puts the fixes into a plan made anew for the same form; a field that the page kept filled gets a step
/// again. Fields that are not in `form` any more are left out. Gives how many were put in.
int apply_fixes(Plan& plan, const Form& form, const std::vector<Fix>& fixes);

} // namespace bolt::forms
