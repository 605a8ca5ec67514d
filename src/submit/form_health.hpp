#pragma once
#include "domain/profile.hpp"
#include "store/canaries.hpp"
#include "submit/probe.hpp"

namespace bolt::submit {

/// What a look at a directory's page (probe() without `follow`) says about its recipe. The form is the
/// recipe's if an attempt would replay it; another one is judged by whether `business`, which has everything,
/// could fill what it requires. Of a form in several parts only the first is seen: the others are taken over
/// from the recipe. `despite_robots`: its robots.txt does not matter.
store::CanaryLook judge_form(const ProbeReport& report, const std::optional<store::RecipeRow>& recipe,
                             const BusinessProfile& business, bool despite_robots);

} // namespace bolt::submit
