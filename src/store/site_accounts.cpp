#include "store/site_accounts.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kFind{
    "SELECT email, username, sealed_password FROM site_accounts WHERE customer_id = $1 AND host = $2"};
const Statement kKeep{
    "INSERT INTO site_accounts (customer_id, host, email, username, sealed_password, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (customer_id, host) DO UPDATE SET email = excluded.email, "
    "username = excluded.username, sealed_password = excluded.sealed_password, created_at = "
    "excluded.created_at"};
const Statement kDrop{"DELETE FROM site_accounts WHERE customer_id = $1 AND host = $2"};

} // namespace

Result<std::optional<SiteAccount>> find_site_account(Tx& tx, std::string_view customer_id,
                                                     std::string_view host) {
    const auto rows = tx.run(kFind, {customer_id, host});
    if (rows.empty()) return std::nullopt;
    return SiteAccount{std::string(customer_id), std::string(host), rows.text(0, 0), rows.text(0, 1),
                       rows.text(0, 2)};
}

Result<void> keep_site_account(Tx& tx, const Platform& platform, const SiteAccount& account) {
    const auto now = format_time(platform.now());
    tx.run(kKeep, {account.customer_id, account.host, account.email, account.username,
                   account.sealed_password, now});
    return {};
}

Result<void> drop_site_account(Tx& tx, std::string_view customer_id, std::string_view host) {
    tx.run(kDrop, {customer_id, host});
    return {};
}

} // namespace bolt::store
