#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"
#include "roles/settings.hpp"

#include <string>

namespace bolt::store {
class Tx;
}

namespace bolt::roles {

/// A login link for somebody of the staff, as it is mailed.
struct StaffLink {
    std::string email;
    std::string url;   ///< whole, with the token: it is sealed into the mail and stands nowhere in the clear
    Duration lifetime; ///< of the link, and so of the mail
};
/// Queues the mail with that link. False where no mail is set up, or BOLT_SECRET_KEY is missing so that the
/// link could not be sealed: then whoever made the link hands it over.
Result<bool> mail_staff_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                             const StaffLink& link);

} // namespace bolt::roles
