#pragma once
#include "base/platform.hpp"
#include "roles/settings.hpp"
#include "store/orders.hpp"

#include <string>

namespace bolt::store {
class Tx;
}

namespace bolt::roles {

/// Makes the private link of a new order and seals it into the mail that tells of the order: the token stands
/// nowhere in the clear. Without BOLT_SECRET_KEY nothing can be sealed: then the mail leads to the page that
/// sends a login link.
Result<void> mail_private_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                               const std::string& base_url, const store::CreatedOrder& order);
/// Queues a login link for the customer with that address; nothing for an address that nobody has.
/// failed_precondition without BOLT_SECRET_KEY.
Result<void> mail_login_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                             const std::string& base_url, const std::string& email);

} // namespace bolt::roles
