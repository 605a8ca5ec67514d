#pragma once
#include "forms/classify.hpp"
#include "forms/model.hpp"

namespace bolt::forms {

/// How much a rule's decision weighs against the learned chances: each unit of its confidence multiplies the
/// chance of its meaning by e^kRuleWeight. Chosen on pages that neither trained nor judged the model
/// (tools/train_forms prints the comparison).
inline constexpr double kRuleWeight = 2.0;

/// Lets the learned classifier correct what the rules found, in place. The rules keep their say on whatever
/// must never go wrong: traps, captchas, consents, passwords, payment, grids of opening hours and every
/// control the classifier does not judge. `classified` is classify_by_rules(form), `scored`
/// Model::score(form). At the end each meaning that a listing has once (name, description, category) stands
/// at its likeliest control only.
void combine(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& classified,
             double rule_weight = kRuleWeight);

} // namespace bolt::forms
