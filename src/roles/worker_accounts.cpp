#include "base/secret_box.hpp"
#include "roles/worker.hpp"
#include "store/site_accounts.hpp"

namespace bolt::roles {

using store::Tx;

/// Without a secret to seal passwords with, or a host to know a site by, no account is made.
void Worker::add_account_hooks(HeldPointer held, submit::AttemptHooks& hooks) {
    if (settings_.account_secret.empty() || held->attempt.directory.host.empty()) return;
    hooks.find_account = [this, held] { return find_account(held); };
    hooks.keep_account = [this, held](forms::Credentials credentials) {
        return keep_account(held, std::move(credentials));
    };
    hooks.drop_account = [this, held] { return drop_account(held); };
}

Async<Result<std::optional<forms::Credentials>>> Worker::find_account(HeldPointer held) {
    auto found = co_await database_.read([held](Tx& tx) {
        return store::find_site_account(tx, held->attempt.job.customer_id, held->attempt.directory.host);
    });
    if (!found) co_return forward(found);
    if (!*found) co_return std::nullopt;
    auto password = unseal(settings_.account_secret, (*found)->sealed_password);
    if (!password) co_return forward(password);
    co_return forms::Credentials{(*found)->email, (*found)->username, std::move(*password)};
}

Async<Result<void>> Worker::keep_account(HeldPointer held, forms::Credentials credentials) {
    if (held->lost) co_return fail(ErrorCode::conflict, "the lease of this attempt was lost");
    auto sealed = seal(settings_.account_secret, credentials.password, platform_.random);
    if (!sealed) co_return forward(sealed);
    const store::SiteAccount account{held->attempt.job.customer_id, held->attempt.directory.host,
                                     credentials.email, credentials.username, std::move(*sealed)};
    co_return co_await database_.write(
        [this, account](Tx& tx) { return store::keep_site_account(tx, platform_, account); },
        store::Durability::full);
}

Async<Result<void>> Worker::drop_account(HeldPointer held) {
    co_return co_await database_.write([held](Tx& tx) {
        return store::drop_site_account(tx, held->attempt.job.customer_id, held->attempt.directory.host);
    });
}

} // namespace bolt::roles
