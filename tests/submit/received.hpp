#pragma once
#include "base/json.hpp"
#include "domain/profile.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::submit::testing {

/// What a practice site received in one submission: values by control name.
using Received = std::multimap<std::string, std::string>;

/// Compares what arrived with the profile, by the meanings of the site's own description (site.json). Gives
/// every difference as a sentence; empty if all is as it should be: each control that the profile has
/// something for holds it, traps, searches and newsletters hold nothing.
std::vector<std::string> differences(const json::value& site, const Received& received,
                                     const BusinessProfile& profile);

} // namespace bolt::submit::testing
