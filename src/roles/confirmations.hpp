#pragma once
#include "base/offload.hpp"
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "mail/received.hpp"
#include "mail/transport.hpp"
#include "net/client.hpp"
#include "roles/backoff.hpp"
#include "store/database.hpp"
#include "store/inboxes.hpp"
#include "submit/confirmation_visit.hpp"
#include "submit/submitter.hpp"

#include <map>
#include <set>

namespace bolt::roles {

struct ConfirmationSettings {
    mail::MailServer server; ///< of the installation's mailbox; url "" = it has none. ca_file holds for all
    std::string secret_key;  ///< opens the passwords of customers' mailboxes (BOLT_SECRET_KEY)
    std::string user_agent = "Mozilla/5.0 (compatible) directory-bolt/0.1";
    Duration look_soon = std::chrono::seconds{5};      ///< while something waits that is fresh
    Duration fresh = std::chrono::minutes{10};         ///< most mails come within
    Duration look_every = std::chrono::minutes{1};     ///< while only older ones wait
    Duration longest_pause = std::chrono::minutes{30}; ///< of a mailbox that cannot be read
    Duration lease = std::chrono::minutes{10};         ///< a mailbox belongs to one process so long
    Duration work_max = std::chrono::minutes{5};       ///< of one look; the rest waits for the next
    int submissions_max = 50;                          ///< looked for in one look
    std::size_t messages_max = 10;                     ///< the newest that match one submission
    int tries_max = 4;                                 ///< to reach the site behind one link
    Duration keep = std::chrono::hours{24 * 90};       ///< of what is remembered of messages
    std::chrono::milliseconds visit_time{30'000};
    BackoffSettings backoff{};
};

struct ConfirmationCounters {
    std::uint64_t looks = 0, opened = 0, confirmed = 0, unclear = 0, failures = 0;
};

/// Confirms submissions by the mails that directories send: finds the mail to the submission's address that
/// links to the directory's own site, opens the one link that confirms (mail/confirmation_link.hpp), judges
/// the page, and records it. A message's link is opened at most once: the message is noted before, and a
/// crash between leaves it to a person. What no mailbox settles stays in the action inbox. Any number may
/// run; a mailbox is leased by one. Mailboxes are read on a thread of their own. One thread besides;
/// references must outlive it.
class Confirmations {
  public:
    Confirmations(const Platform& platform, store::Database& database, submit::EvidenceStore& evidence,
                  submit::AddressSettings addresses, ConfirmationSettings settings,
                  submit::Resolver resolver = submit::system_resolver());
    ~Confirmations();
    Async<void> run(StopToken& stop);

    const ConfirmationCounters& counters() const { return counters_; }

  private:
    /// A mail that holds the link of a submission.
    struct Found {
        std::string message_key, link;
    };
    Async<Result<bool>> look(StopToken& stop);
    struct Looked {
        std::string error = {}; ///< "" = none
        bool soon = false;      ///< nothing waits (which costs the mailbox nothing), or something fresh does
    };
    Async<Looked> work(store::MailInbox inbox, StopToken& stop);
    Result<mail::MailServer> server_of(const store::MailInbox& inbox) const;
    Async<Result<std::optional<Found>>> find(mail::MailServer server, std::string inbox_id,
                                             store::WaitingConfirmation waiting);
    Async<Result<void>> confirm(std::string inbox_id, store::WaitingConfirmation waiting, Found found);

    const Platform platform_;
    store::Database& database_;
    submit::EvidenceStore& evidence_;
    const ConfirmationSettings settings_;
    const std::string owner_;
    net::HttpClient client_;
    submit::AddressPolicy policy_;
    ConfirmationCounters counters_;
    Breaker breaker_;
    /// Messages that hold no link of a submission: read once by this process. "<inbox> <submission> <uid>"
    std::set<std::string> without_link_;
    std::map<std::string, int> tries_; ///< by message key
    Duration prune_at_{0};             ///< monotonic
    asio::thread_pool thread_{1};
};

} // namespace bolt::roles
