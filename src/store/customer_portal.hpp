#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/records.hpp"

#include <optional>

/// What customers see and may do of their own. Every function takes the customer's id from a session, never
/// from the request, and finds nothing of anybody else.
namespace bolt::store {
class Tx;

/// {customer: {email, business_name}, jobs: [{id, package_type, status, payment_state, progress,
/// directories_total, directories_done, created_at, completed_at}]}; `job_id` not "": that job alone.
Result<json::object> account_document(Tx& tx, std::string_view customer_id, std::string_view job_id);
/// {job, counts, results, actions, notices}: one job in the customer's words. Without payloads, logs, workers
/// or anything of how it was done. not_found: no such job of this customer.
Result<json::object> progress_document(Tx& tx, std::string_view customer_id, std::string_view job_id);
/// The name of the picture that shows how a submission of this job ended, as the evidence store knows it.
Result<std::string> picture_of_result(Tx& tx, std::string_view customer_id, std::string_view job_id,
                                      std::string_view result_id);
/// The open item of this job of this customer, or not_found.
struct OwnItem {
    std::string id, job_id, result_id, kind;
    bool customers = false; ///< one that the customer can answer
};
Result<OwnItem> own_item(Tx& tx, std::string_view customer_id, std::string_view job_id,
                         std::string_view item_id);

/// The draft of the profile form as it was last typed; an empty object if there is none.
Result<json::object> profile_draft(Tx& tx, std::string_view customer_id);
Result<void> save_profile_draft(Tx& tx, const Platform& platform, std::string_view customer_id,
                                const json::object& draft);
Result<void> drop_profile_draft(Tx& tx, std::string_view customer_id);

/// All that is kept about the customer: profile, orders, jobs, submissions with what was sent, consents,
/// links (without tokens), actions.
Result<json::object> export_customer(Tx& tx, std::string_view customer_id);

/// Customers none of whose jobs is open and whose newest job ended before `before`, at most `count_max`:
/// (id, e-mail).
Result<std::vector<std::pair<std::string, std::string>>> customers_to_forget(Tx& tx, TimePoint before,
                                                                             int count_max);

/// A listing that is to be looked at again.
struct DueListing {
    std::string result_id, job_id, customer_id, directory_name, directory_url, listing_url;
    BusinessProfile profile;
};
/// Listings that were live and were not looked at since `before`; those that were missed once come again
/// after `again_before`. At most `count_max`, the longest unseen first.
Result<std::vector<DueListing>> due_listings(Tx& tx, TimePoint before, TimePoint again_before, int count_max);
/// Notes a look. A listing counts as gone when two looks in a row missed it: history "listing_gone"; found
/// again: "listing_back". True if this look changed what is told.
Result<bool> note_listing_look(Tx& tx, const Platform& platform, const DueListing& listing, bool live,
                               const json::object& found);

} // namespace bolt::store
