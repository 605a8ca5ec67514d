// What is kept about a customer as a whole: its export, when it is forgotten, and later looks at its
// listings.
#include "store/customer_portal.hpp"
#include "store/customer_rows.hpp"
#include "store/history.hpp"
#include "store/sql.hpp"
#include "store/view_json.hpp"

namespace bolt::store {
namespace {

const Statement kProfile{"SELECT " BOLT_CUSTOMER_COLUMNS ", c.created_at FROM customers c WHERE c.id = $1"};
const Statement kOrders{
    "SELECT job_id, package_type, add_ons, amount_total, currency, payment_state, created_at "
    "FROM orders WHERE customer_id = $1 ORDER BY created_at"};
const Statement kJobs{
    "SELECT id, package_type, status, created_at, completed_at FROM jobs WHERE customer_id = "
    "$1 ORDER BY created_at"};
const Statement kSubmissions{
    "SELECT r.job_id, r.directory_name, r.status, r.verdict, r.listing_url, r.payload, r.updated_at FROM "
    "job_results r JOIN jobs j ON j.id = r.job_id WHERE j.customer_id = $1 ORDER BY r.job_id, "
    "r.directory_name"};
const Statement kConsents{
    "SELECT kind, version, given, created_at FROM consents WHERE customer_id = $1 ORDER BY created_at"};
const Statement kLinks{
    "SELECT purpose, created_at, expires_at, used_at, revoked_at FROM customer_links WHERE "
    "customer_id = $1 ORDER BY created_at"};
const Statement kForget{
    "SELECT c.id, c.email FROM customers c WHERE c.status <> 'erased' AND c.created_at < $1 AND NOT EXISTS "
    "(SELECT 1 FROM jobs j WHERE j.customer_id = c.id AND (j.status IN ('pending', 'queued', 'in_progress') "
    "OR "
    "coalesce(j.completed_at, j.updated_at) >= $1)) ORDER BY c.created_at LIMIT $2"};
const Statement kDue{
    "SELECT " BOLT_CUSTOMER_COLUMNS ", r.id, r.job_id, j.customer_id, r.directory_name, coalesce(nullif(d.website, ''), "
    "d.submission_url, r.listing_url), r.listing_url FROM job_results r JOIN jobs j ON j.id = r.job_id JOIN "
    "customers c ON c.id = j.customer_id LEFT JOIN directories d ON d.name = r.directory_name LEFT JOIN "
    "listing_checks l ON l.result_id = r.id WHERE r.status = 'submitted' AND r.listing_url IS NOT NULL AND "
    "c.status <> 'erased' AND (coalesce(l.checked_at, r.verified_at, r.updated_at) < $1 OR (l.misses = 1 AND "
    "l.checked_at < $2)) ORDER BY coalesce(l.checked_at, r.updated_at) LIMIT $3"};
const Statement kKnown{"SELECT live, misses FROM listing_checks WHERE result_id = $1"};
const Statement kNote{
    "INSERT INTO listing_checks (result_id, live, misses, found, checked_at, changed_at) VALUES ($1, $2, $3, "
    "$4, "
    "$5, $5) ON CONFLICT (result_id) DO UPDATE SET changed_at = CASE WHEN listing_checks.live = "
    "excluded.live "
    "THEN listing_checks.changed_at ELSE excluded.changed_at END, live = excluded.live, misses = "
    "excluded.misses, found = excluded.found, checked_at = excluded.checked_at"};
constexpr std::size_t kAfterProfile = 14; // after BOLT_CUSTOMER_COLUMNS
constexpr int kMissesMax = 2;

} // namespace

Result<json::object> export_customer(Tx& tx, std::string_view customer_id) {
    const auto customer = tx.run(kProfile, {customer_id});
    if (customer.empty()) return fail(ErrorCode::not_found, "There is no such account.");
    json::array orders, jobs, submissions, consents, links;
    auto rows = tx.run(kOrders, {customer_id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        orders.push_back({{"job_id", rows.text(i, 0)},
                          {"package_type", rows.text(i, 1)},
                          {"add_ons", rows.json(i, 2)},
                          {"amount_total", rows.integer(i, 3)},
                          {"currency", rows.text(i, 4)},
                          {"payment_state", rows.text(i, 5)},
                          {"created_at", time_or_null(rows, i, 6)}});
    rows = tx.run(kJobs, {customer_id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        jobs.push_back({{"id", rows.text(i, 0)},
                        {"package_type", rows.text(i, 1)},
                        {"status", rows.text(i, 2)},
                        {"created_at", time_or_null(rows, i, 3)},
                        {"completed_at", time_or_null(rows, i, 4)}});
    rows = tx.run(kSubmissions, {customer_id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        submissions.push_back({{"job_id", rows.text(i, 0)},
                               {"directory", rows.text(i, 1)},
                               {"status", rows.text(i, 2)},
                               {"verdict", text_or_null(rows.text(i, 3))},
                               {"listing_url", text_or_null(rows.text(i, 4))},
                               {"sent", rows.json(i, 5)},
                               {"updated_at", time_or_null(rows, i, 6)}});
    rows = tx.run(kConsents, {customer_id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        consents.push_back({{"kind", rows.text(i, 0)},
                            {"version", rows.text(i, 1)},
                            {"given", rows.boolean(i, 2)},
                            {"created_at", time_or_null(rows, i, 3)}});
    rows = tx.run(kLinks, {customer_id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        links.push_back({{"purpose", rows.text(i, 0)},
                         {"created_at", time_or_null(rows, i, 1)},
                         {"expires_at", time_or_null(rows, i, 2)},
                         {"used_at", time_or_null(rows, i, 3)},
                         {"revoked_at", time_or_null(rows, i, 4)}});
    return json::object{{"profile", write_profile(read_customer(customer, 0, 0))},
                        {"customer_since", time_or_null(customer, 0, kAfterProfile)},
                        {"orders", std::move(orders)},
                        {"jobs", std::move(jobs)},
                        {"submissions", std::move(submissions)},
                        {"consents", std::move(consents)},
                        {"links", std::move(links)}};
}

Result<std::vector<std::pair<std::string, std::string>>> customers_to_forget(Tx& tx, TimePoint before,
                                                                             int count_max) {
    const auto at = format_time(before);
    const auto rows = tx.run(kForget, {at, std::int64_t{count_max}});
    std::vector<std::pair<std::string, std::string>> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.emplace_back(rows.text(i, 0), rows.text(i, 1));
    return found;
}

Result<std::vector<DueListing>> due_listings(Tx& tx, TimePoint before, TimePoint again_before,
                                             int count_max) {
    const auto at = format_time(before), again = format_time(again_before);
    const auto rows = tx.run(kDue, {at, again, std::int64_t{count_max}});
    std::vector<DueListing> due;
    for (std::size_t i = 0; i < rows.size(); ++i)
        due.push_back({rows.text(i, kAfterProfile), rows.text(i, kAfterProfile + 1),
                       rows.text(i, kAfterProfile + 2), rows.text(i, kAfterProfile + 3),
                       rows.text(i, kAfterProfile + 4), rows.text(i, kAfterProfile + 5), read_customer(rows, i, 0)});
    return due;
}

Result<bool> note_listing_look(Tx& tx, const Platform& platform, const DueListing& listing, bool live,
                               const json::object& found) {
    const auto known = tx.run(kKnown, {listing.result_id});
    const bool was_live = known.empty() || known.boolean(0, 0);
    const auto misses = live ? 0 : (known.empty() ? 0 : known.integer(0, 1)) + 1;
    const bool told_live = live || (was_live && misses < kMissesMax);
    const auto text = json::serialize(found), now = format_time(platform.now());
    tx.run(kNote, {listing.result_id, told_live, misses, text, now});
    if (told_live == was_live) return false;
    if (auto noted = add_history(tx, platform.now(), listing.job_id, listing.directory_name,
                                 told_live ? "listing_back" : "listing_gone");
        !noted)
        return forward(noted);
    return true;
}

} // namespace bolt::store
