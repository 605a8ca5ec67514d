#include "store/customer_access.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kAddLink{"INSERT INTO customer_links (token_hash, customer_id, job_id, purpose, created_at, "
                         "expires_at) VALUES ($1, $2, $3, $4, $5, $6)"};
// A login link is used up in the same statement that reads it: of two at once one wins.
const Statement kUseLink{
    "UPDATE customer_links SET used_at = coalesce(used_at, $2) WHERE token_hash = $1 AND revoked_at IS NULL "
    "AND expires_at > $2 AND (purpose = 'job' OR used_at IS NULL) AND NOT EXISTS (SELECT 1 FROM customers c "
    "WHERE c.id = customer_links.customer_id AND c.status = 'erased') RETURNING customer_id, job_id"};
const Statement kRevokeLinks{
    "UPDATE customer_links SET revoked_at = $2 WHERE customer_id = $1 AND revoked_at IS NULL"};
const Statement kRevokeSessions{
    "UPDATE customer_sessions SET revoked_at = $2 WHERE customer_id = $1 AND revoked_at IS NULL "
    "AND ($3 = '' OR CAST(id AS TEXT) <> $3)"};
const Statement kOpen{"INSERT INTO customer_sessions (id, customer_id, job_id, token_hash, created_at, "
                      "expires_at) VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement kFind{
    "SELECT s.id, s.customer_id, s.job_id, s.expires_at FROM customer_sessions s JOIN customers c ON c.id = "
    "s.customer_id WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND c.status <> "
    "'erased'"};
const Statement kLives{
    "SELECT 1 FROM customer_sessions WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2"};
const Statement kEnd{"UPDATE customer_sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"};
const Statement kByEmail{"SELECT id FROM customers WHERE email IN ($1, $2) AND status <> 'erased' "
                         "ORDER BY created_at, id LIMIT 1"};
const Statement kOwner{"SELECT 1 FROM jobs WHERE id = $1 AND customer_id = $2"};
const Statement kPruneLinks{"DELETE FROM customer_links WHERE expires_at < $1 OR revoked_at < $1"};
const Statement kPruneSessions{"DELETE FROM customer_sessions WHERE expires_at < $1 OR revoked_at < $1"};
const Statement kPruneCheckouts{"DELETE FROM checkouts WHERE created_at < $1 AND state <> 'paid'"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

} // namespace

Result<void> add_customer_link(Tx& tx, TimePoint now, const CustomerLink& link) {
    const auto at = format_time(now), until = format_time(now + link.lifetime);
    tx.post(kAddLink, {link.token_hash, link.customer_id, or_null(link.job_id),
                       link.job_id.empty() ? std::string_view("login") : std::string_view("job"), at, until});
    return {};
}

Result<std::optional<CustomerSession>> use_customer_link(Tx& tx, TimePoint now, std::string_view token_hash) {
    const auto at = format_time(now);
    const auto rows = tx.run(kUseLink, {token_hash, at});
    if (rows.empty()) return std::nullopt;
    return CustomerSession{
        .id = "", .customer_id = rows.text(0, 0), .job_id = rows.text(0, 1), .expires_at = {}};
}

Result<std::int64_t> revoke_customer_access(Tx& tx, TimePoint now, std::string_view customer_id,
                                            std::string_view keep_session) {
    const auto at = format_time(now);
    auto ended = tx.run(kRevokeLinks, {customer_id, at}).affected;
    ended += tx.run(kRevokeSessions, {customer_id, at, keep_session}).affected;
    return ended;
}

Result<CustomerSession> open_customer_session(Tx& tx, const Platform& platform,
                                              const CustomerSession& session, std::string_view token_hash,
                                              Duration lifetime) {
    auto opened = session;
    opened.id = platform.new_id();
    opened.expires_at = platform.now() + lifetime;
    const auto at = format_time(platform.now()), until = format_time(opened.expires_at);
    tx.run(kOpen, {opened.id, opened.customer_id, or_null(opened.job_id), token_hash, at, until});
    return opened;
}

Result<std::optional<CustomerSession>> find_customer_session(Tx& tx, TimePoint now,
                                                             std::string_view token_hash) {
    const auto at = format_time(now);
    const auto rows = tx.run(kFind, {token_hash, at});
    if (rows.empty()) return std::nullopt;
    return CustomerSession{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.time(0, 3)};
}

Result<bool> customer_session_lives(Tx& tx, TimePoint now, std::string_view session_id) {
    const auto at = format_time(now);
    return !tx.run(kLives, {session_id, at}).empty();
}

Result<void> end_customer_session(Tx& tx, TimePoint now, std::string_view session_id) {
    const auto at = format_time(now);
    tx.run(kEnd, {session_id, at});
    return {};
}

Result<std::optional<std::string>> customer_of_email(Tx& tx, std::string_view email) {
    const auto key = lower(email);
    const auto rows = tx.run(kByEmail, {email, key});
    if (rows.empty()) return std::nullopt;
    return rows.text(0, 0);
}

Result<bool> may_see_job(Tx& tx, const CustomerSession& session, std::string_view job_id) {
    if (!session.job_id.empty() && session.job_id != job_id) return false;
    return !tx.run(kOwner, {job_id, session.customer_id}).empty();
}

Result<int> prune_customer_access(Tx& tx, TimePoint now, Duration keep) {
    const auto before = format_time(now - keep);
    std::int64_t gone = 0;
    for (const auto* statement : {&kPruneLinks, &kPruneSessions, &kPruneCheckouts})
        gone += tx.run(*statement, {before}).affected;
    return static_cast<int>(gone);
}

} // namespace bolt::store
