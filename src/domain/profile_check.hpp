#pragma once
#include "domain/profile.hpp"

#include <string>
#include <vector>

namespace bolt {

/// What is wrong with one field of a profile, in words for the customer.
struct FieldProblem {
    std::string field; ///< its name in write_profile(); "postal_code", "hours", "social_links.facebook"
    std::string message;
    bool missing = false; ///< it is empty and needed
};
/// Everything that a person must still put right before the business can be submitted: what missing_fields()
/// asks for, phone numbers by the numbering plan of the country, address parts by the country's rules,
/// opening hours that overlap, links that are no addresses of their network. Pure; about a millisecond.
std::vector<FieldProblem> profile_problems(const BusinessProfile& profile);

} // namespace bolt
