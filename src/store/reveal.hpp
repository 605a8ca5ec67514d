#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// How long a customer's contact data stay shown to who revealed them.
inline constexpr auto reveal_lasts = std::chrono::minutes{15};

/// Writes to the audit log that the actor looks at the customer's contact data ("customer.reveal"), also when
/// they did so a moment ago. not_found.
Result<void> reveal_contacts(Tx& tx, const Platform& platform, std::string_view customer_id,
                             const Actor& actor);
/// True if the actor has revealed them within reveal_lasts. The audit log is what knows.
Result<bool> contacts_revealed(Tx& tx, TimePoint now, std::string_view customer_id, std::string_view actor);

} // namespace bolt::store
