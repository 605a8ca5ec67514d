#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/client.hpp"
#include "store/alerts.hpp"
#include "submit/address_policy.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bolt::roles {

/// Sends one alert by e-mail to those who are on duty (roles/alert_mail.hpp).
using SendAlertMail = std::function<Async<Result<void>>(std::string subject, std::string text)>;

struct AlertTellerSettings {
    std::string webhook_url; ///< Slack's incoming webhook, or one that takes the same body; "" = none
    submit::AddressSettings addresses; ///< what the webhook may lead to
    std::string dashboard_url;         ///< put below each message; "" = none
    int tries_max = 3;
    Duration first_pause = std::chrono::seconds{2}; ///< between tries; twice as long each time
};

/// Carries alerts out of the house. What cannot be sent is logged (without the URL, which is a secret) and
/// told again with the alert's next interval. One thread.
class AlertTeller {
  public:
    AlertTeller(const Platform& platform, AlertTellerSettings settings, SendAlertMail mail = nullptr);
    /// True if there is anywhere to send to.
    bool any() const { return !settings_.webhook_url.empty() || mail_; }
    Async<void> tell(std::vector<store::AlertReport> news, StopToken& stop);

  private:
    Async<Result<void>> post(std::string text);

    const Platform platform_;
    const AlertTellerSettings settings_;
    const SendAlertMail mail_;
    submit::AddressPolicy policy_;
    net::HttpClient http_;
};

/// "[critical] disk_space: the disk is nearly full (free_bytes: 12)", "[resolved] ...": one line.
std::string alert_line(const store::AlertReport& report);

} // namespace bolt::roles
