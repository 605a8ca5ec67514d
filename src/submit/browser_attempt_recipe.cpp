// A directory's recipe in one attempt: replayed where the form is the known one, learnt where it is not.
#include "base/log.hpp"
#include "submit/browser_attempt.hpp"

namespace bolt::submit {

/// Takes the meanings from the recipe if the form is one of its parts. Choices that load others change a form
/// while it is filled: a later look that does not fit is no drift once a part fitted.
void BrowserAttempt::use_recipe() {
    if (!attempt_.recipe || attempt_.recipe->plan.is_null()) return;
    const auto version = attempt_.recipe->version;
    const auto recipe = forms::read_recipe(attempt_.recipe->plan);
    if (!recipe) {
        record_.reason(fmt::format("recipe {} cannot be read: {}", version, recipe.error().message));
        return;
    }
    if (auto choice = forms::replay(*recipe, model_, choice_)) {
        choice_ = std::move(*choice);
        if (recipe_used_ == 0) record_.reason(fmt::format("the form is filled by recipe {}", version));
        recipe_used_ = version;
    } else if (recipe_used_ == 0 && recipe_drifted_ == 0 && !forms::stands(*recipe, model_, choice_)) {
        recipe_drifted_ = version;
        record_.reason(fmt::format("the form has changed since recipe {}: it was analysed anew", version));
        log::info("a form has drifted from its recipe",
                  {{"directory", attempt_.directory.name}, {"version", version}});
    }
}

/// The model's reading of this very form, where it has one already: forms are read again while they are
/// filled.
bool BrowserAttempt::use_planned() {
    auto choice = forms::replay(planned_, model_, choice_);
    if (!choice) return false;
    choice_ = std::move(*choice);
    return true;
}

/// Only where neither a recipe nor our own reading is enough, and once an attempt.
Async<void> BrowserAttempt::ask_planner() {
    if (!settings_.plan_form || recipe_used_ > 0 || use_planned() || planner_asked_) co_return;
    planner_asked_ = true;
    const auto start = platform_.clock.monotonic();
    auto planned = co_await settings_.plan_form(attempt_, model_, choice_);
    record_.timing("plan", platform_.clock.monotonic() - start);
    if (!planned || planned->form >= model_.forms.size()) co_return;
    choice_ = std::move(*planned);
    planned_.parts.push_back(forms::make_recipe_part(model_.forms[choice_.form], choice_));
    record_.reason("the form is filled as a language model read it; its plan was checked by a dry run");
}

/// Right when a part is sent: what was understood of it.
void BrowserAttempt::learn_part() {
    constexpr std::size_t parts_max = 20;
    if (choice_.form >= model_.forms.size() || learnt_.parts.size() >= parts_max) return;
    auto part = forms::make_recipe_part(model_.forms[choice_.form], choice_);
    for (const auto& known : learnt_.parts)
        if (known.fingerprint == part.fingerprint) return; // a repaired form is sent twice
    part.seen = seen_;
    learnt_.parts.push_back(std::move(part));
}

store::RecipeReport BrowserAttempt::recipe_report() const {
    store::RecipeReport out;
    out.version_used = recipe_used_;
    out.version_drifted = recipe_drifted_;
    if (learnt_.parts.empty()) return out;
    out.fingerprint = learnt_.fingerprint();
    out.plan = forms::write_recipe(learnt_);
    out.by_model = !planned_.parts.empty();
    return out;
}

} // namespace bolt::submit
