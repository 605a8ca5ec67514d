#pragma once
#include "base/json.hpp"
#include "playground/core/site.hpp"

namespace bolt::playground {

/// Applies the rules of a site.json ([[control, rule, message]...]) to what was sent; see
/// core/plain_site.hpp.
Problems check_rules(const json::value* rules, const Fields& fields);

} // namespace bolt::playground
