#pragma once
#include "forms/plan.hpp"

#include <string>

namespace bolt::forms {

/// What a visitor identifies himself with at a site. Never the customer's own password: one that was made for
/// this site.
struct Credentials {
    std::string email;
    std::string username; ///< for sites that ask for one beside the e-mail address
    std::string password;
};

enum class AccountDoor { log_in, sign_up };

/// Plans the page's form for logging in, or for making an account. A form with one password is taken for
/// logging in unless its words speak of a new account; with two it makes one. Beside the credentials only
/// what the profile has is filled in, required terms are agreed to, newsletters left alone. not_found if the
/// page has no such form; what a required control lacks stands in `unfilled`, as in make_plan().
Result<Plan> plan_account(const Page& page, AccountDoor door, const BusinessProfile& profile,
                          const Credentials& credentials);

} // namespace bolt::forms
