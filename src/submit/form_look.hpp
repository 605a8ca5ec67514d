#pragma once
#include "base/clock.hpp"
#include "browser/page.hpp"
#include "forms/choose.hpp"
#include "submit/browser_submitter.hpp"

#include <functional>
#include <optional>

namespace bolt::submit {

/// What was found on an open page: the best form of all its frames, or what stands in its way.
struct FormLook {
    std::optional<browser::Frame> frame; ///< of the form, else the main one; nullopt: nothing could be read
    forms::Page model;
    forms::Choice choice;
    bool unstyled = false; ///< a form was found whose style sheets had not come: its traps look like fields
    bool hung = false;     ///< the page no longer runs scripts
    bool lost = false;     ///< the page crashed or closed
};

/// Looks once at every frame (at most 6). Each call to the page ends within `left()`.
Async<FormLook> look_for_form(browser::Page& page, const AttemptTimes& times,
                              const std::function<Duration()>& left);

/// Looks again and again until there is a form or something that stands in its way, at most for `patience`:
/// scripts draw forms late.
Async<FormLook> await_form(browser::Page& page, Clock& clock, const AttemptTimes& times, Duration patience,
                           const std::function<Duration()>& left);

} // namespace bolt::submit
