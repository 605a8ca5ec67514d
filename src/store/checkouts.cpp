#include "store/checkouts.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kAdd{"INSERT INTO checkouts (id, claim_hash, package_type, add_ons, amount_total, "
                     "terms_version, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)"};
const Statement kSetSession{"UPDATE checkouts SET stripe_session_id = $2, updated_at = $3 WHERE id = $1"};
const Statement kFind{"SELECT id, claim_hash, package_type, add_ons, amount_total, terms_version, "
                      "stripe_session_id, state FROM checkouts WHERE id = $1 AND claim_hash = $2"};
const Statement kSetState{"UPDATE checkouts SET state = $2, updated_at = $3 WHERE stripe_session_id = $1 AND "
                          "state <> 'paid' AND state <> $2"};
const Statement kOrder{"SELECT o.customer_id, o.job_id, (SELECT count(*) FROM jobs j WHERE j.customer_id = "
                       "o.customer_id) FROM orders o WHERE o.stripe_session_id = $1"};
const Statement kConsent{"INSERT INTO consents (id, customer_id, kind, version, given, created_at) VALUES "
                         "($1, $2, $3, $4, $5, $6)"};
const Statement kTerms{"SELECT terms_version FROM checkouts WHERE stripe_session_id = $1"};

} // namespace

Result<void> add_checkout(Tx& tx, const Platform& platform, const Checkout& checkout) {
    const auto add_ons = json::serialize(json::array(checkout.add_ons.begin(), checkout.add_ons.end()));
    const auto now = format_time(platform.now());
    tx.run(kAdd, {checkout.id, checkout.claim_hash, checkout.package_type, add_ons, checkout.amount_total,
                  checkout.terms_version, now});
    return {};
}

Result<void> set_checkout_session(Tx& tx, const Platform& platform, std::string_view id,
                                  std::string_view stripe_session_id) {
    const auto now = format_time(platform.now());
    tx.run(kSetSession, {id, stripe_session_id, now});
    return {};
}

Result<std::optional<Checkout>> find_checkout(Tx& tx, std::string_view id, std::string_view claim_hash) {
    const auto rows = tx.run(kFind, {id, claim_hash});
    if (rows.empty()) return std::nullopt;
    Checkout found;
    found.id = rows.text(0, 0);
    found.claim_hash = rows.text(0, 1);
    found.package_type = rows.text(0, 2);
    const auto names = rows.json(0, 3);
    if (names.is_array())
        for (const auto& name : names.get_array())
            if (name.is_string()) found.add_ons.emplace_back(name.get_string());
    found.amount_total = rows.integer(0, 4);
    found.terms_version = rows.text(0, 5);
    found.stripe_session_id = rows.text(0, 6);
    found.state = rows.text(0, 7);
    return found;
}

Result<void> set_checkout_state(Tx& tx, const Platform& platform, std::string_view stripe_session_id,
                                std::string_view state) {
    const auto now = format_time(platform.now());
    tx.post(kSetState, {stripe_session_id, state, now});
    return {};
}

Result<std::optional<OrderOfSession>> order_of_session(Tx& tx, std::string_view stripe_session_id) {
    const auto rows = tx.run(kOrder, {stripe_session_id});
    if (rows.empty()) return std::nullopt;
    return OrderOfSession{rows.text(0, 0), rows.text(0, 1), rows.integer(0, 2) == 1};
}

Result<void> add_consent(Tx& tx, const Platform& platform, std::string_view customer_id,
                         std::string_view kind, std::string_view version, bool given) {
    const auto id = platform.new_id(), now = format_time(platform.now());
    tx.post(kConsent, {id, customer_id, kind, version, given, now});
    return {};
}

Result<void> record_checkout_consent(Tx& tx, const Platform& platform, std::string_view stripe_session_id,
                                     std::string_view customer_id) {
    const auto rows = tx.run(kTerms, {stripe_session_id});
    if (rows.empty()) return {};
    return add_consent(tx, platform, customer_id, "terms", rows.text(0, 0), true);
}

} // namespace bolt::store
