#include "roles/confirmations.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/secret_box.hpp"
#include "mail/confirmation_link.hpp"
#include "mail/imap.hpp"

#include <algorithm>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Tx;
using store::WaitingConfirmation;

/// Clocks of mail servers differ a little, and a mail may be sent while the form is still being answered.
constexpr Duration kEarlier = std::chrono::minutes{15};
constexpr Duration kPruneEvery = std::chrono::hours{6};
constexpr std::size_t kRememberedMax = 10'000;

std::vector<std::string> sites_of(const WaitingConfirmation& waiting) {
    std::vector<std::string> sites;
    for (const auto& url : waiting.urls)
        if (auto site = mail::site_of(url); !site.empty() && std::ranges::find(sites, site) == sites.end())
            sites.push_back(std::move(site));
    return sites;
}

/// IMAP's date: "1-Feb-2026". A day earlier, since the server's zone is not known.
std::string imap_day(TimePoint since) {
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day day(
        std::chrono::floor<std::chrono::days>(since - std::chrono::hours{24}));
    return fmt::format("{}-{}-{}", unsigned(day.day()), kMonths[unsigned(day.month()) - 1], int(day.year()));
}

bool is_for(const mail::ReceivedMail& mail, const WaitingConfirmation& waiting) {
    if (mail.date && *mail.date < waiting.since - kEarlier) return false;
    return std::ranges::any_of(mail.recipients, [&](const std::string& recipient) {
        return std::ranges::find(waiting.addresses, recipient) != waiting.addresses.end();
    });
}

struct Read {
    std::uint32_t uid = 0;
    std::string key; ///< of the message
    std::optional<std::string> link;
};

/// On the mailbox's thread: the messages that may be meant, but for those known to hold no link.
Result<std::vector<Read>> read_messages(const mail::MailServer& server, const WaitingConfirmation& waiting,
                                        const std::vector<std::string>& sites,
                                        const std::set<std::string>& known, const std::string& prefix,
                                        std::size_t messages_max) {
    mail::ImapMailbox mailbox(server);
    const auto uids = mailbox.search(imap_day(waiting.since), waiting.addresses, sites, messages_max);
    if (!uids) return forward(uids);
    std::vector<Read> out;
    for (const auto uid : *uids) {
        if (known.contains(prefix + std::to_string(uid))) continue;
        const auto raw = mailbox.fetch(uid, mail::kReceivedBytesMax);
        if (!raw) return forward(raw);
        Read read{uid, "", std::nullopt};
        if (const auto mail = mail::read_received(*raw); mail && is_for(*mail, waiting)) {
            const auto id = mail->message_id.empty() ? fmt::format("{}:{}", mailbox.uid_validity(), uid)
                                                     : mail->message_id;
            read.key = hex(sha256(id));
            read.link = mail::confirmation_link(*mail, sites);
        }
        out.push_back(std::move(read));
    }
    return out;
}

} // namespace

Confirmations::Confirmations(const Platform& platform, store::Database& database,
                             submit::EvidenceStore& evidence, submit::AddressSettings addresses,
                             ConfirmationSettings settings, submit::Resolver resolver)
    : platform_(platform), database_(database), evidence_(evidence), settings_(std::move(settings)),
      owner_("confirmations-" + platform.new_id()), client_(platform.executor),
      policy_(platform.clock, std::move(addresses), std::move(resolver)),
      breaker_("store (confirmations)", platform, settings_.backoff) {}

Confirmations::~Confirmations() { thread_.join(); }

Async<void> Confirmations::run(StopToken& stop) {
    Duration pause{0};
    bool known = settings_.server.url.empty();
    do {
        if (!known) {
            auto made = co_await database_.write(
                [this](Tx& tx) { return store::ensure_installation_inbox(tx, platform_); });
            known = made.has_value();
        }
        if (platform_.clock.monotonic() >= prune_at_) {
            prune_at_ = platform_.clock.monotonic() + kPruneEvery;
            co_await database_.write(
                [this](Tx& tx) { return store::prune_messages(tx, platform_.now(), settings_.keep); },
                store::Durability::relaxed);
        }
        auto looked = co_await look(stop);
        if (!looked) {
            pause = breaker_.failed(looked.error());
            continue;
        }
        breaker_.succeeded();
        pause = *looked ? Duration{0} : settings_.look_soon;
    } while (co_await stop.sleep(pause));
}

/// One mailbox. False if none was due.
Async<Result<bool>> Confirmations::look(StopToken& stop) {
    auto inbox = co_await database_.write(
        [this](Tx& tx) {
            return store::claim_inbox(tx, platform_, owner_, settings_.lease, !settings_.server.url.empty());
        },
        store::Durability::relaxed);
    if (!inbox) co_return forward(inbox);
    if (!*inbox) co_return false;
    const auto looked = co_await work(**inbox, stop);
    ++counters_.looks;
    auto released = co_await database_.write(
        [this, id = (*inbox)->id, looked](Tx& tx) -> Result<int> {
            const auto now = platform_.now();
            const auto due = now + (looked.soon ? settings_.look_soon : settings_.look_every);
            auto failures = store::release_inbox(tx, now, id, owner_, due, looked.error);
            if (!failures || *failures < 2) return failures;
            // Twice as long with each failure: a wrong password must not become a locked mailbox.
            const auto pause =
                std::min(settings_.longest_pause, settings_.look_every * (1 << std::min(*failures, 10)));
            return store::postpone_inbox(tx, id, now + pause).map([&] { return *failures; });
        },
        store::Durability::relaxed);
    if (!released) co_return forward(released);
    if (!looked.error.empty()) {
        ++counters_.failures;
        if (*released == 1 || *released % 20 == 0)
            log::warn("a mailbox cannot be looked at; confirmations in it wait for a person",
                      {{"inbox", (*inbox)->id}, {"failures", *released}, {"error", looked.error}});
    }
    co_return true;
}

Result<mail::MailServer> Confirmations::server_of(const store::MailInbox& inbox) const {
    if (inbox.customer_id.empty()) return settings_.server;
    auto password = unseal(settings_.secret_key, inbox.sealed_password);
    if (!password) return forward(password);
    auto server = settings_.server;
    server.url = inbox.url;
    server.user = inbox.username;
    server.password = std::move(*password);
    return server;
}

Async<Confirmations::Looked> Confirmations::work(store::MailInbox inbox, StopToken& stop) {
    auto waiting = co_await database_.read(
        [this, inbox](Tx& tx) { return store::waiting_confirmations(tx, inbox, settings_.submissions_max); });
    if (!waiting) co_return Looked{waiting.error().message, false};
    if (waiting->empty()) co_return Looked{"", true};
    const auto server = server_of(inbox);
    if (!server) co_return Looked{server.error().message, false};
    const auto started = platform_.clock.monotonic();
    for (const auto& submission : *waiting) {
        if (stop.requested() || platform_.clock.monotonic() - started > settings_.work_max) break;
        auto found = co_await find(*server, inbox.id, submission);
        if (!found) co_return Looked{found.error().message, false};
        if (!*found) continue;
        if (auto done = co_await confirm(inbox.id, submission, std::move(**found)); !done)
            co_return Looked{done.error().message, false};
    }
    const auto newest = std::ranges::max(*waiting, {}, &WaitingConfirmation::waits_since).waits_since;
    co_return Looked{"", platform_.now() - newest < settings_.fresh};
}

Async<Result<std::optional<Confirmations::Found>>>
Confirmations::find(mail::MailServer server, std::string inbox_id, WaitingConfirmation waiting) {
    const auto sites = sites_of(waiting);
    const auto prefix = fmt::format("{} {} ", inbox_id, waiting.result_id);
    if (without_link_.size() > kRememberedMax) without_link_.clear();
    auto messages = co_await offload(thread_, platform_.executor,
                                     [server = std::move(server), waiting, sites, known = without_link_,
                                      prefix, most = settings_.messages_max] {
                                         return read_messages(server, waiting, sites, known, prefix, most);
                                     });
    if (!messages) co_return forward(messages);
    // The newest mail counts: sites that were asked twice take only the last link.
    for (auto read = messages->rbegin(); read != messages->rend(); ++read) {
        if (!read->link) {
            without_link_.insert(prefix + std::to_string(read->uid));
            continue;
        }
        auto begun =
            co_await database_.write([this, inbox_id, key = read->key, id = waiting.result_id](Tx& tx) {
                return store::begin_message(tx, platform_, inbox_id, key, id);
            });
        if (!begun) co_return forward(begun);
        if (*begun) co_return std::optional(Found{read->key, *read->link});
        without_link_.insert(prefix + std::to_string(read->uid)); // it was handled before
    }
    co_return std::nullopt;
}

Async<Result<void>> Confirmations::confirm(std::string inbox_id, WaitingConfirmation waiting, Found found) {
    ++counters_.opened;
    submit::HttpVisitSettings visiting;
    visiting.user_agent = settings_.user_agent;
    visiting.accept_language = "en-US,en;q=0.9";
    const auto visit = co_await submit::open_confirmation(client_, policy_, std::move(visiting), found.link,
                                                          sites_of(waiting), settings_.visit_time);
    if (visit.again && ++tries_[found.message_key] < settings_.tries_max)
        co_return co_await database_.write(
            [inbox_id, key = found.message_key](Tx& tx) { return store::forget_message(tx, inbox_id, key); });
    tries_.erase(found.message_key);
    store::Confirmation record;
    record.inbox_id = inbox_id;
    record.message_key = found.message_key;
    record.result_id = waiting.result_id;
    record.confirmed = visit.confirmed;
    record.verdict = visit.verdict;
    record.summary = visit.summary;
    record.site = mail::site_of(found.link);
    record.listing_url = visit.listing_url;
    if (!visit.page.empty()) {
        const auto name = fmt::format("{}/{}-confirmed.txt", waiting.job_id, waiting.result_id);
        if (evidence_.put(name, to_valid_utf8(visit.page))) record.evidence = name;
    }
    ++(visit.confirmed ? counters_.confirmed : counters_.unclear);
    log::info(
        visit.confirmed ? "a submission was confirmed by e-mail" : "a confirmation by e-mail is not clear",
        {{"job_id", waiting.job_id}, {"directory", waiting.directory_name}, {"summary", visit.summary}});
    auto recorded = co_await database_.write(
        [this, record](Tx& tx) { return store::record_confirmation(tx, platform_, record); });
    if (!recorded) co_return forward(recorded);
    co_return Result<void>{};
}

} // namespace bolt::roles
