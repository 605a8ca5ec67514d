#include "store/job_filter.hpp"
#include "store/view_json.hpp"
#include "store/views.hpp"

#include <set>

namespace bolt::store {
namespace {

#define BOLT_UNUSED "CAST($1 AS TEXT) IS NULL AND CAST($2 AS TEXT) IS NULL AND CAST($3 AS TEXT) IS NULL"
#define BOLT_GROUPS(needs, index)                                                                            \
    "SELECT j.status, j.package_type, count(*), count(*) FILTER (WHERE j.paused), " needs                    \
    " FROM jobs j " index " WHERE " BOLT_UNUSED
#define BOLT_NEEDS "j.id IN (SELECT job_id FROM action_items WHERE status <> 'resolved')"
// The index holds all that the filters look at, in the order of the groups: nothing is sorted.
constexpr const char* kAllGroups = BOLT_GROUPS("0", "/*LITE*/INDEXED BY jobs_facets/*END*/");
// The same with what needs a person in one go, where looking for a text twice would cost more.
constexpr const char* kAllGroupsAndNeeds =
    BOLT_GROUPS("count(*) FILTER (WHERE " BOLT_NEEDS ")", "/*LITE*/INDEXED BY jobs_facets/*END*/");
// A few rows that are found by their ids are not worth a look at the whole index.
constexpr const char* kFewGroups = BOLT_GROUPS("0", "");
constexpr const char* kGroupsEnd = " GROUP BY j.status, j.package_type";
constexpr const char* kNeeds = "SELECT count(*) FROM jobs j WHERE " BOLT_UNUSED " AND " BOLT_NEEDS;

} // namespace

Result<json::object> job_facets(Tx& tx, const JobFilter& filter) {
    const auto all = JobConditions::of(filter, JobConditions::For::counts, false);
    if (!all) return forward(all);
    const auto chosen = JobConditions::of(filter, JobConditions::For::counts);
    if (!chosen) return forward(chosen);
    std::set<std::string, std::less<>> statuses(filter.statuses.begin(), filter.statuses.end());
    if (statuses.empty() && filter.state == "active") statuses = {"pending", "queued", "in_progress"};
    if (statuses.empty() && filter.state == "completed") statuses = {"completed", "failed", "cancelled"};

    json::object by_status, by_package;
    for (const auto* status : {"pending", "queued", "in_progress", "completed", "failed", "cancelled"})
        by_status[status] = 0;
    std::int64_t total = 0, paused = 0, needs = 0;
    const bool few = !filter.customer_id.empty() || !filter.customers.empty() || filter.stuck_before ||
                     !filter.late_before.empty();
    const bool together = !few && !filter.text.empty();
    const auto rows = all->run(tx, (few        ? kFewGroups
                                    : together ? kAllGroupsAndNeeds
                                               : kAllGroups) +
                                       all->sql() + kGroupsEnd);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto status = rows.text(i, 0), package = rows.text(i, 1);
        const auto count = rows.integer(i, 2);
        by_status[status] =
            count + (by_status.contains(status) ? by_status[status].to_number<std::int64_t>() : 0);
        if (!statuses.empty() && !statuses.contains(status)) continue;
        total += count;
        paused += rows.integer(i, 3);
        needs += rows.integer(i, 4);
        by_package[package] =
            count + (by_package.contains(package) ? by_package[package].to_number<std::int64_t>() : 0);
    }
    if (!together) needs = chosen->run(tx, kNeeds + chosen->sql()).integer(0, 0);
    return json::object{{"total", total},
                        {"by_status", std::move(by_status)},
                        {"by_package", std::move(by_package)},
                        {"paused", paused},
                        {"needs_action", needs}};
}

} // namespace bolt::store
