#include "store/emails.hpp"

#include "store/sql.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

constexpr std::int64_t kPruneAtOnce = 500;

const Statement kAdd{
    "INSERT INTO emails (id, dedupe_key, template, kind, recipient, language, variables, sealed_variables, "
    "customer_id, next_attempt_at, expires_at, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (dedupe_key) DO NOTHING"};
// Not by its status: on PostgreSQL that would lead through the index of all that wait.
const Statement kSeal{"UPDATE emails SET sealed_variables = $2 WHERE dedupe_key = $1 AND ended_at IS NULL"};
const Statement kAddPreference{"INSERT INTO email_preferences (address, unsubscribe_token, created_at) "
                               "VALUES ($1, $2, $3) ON CONFLICT (address) DO NOTHING"};
const Statement kExpire{"UPDATE emails SET status = 'dead', variables = '{}', sealed_variables = NULL, "
                        "ended_at = $1, last_error = 'not sent in time' || "
                        "CASE WHEN last_error IS NULL THEN '' ELSE ': ' || last_error END "
                        "WHERE status = 'queued' AND next_attempt_at <= $1 AND expires_at <= $1"};
const Statement kSuppress{
    "UPDATE emails SET status = 'suppressed', variables = '{}', sealed_variables = NULL, ended_at = $1, "
    "last_error = 'the recipient has unsubscribed' "
    "WHERE status = 'queued' AND next_attempt_at <= $1 AND kind = 'notification' AND EXISTS "
    "(SELECT 1 FROM email_preferences p WHERE p.address = lower(emails.recipient) AND p.unsubscribed_at IS "
    "NOT NULL)"};
const Statement kTake{
    "WITH due AS MATERIALIZED (SELECT id FROM emails WHERE status = 'queued' AND next_attempt_at <= $1 "
    "ORDER BY next_attempt_at, created_at LIMIT $2 /*PG*/FOR UPDATE SKIP LOCKED/*END*/) "
    "UPDATE emails SET next_attempt_at = $3, attempts = attempts + 1 FROM due WHERE emails.id = due.id "
    "RETURNING emails.id, template, recipient, language, variables, sealed_variables, kind, customer_id, "
    "attempts, created_at"};
const Statement kToken{"SELECT unsubscribe_token FROM email_preferences WHERE address = $1"};
const Statement kNext{"SELECT min(next_attempt_at) FROM emails WHERE status = 'queued'"};
const Statement kEnd{"UPDATE emails SET status = $2, last_error = $3, ended_at = $4, variables = '{}', "
                     "sealed_variables = NULL WHERE id = $1 AND status = 'queued'"};
const Statement kRetry{"UPDATE emails SET next_attempt_at = $2, last_error = $3, attempts = attempts - $4 "
                       "WHERE id = $1 AND status = 'queued'"};
const Statement kPrune{"DELETE FROM emails WHERE id IN (SELECT id FROM emails WHERE status <> 'queued' AND "
                       "ended_at < $1 ORDER BY ended_at LIMIT $2)"};
const Statement kWaiting{"SELECT count(*), min(created_at) FROM emails WHERE status = 'queued'"};
const Statement kDead{
    "SELECT count(*) FROM emails WHERE status <> 'queued' AND ended_at >= $1 AND status = 'dead'"};
const Statement kByToken{"UPDATE email_preferences SET unsubscribed_at = $2 WHERE unsubscribe_token = $1"};
const Statement kByAddress{"UPDATE email_preferences SET unsubscribed_at = $2 WHERE address = $1"};
const Statement kUnsubscribed{
    "SELECT 1 FROM email_preferences WHERE address = $1 AND unsubscribed_at IS NOT NULL"};

/// Addresses are compared without case, as every provider does; only ASCII letters, as the databases' lower()
/// may.
std::string lower(std::string_view address) {
    std::string text(address);
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

void ensure_preference(Tx& tx, const Platform& platform, std::string_view address) {
    const auto token = platform.random.token();
    const auto at = format_time(platform.now());
    tx.run(kAddPreference, {address, token, at});
}

QueuedEmail read_email(const Rows& rows, std::size_t row) {
    QueuedEmail email;
    email.id = rows.text(row, 0);
    email.template_name = rows.text(row, 1);
    email.to = rows.text(row, 2);
    email.language = rows.text(row, 3);
    auto variables = rows.json(row, 4);
    if (variables.is_object()) email.variables = std::move(variables.get_object());
    email.sealed_variables = rows.text(row, 5);
    email.kind = rows.text(row, 6) == "notification" ? EmailKind::notification : EmailKind::transactional;
    email.customer_id = rows.text(row, 7);
    email.attempts = static_cast<int>(rows.integer(row, 8));
    email.created_at = rows.time(row, 9);
    return email;
}

} // namespace

Result<bool> queue_email(Tx& tx, const Platform& platform, const NewEmail& email) {
    if (!is_email(email.to))
        return fail(ErrorCode::invalid_argument, "the recipient of an e-mail is no e-mail address");
    if (email.template_name.empty() || email.dedupe_key.empty() || email.lifetime <= Duration{0})
        return fail(ErrorCode::invalid_argument, "an e-mail needs a template, a dedupe key and a lifetime");
    const auto id = platform.new_id();
    const bool notification = email.kind == EmailKind::notification;
    const auto variables = json::serialize(email.variables);
    const auto now = platform.now();
    const auto at = format_time(now), first = format_time(now + email.delay),
               until = format_time(now + email.delay + email.lifetime);
    const bool added = tx.run(kAdd, {id, email.dedupe_key, email.template_name,
                                     std::string_view(notification ? "notification" : "transactional"),
                                     email.to, email.language, variables, or_null(email.sealed_variables),
                                     or_null(email.customer_id), first, until, at})
                           .affected > 0;
    if (added && notification) ensure_preference(tx, platform, lower(email.to));
    return added;
}

Result<bool> seal_into_email(Tx& tx, std::string_view dedupe_key, std::string_view sealed_variables) {
    return tx.run(kSeal, {dedupe_key, sealed_variables}).affected > 0;
}

Result<std::vector<QueuedEmail>> take_emails(Tx& tx, const Platform& platform, int count_max, Duration hold) {
    const auto now = platform.now();
    const auto at = format_time(now), until = format_time(now + hold);
    tx.run(kExpire, {at});
    tx.run(kSuppress, {at});
    const auto rows = tx.run(kTake, {at, std::int64_t{count_max}, until});
    std::vector<QueuedEmail> taken;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto email = read_email(rows, i);
        if (email.kind == EmailKind::notification) {
            const auto found = tx.run(kToken, {lower(email.to)});
            if (!found.empty()) email.unsubscribe_token = found.text(0, 0);
        }
        taken.push_back(std::move(email));
    }
    std::ranges::sort(taken, {}, &QueuedEmail::created_at); // RETURNING promises no order
    return taken;
}

Result<std::optional<TimePoint>> next_email_at(Tx& tx) {
    const auto rows = tx.run(kNext);
    if (rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

Result<void> end_email(Tx& tx, TimePoint now, std::string_view id, EmailEnd end, std::string_view reason) {
    const std::string_view status = end == EmailEnd::sent         ? "sent"
                                    : end == EmailEnd::suppressed ? "suppressed"
                                                                  : "dead";
    const auto at = format_time(now);
    tx.run(kEnd, {id, status, or_null(reason), at});
    return {};
}

Result<void> retry_email(Tx& tx, std::string_view id, TimePoint next_attempt_at, std::string_view reason,
                         bool counted) {
    const auto at = format_time(next_attempt_at);
    tx.run(kRetry, {id, at, or_null(reason), std::int64_t{counted ? 0 : 1}});
    return {};
}

Result<int> prune_emails(Tx& tx, TimePoint now, Duration keep) {
    const auto before = format_time(now - keep);
    return static_cast<int>(tx.run(kPrune, {before, kPruneAtOnce}).affected);
}

Result<EmailDepth> email_depth(Tx& tx, TimePoint now) {
    EmailDepth depth;
    const auto waiting = tx.run(kWaiting);
    depth.waiting = static_cast<int>(waiting.integer(0, 0));
    if (!waiting.null(0, 1)) depth.oldest = std::max(Duration{0}, now - waiting.time(0, 1));
    const auto day_ago = format_time(now - std::chrono::hours{24});
    depth.dead_in_a_day = static_cast<int>(tx.run(kDead, {day_ago}).integer(0, 0));
    return depth;
}

Result<bool> set_notifications(Tx& tx, TimePoint now, std::string_view unsubscribe_token, bool wanted) {
    const auto at = wanted ? std::nullopt : std::optional(format_time(now));
    return tx.run(kByToken, {unsubscribe_token, nullable(at)}).affected > 0;
}

Result<void> set_notifications_of(Tx& tx, const Platform& platform, std::string_view address, bool wanted) {
    const auto key = lower(address);
    ensure_preference(tx, platform, key);
    const auto at = wanted ? std::nullopt : std::optional(format_time(platform.now()));
    tx.run(kByAddress, {key, nullable(at)});
    return {};
}

Result<bool> wants_notifications(Tx& tx, std::string_view address) {
    const auto key = lower(address);
    return tx.run(kUnsubscribed, {key}).empty();
}

} // namespace bolt::store
