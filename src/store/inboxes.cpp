#include "store/inboxes.hpp"

#include "store/sql.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kEnsure{"INSERT INTO mail_inboxes (id, due_at, created_at) VALUES ($1, $2, $2) "
                        "ON CONFLICT (id) DO NOTHING"};
const Statement kCustomer{"SELECT 1 FROM customers WHERE id = $1 AND status <> 'erased'"};
const Statement kKeep{
    "INSERT INTO mail_inboxes (id, customer_id, url, username, sealed_password, due_at, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (id) DO UPDATE SET url = excluded.url, username = "
    "excluded.username, sealed_password = excluded.sealed_password, due_at = excluded.due_at, failures = 0, "
    "last_error = NULL"};
const Statement kDrop{"DELETE FROM mail_inboxes WHERE customer_id = $1"};
const Statement kClaim{
    "WITH due AS MATERIALIZED (SELECT id FROM mail_inboxes WHERE due_at <= $1 AND ($4 = 1 OR customer_id IS "
    "NOT "
    "NULL) ORDER BY due_at LIMIT 1 /*PG*/FOR UPDATE SKIP LOCKED/*END*/) "
    "UPDATE mail_inboxes SET owner = $2, due_at = $3 FROM due WHERE mail_inboxes.id = due.id "
    "RETURNING mail_inboxes.id, customer_id, url, username, sealed_password"};
const Statement kRelease{
    "UPDATE mail_inboxes SET owner = NULL, due_at = $3, checked_at = $4, last_error = CAST($5 AS TEXT), "
    "failures = CASE WHEN CAST($5 AS TEXT) IS NULL THEN 0 ELSE failures + 1 END WHERE id = $1 AND owner = $2 "
    "RETURNING "
    "failures"};
const Statement kPostpone{"UPDATE mail_inboxes SET due_at = $2 WHERE id = $1 AND due_at < $2"};
#define BOLT_WAITING                                                                                         \
    "SELECT r.id, r.job_id, r.directory_name, d.website, d.submission_url, c.email, r.payload, "             \
    "r.created_at, a.created_at FROM job_results r JOIN action_items a ON a.result_id = r.id AND a.kind = "  \
    "'confirm_email' AND a.status = 'open' JOIN jobs j ON j.id = r.job_id JOIN customers c ON c.id = "       \
    "j.customer_id JOIN directories d ON d.name = r.directory_name WHERE r.status = 'action_required' AND "  \
    "r.verdict = 'confirm_email' AND j.status <> 'cancelled' AND "
const Statement kWaitingOf{BOLT_WAITING "j.customer_id = $1 ORDER BY r.updated_at, r.id LIMIT $2"};
const Statement kWaitingOfOthers{BOLT_WAITING
                                 "NOT EXISTS (SELECT 1 FROM mail_inboxes m WHERE m.customer_id = c.id) "
                                 "ORDER BY r.updated_at, r.id LIMIT $1"};
const Statement kBegin{"INSERT INTO inbox_messages (inbox_id, message_key, result_id, created_at) "
                       "VALUES ($1, $2, $3, $4) ON CONFLICT (inbox_id, message_key) DO NOTHING"};
const Statement kForget{"DELETE FROM inbox_messages WHERE inbox_id = $1 AND message_key = $2"};
const Statement kPrune{"DELETE FROM inbox_messages WHERE created_at < $1"};

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The addresses that were entered into the form, and the customer's.
std::vector<std::string> addresses_of(const json::value& payload, const std::string& email) {
    std::vector<std::string> out;
    const auto add = [&out](std::string address) {
        address = lower(std::move(address));
        if (is_email(address) && std::ranges::find(out, address) == out.end())
            out.push_back(std::move(address));
    };
    const auto* fields = payload.is_object() ? payload.get_object().if_contains("fields") : nullptr;
    if (fields != nullptr && fields->is_array())
        for (const auto& field : fields->get_array())
            if (get_string(field, "meaning") == "email") add(get_string(field, "value"));
    add(email);
    return out;
}

} // namespace

Result<void> ensure_installation_inbox(Tx& tx, const Platform& platform) {
    const auto at = format_time(platform.now());
    tx.run(kEnsure, {kInstallationInbox, at});
    return {};
}

Result<void> keep_customer_inbox(Tx& tx, const Platform& platform, const MailInbox& inbox) {
    if (tx.run(kCustomer, {inbox.customer_id}).empty())
        return fail(ErrorCode::not_found, fmt::format("customer {} does not exist", inbox.customer_id));
    const auto at = format_time(platform.now());
    tx.run(kKeep,
           {inbox.customer_id, inbox.customer_id, inbox.url, inbox.username, inbox.sealed_password, at});
    return {};
}

Result<bool> drop_customer_inbox(Tx& tx, std::string_view customer_id) {
    return tx.run(kDrop, {customer_id}).affected > 0;
}

Result<std::optional<MailInbox>> claim_inbox(Tx& tx, const Platform& platform, std::string_view owner,
                                             Duration lease, bool with_installation) {
    const auto at = format_time(platform.now()), until = format_time(platform.now() + lease);
    const auto rows = tx.run(kClaim, {at, owner, until, std::int64_t{with_installation}});
    if (rows.empty()) return std::nullopt;
    return MailInbox{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3), rows.text(0, 4)};
}

Result<int> release_inbox(Tx& tx, TimePoint now, std::string_view id, std::string_view owner,
                          TimePoint due_at, std::string_view error) {
    const auto due = format_time(due_at), at = format_time(now);
    const auto rows = tx.run(kRelease, {id, owner, due, at, or_null(error)});
    return rows.empty() ? 0 : static_cast<int>(rows.integer(0, 0));
}

Result<void> postpone_inbox(Tx& tx, std::string_view id, TimePoint due_at) {
    const auto due = format_time(due_at);
    tx.run(kPostpone, {id, due});
    return {};
}

Result<std::vector<WaitingConfirmation>> waiting_confirmations(Tx& tx, const MailInbox& inbox,
                                                               int count_max) {
    const std::int64_t most = count_max;
    const auto rows = inbox.customer_id.empty() ? tx.run(kWaitingOfOthers, {most})
                                                : tx.run(kWaitingOf, {inbox.customer_id, most});
    std::vector<WaitingConfirmation> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        WaitingConfirmation waiting{rows.text(i, 0), rows.text(i, 1), rows.text(i, 2), {}, {},
                                    rows.time(i, 7), rows.time(i, 8)};
        for (const std::size_t column : {3, 4})
            if (!rows.text(i, column).empty()) waiting.urls.push_back(rows.text(i, column));
        waiting.addresses = addresses_of(rows.json(i, 6), rows.text(i, 5));
        out.push_back(std::move(waiting));
    }
    return out;
}

Result<bool> begin_message(Tx& tx, const Platform& platform, std::string_view inbox_id,
                           std::string_view message_key, std::string_view result_id) {
    const auto at = format_time(platform.now());
    return tx.run(kBegin, {inbox_id, message_key, result_id, at}).affected > 0;
}

Result<void> forget_message(Tx& tx, std::string_view inbox_id, std::string_view message_key) {
    tx.run(kForget, {inbox_id, message_key});
    return {};
}

Result<int> prune_messages(Tx& tx, TimePoint now, Duration keep) {
    const auto before = format_time(now - keep);
    return static_cast<int>(tx.run(kPrune, {before}).affected);
}

} // namespace bolt::store
