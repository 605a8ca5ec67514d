#include "store/customer_edit.hpp"

#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/job_start.hpp"
#include "store/view_json.hpp"
#include "store/views.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_CUSTOMER_VIEW                                                                                   \
    BOLT_CUSTOMER_COLUMNS ", c.id, c.status, c.package_type, c.created_at, c.updated_at, "                   \
                          "(SELECT count(*) FROM jobs j WHERE j.customer_id = c.id), "                       \
                          "(SELECT count(*) FROM jobs j WHERE j.customer_id = c.id AND j.status IN "         \
                          "('pending', 'queued', 'in_progress')) "
constexpr std::size_t kIdColumn = 14; // after BOLT_CUSTOMER_COLUMNS
// $1 text, $2 edge's time, $3 edge's id, $4 limit.
const Statement kList{
    "SELECT " BOLT_CUSTOMER_VIEW
    "FROM customers c WHERE ($1 = '' OR c.id IN (SELECT customer_id FROM customer_search "
    "WHERE /*LITE*/instr(text, $1) > 0/*END*//*PG*/position(CAST($1 AS TEXT) IN text) > 0/*END*/)) AND "
    "(/*LITE*/$2/*END*//*PG*/CAST($2 AS timestamptz)/*END*/ IS NULL OR (c.created_at, c.id) < ($2, $3)) "
    "ORDER BY c.created_at DESC, c.id DESC "
    "LIMIT $4"};
const Statement kOne{"SELECT " BOLT_CUSTOMER_VIEW "FROM customers c WHERE c.id = $1"};

constexpr int kLimitMax = 200;

json::object customer_view(const Rows& rows, std::size_t row) {
    const auto profile = read_customer(rows, row, 0);
    return {{"id", rows.text(row, kIdColumn)},
            {"business_name", profile.business_name},
            {"email", profile.email},
            {"website", profile.website},
            {"status", rows.text(row, kIdColumn + 1)},
            {"package_type", text_or_null(rows.text(row, kIdColumn + 2))},
            {"created_at", time_or_null(rows, row, kIdColumn + 3)},
            {"updated_at", time_or_null(rows, row, kIdColumn + 4)},
            {"jobs", rows.integer(row, kIdColumn + 5)},
            {"active_jobs", rows.integer(row, kIdColumn + 6)}};
}

Result<Rows> find_customer(Tx& tx, std::string_view id) {
    auto rows = tx.run(kOne, {id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("customer {} does not exist", id));
    return rows;
}

Result<std::vector<std::string>> store_profile(Tx& tx, const Platform& platform, const Rows& known,
                                               const BusinessProfile& profile, const Actor& actor) {
    const auto id = known.text(0, kIdColumn);
    if (known.text(0, kIdColumn + 1) == "erased")
        return fail(ErrorCode::conflict, "the customer's data were erased");
    if (auto saved = set_profile(tx, platform, id, profile, known.text(0, kIdColumn + 2)); !saved)
        return forward(saved);
    // Which fields changed, never what stands in them.
    json::array changed;
    const auto before = write_profile(read_customer(known, 0, 0)), after = write_profile(profile);
    for (const auto& [key, value] : after)
        if (const auto* old = before.if_contains(key); old == nullptr || *old != value)
            changed.emplace_back(key);
    for (const auto& [key, value] : before)
        if (!after.contains(key)) changed.emplace_back(key);
    auto noted = add_audit(tx, platform.now(), actor.name, "customer.profile", "customer:" + id,
                           actor.details({{"fields", std::move(changed)}}));
    if (!noted) return forward(noted);
    return start_waiting_jobs(tx, platform, id, actor);
}

} // namespace

Result<json::object> list_customers(Tx& tx, const CustomerFilter& filter) {
    if (filter.text.size() > 200) return fail(ErrorCode::invalid_argument, "q: longer than 200 bytes");
    std::string text = filter.text;
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto slash = filter.cursor.find('/');
    const auto at = filter.cursor.substr(0, slash),
               id = slash == std::string::npos ? "" : filter.cursor.substr(slash + 1);
    if (!filter.cursor.empty() && (id.empty() || parse_time(at) == TimePoint{}))
        return fail(ErrorCode::invalid_argument, "cursor: not one that this list has given out");
    const int limit = std::clamp(filter.limit, 1, kLimitMax);
    const auto rows = tx.run(kList, {text, or_null(at), or_null(id), std::int64_t{limit + 1}});
    const auto shown = std::min<std::size_t>(rows.size(), static_cast<std::size_t>(limit));
    json::array customers;
    for (std::size_t i = 0; i < shown; ++i) customers.push_back(customer_view(rows, i));
    json::value next = nullptr;
    if (rows.size() > shown)
        next = json::value(fmt::format("{}/{}", get_string(customers.back(), "created_at"),
                                       get_string(customers.back(), "id")));
    return json::object{{"customers", std::move(customers)}, {"next_cursor", std::move(next)}};
}

Result<json::object> customer_document(Tx& tx, std::string_view id) {
    const auto rows = find_customer(tx, id);
    if (!rows) return forward(rows);
    const auto profile = read_customer(*rows, 0, 0);
    JobFilter filter;
    filter.customer_id = id;
    filter.limit = 200;
    auto jobs = list_jobs(tx, filter);
    if (!jobs) return jobs;
    const auto missing = missing_fields(profile);
    return json::object{{"customer", customer_view(*rows, 0)},
                        {"profile", profile_view(profile)},
                        {"missing", json::array(missing.begin(), missing.end())},
                        {"jobs", std::move((*jobs)["jobs"])}};
}

Result<std::vector<std::string>> replace_profile(Tx& tx, const Platform& platform,
                                                 std::string_view customer_id, const BusinessProfile& profile,
                                                 std::string_view updated_at, const Actor& actor) {
    const auto known = find_customer(tx, customer_id);
    if (!known) return forward(known);
    if (!updated_at.empty() && parse_time(updated_at) != known->time(0, kIdColumn + 4))
        return fail(ErrorCode::conflict, "somebody else has changed the profile meanwhile: look at it again");
    return store_profile(tx, platform, *known, profile, actor);
}

Result<std::vector<std::string>> complete_profile(Tx& tx, const Platform& platform,
                                                  std::string_view customer_id,
                                                  const BusinessProfile& profile, const Actor& actor) {
    const auto known = find_customer(tx, customer_id);
    if (!known) return forward(known);
    return store_profile(tx, platform, *known, overlay(read_customer(*known, 0, 0), profile), actor);
}

} // namespace bolt::store
