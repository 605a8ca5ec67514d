#pragma once
#include "forms/classify.hpp"
#include "forms/model.hpp"

namespace bolt::forms {

/// How much a rule's decision weighs against the learned chances: each unit of its confidence multiplies the
/// chance of its meaning by e^kRuleWeight. Chosen on pages that neither trained nor judged the model
/// (tools/train_forms prints the comparison).
inline constexpr double kRuleWeight = 2.0;

/// Lets the learned classifier correct what the rules found, in place, where it has learned from enough real
/// fields: names, addresses, phone, e-mail, company. The rules keep their say on what only listings ask for,
/// on whatever must never go wrong (traps, captchas, consents, passwords, payment, grids of opening hours)
/// and on every control the classifier does not judge; in a form that lists a business they weigh more.
/// `classified` is classify_by_rules(form), `scored` Model::score(form).
void combine(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& classified,
             double rule_weight = kRuleWeight);

} // namespace bolt::forms
