#pragma once
#include "assist/language_model.hpp"
#include "net/server.hpp"
#include "roles/outcome_board.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// What POST /plan decides with.
struct PlanContext {
    store::Database& database;
    OutcomeBoard& outcomes;
    assist::LanguageModel* model = nullptr; ///< nullptr: forms are read without one
};

/// `POST /plan` {directory, business, hints?}: the steps for a directory, in the inspiring system's shape.
/// With hints.page (the form model: what the page script of src/forms read) the form is filled by the
/// directory's recipe, else by our own reading, else by a language model's where that is not enough; without
/// it the plan is only to open the page, because a form that nobody has read is not guessed at. `expected`
/// says how likely the site takes this business; `hints` how the form was understood: {"source": "recipe",
/// "local" or "model", "recipe_version", "sure": no required control is a guess, "fields": [{selector, label,
/// meaning, confidence}]}. 404 for an unknown directory, 422 when the page has no form to fill.
Async<net::Response> answer_plan(net::Request& request, PlanContext context);

} // namespace bolt::roles
