#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "domain/rules.hpp"
#include "mail/message.hpp"
#include "mail/transport.hpp"
#include "roles/backoff.hpp"
#include "store/database.hpp"
#include "store/emails.hpp"

#include <functional>

namespace bolt::roles {

struct MailerSettings {
    mail::Mailbox from;
    std::string site_url;   ///< how readers reach the gateway, without '/' at its end; "" = no links of ours
    std::string secret_key; ///< opens sealed variables (BOLT_SECRET_KEY)
    bool customers =
        true; ///< false: what customers are told of their orders is not sent (BOLT_CUSTOMER_MAIL)
    Duration keep = std::chrono::hours{24 * 30}; ///< of mails that have ended
    Duration prune_every = std::chrono::minutes{10};
    int batch = 10;
    /// How long a mail belongs to the mailer that took it: longer than a batch may take.
    Duration hold = std::chrono::minutes{15};
    RetryPolicy retry{
        .attempts_max = 12, .first_delay = std::chrono::minutes{1}, .longest_delay = std::chrono::hours{4}};
    BackoffSettings backoff{};
};

struct MailerCounters {
    std::uint64_t sent = 0, retried = 0, dead = 0, suppressed = 0;
};

/// Sends the e-mails of the outbox. At least once: a mail whose acceptance could not be noted (crash, store
/// gone) is sent again after `hold` with the same Message-ID. Any number may run beside each other; a mail is
/// taken by one. A refusal of the recipient or content ends a mail as dead with the server's words; a server
/// that is not reached or refuses us holds up all of them. One thread; references must outlive it.
class Mailer {
  public:
    /// `transport` nullptr: no mail is configured; what is queued ends as dead and says so.
    Mailer(const Platform& platform, store::Database& database, mail::MailTransport* transport,
           MailerSettings settings);
    Async<void> run(StopToken& stop);

    const MailerCounters& counters() const { return counters_; }
    bool healthy() const { return !server_breaker_.open(); }

  private:
    Async<Result<Duration>> pass_on();
    Async<Duration> send(const store::QueuedEmail& email);
    Async<void> prune_loop(StopToken& stop);
    Async<void> wake_on_stop(StopToken& stop);
    /// The raw mail; the error is final.
    Result<std::string> compose(const store::QueuedEmail& email) const;
    Async<void> note(std::string id, std::function<Result<void>(store::Tx&)> write);
    Async<void> end(const store::QueuedEmail& email, store::EmailEnd how, std::string reason);

    const Platform platform_;
    store::Database& database_;
    mail::MailTransport* const transport_;
    const MailerSettings settings_;
    MailerCounters counters_;
    Breaker store_breaker_, server_breaker_;
};

} // namespace bolt::roles
