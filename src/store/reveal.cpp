#include "store/reveal.hpp"

#include "store/history.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kCustomer{"SELECT id FROM customers WHERE id = $1"};
const Statement kRevealed{
    "SELECT 1 FROM audit_log WHERE target = $1 AND action = 'customer.reveal' AND actor = $2 "
    "AND created_at >= $3 LIMIT 1"};

} // namespace

Result<void> reveal_contacts(Tx& tx, const Platform& platform, std::string_view customer_id,
                             const Actor& actor) {
    if (tx.run(kCustomer, {customer_id}).empty())
        return fail(ErrorCode::not_found, fmt::format("customer {} does not exist", customer_id));
    return add_audit(tx, platform.now(), actor.name, "customer.reveal",
                     fmt::format("customer:{}", customer_id), actor.details());
}

Result<bool> contacts_revealed(Tx& tx, TimePoint now, std::string_view customer_id, std::string_view actor) {
    const auto target = fmt::format("customer:{}", customer_id);
    const auto since = format_time(now - reveal_lasts);
    return !tx.run(kRevealed, {target, actor, since}).empty();
}

} // namespace bolt::store
