#include "submit/form_health.hpp"

#include "forms/plan.hpp"
#include "forms/recipe.hpp"

#include <fmt/format.h>

namespace bolt::submit {
namespace {

using Kind = store::CanaryLook::Kind;

/// What keeps an attempt from filling the form; "" if nothing does.
std::string obstacle(const ProbeReport& report, const BusinessProfile& business) {
    const forms::PlanOptions options{.directory = "", .url = "", .uploads = true};
    const auto plan = forms::make_plan(report.model, report.choice, business, options);
    if (!plan) return plan.error().message;
    for (const auto& unfilled : plan->unfilled)
        if (unfilled.required)
            return fmt::format("\"{}\": {}", unfilled.label.empty() ? unfilled.selector : unfilled.label,
                               unfilled.reason);
    // A button may come, or come to life, once the form is filled.
    return "";
}

} // namespace

store::CanaryLook judge_form(const ProbeReport& report, const std::optional<store::RecipeRow>& recipe,
                             const BusinessProfile& business, bool despite_robots) {
    const auto look = [](Kind kind, std::string reason) {
        store::CanaryLook out;
        out.kind = kind;
        out.reason = std::move(reason);
        return out;
    };
    if (!report.robots.empty() && !despite_robots) return look(Kind::forbidden, report.robots);
    if (report.status >= 400)
        return look(Kind::failed, fmt::format("the page answers HTTP {}", report.status));
    if (report.unstyled) return look(Kind::failed, "the page came without its style sheets");
    forms::Recipe known;
    if (recipe)
        if (auto read = forms::read_recipe(recipe->plan)) known = std::move(*read);
    if (forms::replay(known, report.model, report.choice) ||
        forms::stands(known, report.model, report.choice)) {
        auto same = look(Kind::same, "");
        same.fingerprint = recipe->fingerprint;
        return same;
    }
    if (report.choice.kind != forms::PageKind::submission || report.choice.form >= report.model.forms.size())
        return look(Kind::unseen, fmt::format("{}: {}", to_string(report.choice.kind), report.choice.reason));
    if (!known.parts.empty() && known.parts.front().seen.empty())
        return look(Kind::unseen, "the recipe does not tell how its form looks before it is filled");
    auto part = forms::make_recipe_part(report.model.forms[report.choice.form], report.choice);
    part.seen = part.fingerprint;
    if (known.parts.empty())
        known.parts.push_back(std::move(part));
    else
        known.parts.front() = std::move(part);
    const auto why = obstacle(report, business);
    auto changed = look(why.empty() ? Kind::fillable : Kind::puzzling,
                        why.empty() ? "the form changed and can be filled" : why);
    changed.fingerprint = known.fingerprint();
    if (why.empty()) changed.plan = forms::write_recipe(known);
    return changed;
}

} // namespace bolt::submit
