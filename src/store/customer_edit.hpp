#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

/// Customers on the screen, the edits of their profiles, and their erasure. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

struct CustomerFilter {
    std::string text = {};   ///< in business name, e-mail, website
    int limit = 50;          ///< 1..200
    std::string cursor = {}; ///< from the last page
};
/// {customers, next_cursor}, newest first.
Result<json::object> list_customers(Tx& tx, const CustomerFilter& filter);
/// {customer, profile, missing, jobs}; not_found.
Result<json::object> customer_document(Tx& tx, std::string_view id);

/// Replaces the profile; `updated_at` (as read; "" = whatever it is) guards against a change in between:
/// conflict. Jobs that waited for the profile are enqueued: gives their ids.
Result<std::vector<std::string>> replace_profile(Tx& tx, const Platform& platform,
                                                 std::string_view customer_id, const BusinessProfile& profile,
                                                 std::string_view updated_at, const Actor& actor);
/// The same with the non-empty fields of `profile` only: the others stay.
Result<std::vector<std::string>> complete_profile(Tx& tx, const Platform& platform,
                                                  std::string_view customer_id,
                                                  const BusinessProfile& profile, const Actor& actor);

struct Erasure {
    bool changed = false; ///< false: the customer was erased before; what was left is removed all the same
    std::vector<std::string> job_ids; ///< their evidence is to be removed
    std::int64_t submissions = 0;
};
/// Removes personal data from every row (the audit log and the history hold none), cancels what runs.
/// `confirm` must be the customer's e-mail address: invalid_argument.
Result<Erasure> erase_customer(Tx& tx, const Platform& platform, std::string_view customer_id,
                               std::string_view confirm, const Actor& actor);

} // namespace bolt::store
