#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// The profile of the job's customer, from the columns and business_data (a non-empty column wins; what breaks a
/// bound of read_profile() is left out). not_found if job or customer is gone.
Result<BusinessProfile> job_profile(Tx& tx, std::string_view job_id);
/// Finds the customer by e-mail or makes one; non-empty fields of `profile` replace the stored ones. Gives the id.
Result<std::string> upsert_customer(Tx& tx, const Platform& platform, const BusinessProfile& profile,
                                    std::string_view package_type);
/// The same with what is stored now: the profile with what was known before.
struct StoredCustomer {
    std::string id;
    BusinessProfile profile;
};
Result<StoredCustomer> store_customer(Tx& tx, const Platform& platform, const BusinessProfile& profile,
                                      std::string_view package_type);
/// Writes the whole profile of a customer that exists.
Result<void> set_profile(Tx& tx, const Platform& platform, std::string_view customer_id, const BusinessProfile& profile,
                         std::string_view package_type);
/// A customer and a pending job made by hand (`job create`, staff): gives the job's id. No outbox message.
struct ManualJob {
    BusinessProfile profile;
    std::string package_type = "starter";
    std::optional<int> package_size;
    int priority = 4;
};
struct ManualJobIds {
    std::string customer_id, job_id;
};
Result<ManualJobIds> create_manual_job(Tx& tx, const Platform& platform, const ManualJob& job);

} // namespace bolt::store
