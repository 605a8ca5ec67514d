#pragma once
#include "assist/language_model.hpp"
#include "forms/plan.hpp"

namespace bolt::assist {

/// True if the form cannot be sent with what was understood of it: a required control that a person could
/// fill has no meaning, or one that is a guess (below Classified::kConfident).
bool needs_planner(const forms::Form& form, const forms::Choice& choice);

/// The question about one form: its controls as data (at most 60, each text cut), never the page; the answer
/// may only give controls of this list meanings that exist. Nothing of the business is in it.
ModelQuestion form_question(const forms::Form& form);

/// Lays the answer over `choice`. It names meanings only: what is typed comes from the profile, what is
/// pressed from the form. invalid_argument for anything not of the schema: an unknown or repeated control, an
/// unknown meaning, further members. Controls that were surely understood, traps, passwords, captchas and
/// payments keep what they were; a meaning that the kind of control cannot hold is passed over.
Result<forms::Choice> apply_answer(const json::value& answer, const forms::Form& form, forms::Choice choice);

/// Asks the model where needs_planner() says so, and takes its plan only if a dry run with this profile
/// leaves fewer required controls empty than before. nullopt: go on with `choice` as it is, whatever went
/// wrong.
Async<std::optional<forms::Choice>> plan_form(LanguageModel& model, std::string job_id,
                                              std::string directory_name, const BusinessProfile& profile,
                                              const forms::Page& page, const forms::Choice& choice);

} // namespace bolt::assist
