#pragma once
#include "base/platform.hpp"
#include "roles/alert_teller.hpp"
#include "store/database.hpp"

#include <string>
#include <string_view>

namespace bolt::roles {

/// Queues alerts as e-mails to the addresses of BOLT_ALERT_EMAILS (with commas between); the mailer sends
/// them (docs/email.md). Null for no address. `dashboard_url`: linked to; "" = none.
SendAlertMail make_alert_mail(const Platform& platform, store::Database& database, std::string_view addresses,
                              std::string dashboard_url);

} // namespace bolt::roles
