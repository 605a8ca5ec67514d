#include "store/customers.hpp"

#include "store/customer_rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kProfileOfJob{"SELECT " BOLT_CUSTOMER_COLUMNS
                              " FROM jobs j JOIN customers c ON c.id = j.customer_id "
                              "WHERE j.id = $1"};
const Statement kFindByEmail{"SELECT " BOLT_CUSTOMER_COLUMNS
                             ", c.id FROM customers c WHERE c.email IN ($1, $2) "
                             "ORDER BY c.created_at, c.id LIMIT 1"};
const Statement kInsert{
    "INSERT INTO customers (id, business_name, first_name, last_name, email, phone, website, address, city, "
    "state, zip, "
    "country, description, category, business_data, package_type, created_at, updated_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)"};
const Statement kUpdate{
    "UPDATE customers SET business_name = $2, first_name = $3, last_name = $4, email = $5, phone = $6, "
    "website = $7, "
    "address = $8, city = $9, state = $10, zip = $11, country = $12, description = $13, category = $14, "
    "business_data = $15, package_type = $16, updated_at = $17 WHERE id = $1"};
const Statement kInsertJob{"INSERT INTO jobs (id, customer_id, status, package_type, package_size, priority, "
                           "created_at, updated_at) VALUES ($1, $2, 'pending', $3, $4, $5, $6, $6)"};
constexpr std::size_t kIdColumn = 14; // after BOLT_CUSTOMER_COLUMNS

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

void save(Tx& tx, const Statement& statement, const std::string& id, const BusinessProfile& profile,
          std::string_view package_type, const std::string& now) {
    const auto data = json::serialize(write_profile(profile));
    const auto category = profile.categories.empty() ? std::string() : profile.categories.front();
    tx.post(statement, {id, profile.business_name, profile.contact_first_name, profile.contact_last_name,
                        profile.email, profile.phone, profile.website, profile.address, profile.city,
                        profile.state, profile.postal_code, profile.country, profile.description, category,
                        data, or_null(package_type), now});
}

} // namespace

Result<BusinessProfile> job_profile(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kProfileOfJob, {job_id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("job {} does not exist", job_id));
    return read_customer(rows, 0, 0);
}

Result<StoredCustomer> store_customer(Tx& tx, const Platform& platform, const BusinessProfile& profile,
                                      std::string_view package_type) {
    const auto now = format_time(platform.now());
    if (!profile.email.empty()) {
        const auto email = lower(profile.email);
        const auto rows = tx.run(kFindByEmail, {profile.email, email});
        if (!rows.empty()) {
            StoredCustomer known{rows.text(0, kIdColumn), overlay(read_customer(rows, 0, 0), profile)};
            save(tx, kUpdate, known.id, known.profile, package_type, now);
            return known;
        }
    }
    StoredCustomer made{platform.new_id(), profile};
    save(tx, kInsert, made.id, profile, package_type, now);
    return made;
}

Result<std::string> upsert_customer(Tx& tx, const Platform& platform, const BusinessProfile& profile,
                                    std::string_view package_type) {
    auto stored = store_customer(tx, platform, profile, package_type);
    if (!stored) return forward(stored);
    return std::move(stored->id);
}

Result<void> set_profile(Tx& tx, const Platform& platform, std::string_view customer_id,
                         const BusinessProfile& profile, std::string_view package_type) {
    save(tx, kUpdate, std::string(customer_id), profile, package_type, format_time(platform.now()));
    return {};
}

Result<ManualJobIds> create_manual_job(Tx& tx, const Platform& platform, const ManualJob& job) {
    auto customer = upsert_customer(tx, platform, job.profile, job.package_type);
    if (!customer) return forward(customer);
    ManualJobIds ids{std::move(*customer), platform.new_id()};
    const auto now = format_time(platform.now());
    const auto size = job.package_size ? Param(std::int64_t{*job.package_size}) : Param(std::monostate{});
    tx.run(kInsertJob,
           {ids.job_id, ids.customer_id, job.package_type, size, std::int64_t{job.priority}, now});
    return ids;
}

} // namespace bolt::store
