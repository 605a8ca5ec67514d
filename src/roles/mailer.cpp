#include "roles/mailer.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/secret_box.hpp"
#include "mail/templates.hpp"
#include "roles/work_group.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::EmailEnd;
using store::QueuedEmail;
using store::Tx;

/// The longest sleep when nothing is due: a safety net below the wake-ups.
constexpr Duration kIdle = std::chrono::seconds{30};
/// Where customers log in and find their orders.
constexpr std::string_view kCustomerPage = "/my";

/// Mails about the customer's order, which BOLT_CUSTOMER_MAIL switches.
bool tells_customer(const QueuedEmail& email) {
    static constexpr std::string_view kNames[] = {"order_received", "profile_needed", "action_needed",
                                                  "job_complete", "listing_changed"};
    return !email.customer_id.empty() && std::ranges::find(kNames, email.template_name) != std::end(kNames);
}

} // namespace

Mailer::Mailer(const Platform& platform, store::Database& database, mail::MailTransport* transport,
               MailerSettings settings)
    : platform_(platform), database_(database), transport_(transport), settings_(std::move(settings)),
      store_breaker_("store (e-mails)", platform, settings_.backoff),
      server_breaker_("mail server", platform, settings_.backoff) {}

Async<void> Mailer::run(StopToken& stop) {
    WorkGroup beside(platform_);
    beside.start("mailer stop", [this, &stop] { return wake_on_stop(stop); });
    beside.start("mailer retention", [this, &stop] { return prune_loop(stop); });
    while (!stop.requested()) {
        const auto seen = database_.committed().count();
        auto pause = co_await pass_on();
        if (!pause) {
            co_await stop.sleep(store_breaker_.failed(pause.error()));
            continue;
        }
        store_breaker_.succeeded();
        if (*pause <= Duration::zero() || stop.requested()) continue;
        // While the server is away nothing that is committed brings it back.
        if (server_breaker_.failures() > 0)
            co_await stop.sleep(*pause);
        else
            co_await database_.committed().wait_past(seen, *pause);
    }
    co_await beside.wait_empty();
}

Async<void> Mailer::wake_on_stop(StopToken& stop) {
    while (co_await stop.sleep(Duration::max())) {
    }
    database_.committed().notify();
}

Async<void> Mailer::prune_loop(StopToken& stop) {
    while (co_await stop.sleep(settings_.prune_every)) {
        auto pruned = co_await database_.write(
            [this](Tx& tx) { return store::prune_emails(tx, platform_.now(), settings_.keep); },
            store::Durability::relaxed);
        if (!pruned) log::warn("old e-mails could not be removed", {{"error", pruned.error().message}});
    }
}

/// Sends what is due. Gives how long to wait for the next look unless something is committed.
Async<Result<Duration>> Mailer::pass_on() {
    auto next = co_await database_.read([](Tx& tx) { return store::next_email_at(tx); });
    if (!next) co_return forward(next);
    if (!*next) co_return kIdle;
    const Duration until = **next - platform_.now();
    if (until > Duration::zero()) co_return std::min(until, kIdle);
    auto taken = co_await database_.write(
        [this](Tx& tx) { return store::take_emails(tx, platform_, settings_.batch, settings_.hold); });
    if (!taken) co_return forward(taken);
    for (std::size_t i = 0; i < taken->size(); ++i) {
        const auto wait = co_await send((*taken)[i]);
        if (wait == Duration::zero()) continue;
        // Nobody else's turn now: the rest goes back as it was.
        const auto at = platform_.now();
        for (++i; i < taken->size(); ++i)
            co_await note((*taken)[i].id, [id = (*taken)[i].id, at](Tx& tx) {
                return store::retry_email(tx, id, at, "", false);
            });
        co_return std::max<Duration>(std::chrono::milliseconds{1}, wait);
    }
    co_return Duration{0};
}

/// 0 to go on, or how long nobody should try because the server is away.
Async<Duration> Mailer::send(const QueuedEmail& email) {
    if (transport_ == nullptr) {
        co_await end(email, EmailEnd::dead, "no mail server is configured (SMTP_URL)");
        co_return Duration{0};
    }
    if (!settings_.customers && tells_customer(email)) {
        co_await end(email, EmailEnd::suppressed, "BOLT_CUSTOMER_MAIL is off");
        co_return Duration{0};
    }
    auto bytes = compose(email);
    if (!bytes) {
        co_await end(email, EmailEnd::dead, bytes.error().message);
        co_return Duration{0};
    }
    const auto report =
        co_await transport_->send({email.id, settings_.from.address, email.to, std::move(*bytes)});
    if (report.outcome == mail::Sent::unavailable) {
        const auto wait = server_breaker_.failed({ErrorCode::unavailable, report.detail});
        co_await note(email.id, [id = email.id, at = platform_.now(), why = report.detail](Tx& tx) {
            return store::retry_email(tx, id, at, why, false);
        });
        co_return wait;
    }
    server_breaker_.succeeded();
    if (report.outcome == mail::Sent::accepted) {
        co_await end(email, EmailEnd::sent, "");
    } else if (report.outcome == mail::Sent::refused || email.attempts >= settings_.retry.attempts_max) {
        co_await end(email, EmailEnd::dead, report.detail);
    } else {
        ++counters_.retried;
        const auto delay = retry_delay(settings_.retry, email.attempts, platform_.random);
        co_await note(email.id, [id = email.id, at = platform_.now() + delay, why = report.detail](Tx& tx) {
            return store::retry_email(tx, id, at, why);
        });
    }
    co_return Duration{0};
}

Result<std::string> Mailer::compose(const QueuedEmail& email) const {
    auto variables = email.variables;
    if (!email.sealed_variables.empty()) {
        const auto text = unseal(settings_.secret_key, email.sealed_variables);
        if (!text) return forward(text);
        const auto more = parse_json(*text);
        if (!more || !more->is_object())
            return fail(ErrorCode::data_loss, "the sealed variables are no object");
        for (const auto& [name, value] : more->get_object()) variables[name] = value;
    }
    mail::Message message;
    if (!settings_.site_url.empty()) {
        variables["site_url"] = settings_.site_url;
        if (tells_customer(email))
            for (const auto* name : {"progress_url", "report_url", "profile_url"})
                if (!variables.contains(name))
                    variables[name] = fmt::format("{}{}", settings_.site_url, kCustomerPage);
        if (!email.unsubscribe_token.empty())
            message.unsubscribe_url =
                fmt::format("{}/unsubscribe/{}", settings_.site_url, email.unsubscribe_token);
        variables["unsubscribe_url"] = message.unsubscribe_url;
    }
    auto rendered = mail::render_mail(email.template_name, email.language, variables);
    if (!rendered) return forward(rendered);
    message.id = email.id;
    message.date = email.created_at;
    message.from = settings_.from;
    message.to = {"", email.to};
    message.subject = std::move(rendered->subject);
    message.text = std::move(rendered->text);
    message.html = std::move(rendered->html);
    return mail::write_message(message);
}

Async<void> Mailer::note(std::string id, std::function<Result<void>(Tx&)> write) {
    auto noted = co_await database_.write([write = std::move(write)](Tx& tx) { return write(tx); });
    if (!noted)
        log::warn("what became of an e-mail could not be noted; it is sent again",
                  {{"email_id", id}, {"error", noted.error().message}});
}

Async<void> Mailer::end(const QueuedEmail& email, EmailEnd how, std::string reason) {
    auto& counter = how == EmailEnd::sent   ? counters_.sent
                    : how == EmailEnd::dead ? counters_.dead
                                            : counters_.suppressed;
    ++counter;
    // The recipient is personal: the log names the mail only.
    const log::Fields fields{{"email_id", email.id}, {"template", email.template_name}, {"reason", reason}};
    if (how == EmailEnd::dead)
        log::warn("an e-mail will not be sent", fields);
    else
        log::info(how == EmailEnd::sent ? "sent an e-mail" : "an e-mail is not sent", fields);
    co_await note(email.id, [id = email.id, how, reason, now = platform_.now()](Tx& tx) {
        return store::end_email(tx, now, id, how, reason);
    });
}

} // namespace bolt::roles
