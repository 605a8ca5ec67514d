#include "store/failures.hpp"

#include "domain/failure.hpp"
#include "store/view_json.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bolt::store {
namespace {

// From the index of failures alone, in its order: nothing is sorted. $1 directory, $2 since.
const Statement kMessages{
    "SELECT error_message, verdict, directory_name, count(*), count(DISTINCT job_id), min(updated_at), "
    "max(updated_at) "
    "FROM job_results /*LITE*/INDEXED BY job_results_failed/*END*/ WHERE status = 'failed' AND ($1 = '' OR "
    "directory_name = $1) AND (/*LITE*/$2/*END*//*PG*/CAST($2 AS timestamptz)/*END*/ IS NULL OR updated_at "
    ">= $2) GROUP BY error_message, "
    "verdict, "
    "directory_name LIMIT 50000"};
const Statement kMessagesOfPackage{
    "SELECT r.error_message, r.verdict, r.directory_name, count(*), count(DISTINCT r.job_id), "
    "min(r.updated_at), "
    "max(r.updated_at) FROM job_results r JOIN jobs j ON j.id = r.job_id WHERE r.status = 'failed' AND "
    "j.package_type = $3 AND ($1 = '' OR r.directory_name = $1) AND (/*LITE*/$2/*END*//*PG*/CAST($2 AS "
    "timestamptz)/*END*/ IS NULL OR "
    "r.updated_at >= $2) "
    "GROUP BY r.error_message, r.verdict, r.directory_name LIMIT 50000"};
// How many jobs a group of several messages or directories has: a job counts once however often it failed.
// $1 [[message, verdict, group]...], $2 directory, $3 since, $4 package.
const Statement kJobs{
    "SELECT w.key, count(DISTINCT r.job_id) FROM job_results r /*LITE*/INDEXED BY job_results_failed/*END*/ "
    "JOIN ("
    "/*LITE*/SELECT json_extract(value, '$[0]') AS message, json_extract(value, '$[1]') AS verdict, "
    "json_extract(value, '$[2]') AS key FROM json_each($1)/*END*/"
    "/*PG*/SELECT e.value->>0 AS message, e.value->>1 AS verdict, e.value->>2 AS key "
    "FROM json_array_elements(CAST($1 AS json)) AS e(value)/*END*/"
    ") w ON w.message = coalesce(r.error_message, '') AND w.verdict = coalesce(r.verdict, '') "
    "WHERE r.status = 'failed' AND (CAST($2 AS TEXT) = '' OR r.directory_name = $2) AND "
    "(/*LITE*/$3/*END*//*PG*/CAST($3 AS timestamptz)/*END*/ IS NULL OR r.updated_at >= $3) AND "
    "(CAST($4 AS TEXT) = '' OR EXISTS (SELECT 1 FROM jobs j WHERE j.id = r.job_id AND j.package_type = $4)) "
    "GROUP BY w.key"};
// Different messages, each found by one look into the index.
const Statement kDistinct{
    "SELECT DISTINCT error_message, verdict FROM job_results /*LITE*/INDEXED BY job_results_failed/*END*/ "
    "WHERE status = 'failed' AND error_message IS NOT NULL LIMIT 50000"};

constexpr std::size_t kGroupsMax = 200;
constexpr std::size_t kDirectoriesShown = 20;

struct Group {
    std::string key, verdict, message, example;
    std::int64_t count = 0, jobs = 0;
    std::vector<std::string> messages; ///< one for each row: of more than one, `jobs` is a sum with doubles
    std::map<std::string, std::int64_t> directories;
    TimePoint first, last;
};

json::object group_view(const Group& group) {
    std::vector<std::pair<std::string, std::int64_t>> most(group.directories.begin(),
                                                           group.directories.end());
    std::ranges::sort(most, std::greater{}, [](const auto& each) { return each.second; });
    json::array directories;
    for (std::size_t i = 0; i < most.size() && i < kDirectoriesShown; ++i)
        directories.push_back({{"name", most[i].first}, {"count", most[i].second}});
    return {{"key", group.key},
            {"verdict", text_or_null(group.verdict)},
            {"message", group.message},
            {"example", group.example},
            {"count", group.count},
            {"jobs", group.jobs},
            {"directories", std::move(directories)},
            {"first_seen", format_time(group.first)},
            {"last_seen", format_time(group.last)}};
}

void count_jobs(Tx& tx, const std::vector<Group*>& groups, const FailureFilter& filter,
                const std::string& since) {
    json::array wanted;
    std::map<std::string, Group*> by_key;
    for (auto* group : groups) {
        if (group->messages.size() < 2) continue;
        by_key[group->key] = group;
        // Directories of one message are rows of their own.
        for (const auto& message : std::set(group->messages.begin(), group->messages.end()))
            wanted.push_back(json::array{message, group->verdict, group->key});
    }
    if (wanted.empty()) return;
    const auto text = json::serialize(wanted);
    const auto rows = tx.run(kJobs, {text, filter.directory, or_null(since), filter.package});
    for (std::size_t i = 0; i < rows.size(); ++i) by_key.at(rows.text(i, 0))->jobs = rows.integer(i, 1);
}

} // namespace

Result<json::object> failure_groups(Tx& tx, const FailureFilter& filter) {
    const auto since = filter.since ? format_time(*filter.since) : std::string();
    const auto rows = filter.package.empty()
                          ? tx.run(kMessages, {filter.directory, or_null(since)})
                          : tx.run(kMessagesOfPackage, {filter.directory, or_null(since), filter.package});
    std::map<std::string, Group> groups;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto message = rows.text(i, 0), verdict = rows.text(i, 1);
        const auto normalised = normalised_failure(message);
        const auto key = failure_key(verdict, normalised);
        auto& group = groups[key];
        const auto count = rows.integer(i, 3);
        const auto first = rows.time(i, 5), last = rows.time(i, 6);
        if (group.count == 0) group = {key, verdict, normalised, message, 0, 0, {}, {}, first, last};
        group.messages.push_back(message);
        group.count += count;
        group.jobs += rows.integer(i, 4);
        group.directories[rows.text(i, 2)] += count;
        group.first = std::min(group.first, first);
        if (last >= group.last) group.last = last, group.example = message;
        total += count;
    }
    std::vector<Group*> order;
    for (auto& [key, group] : groups) order.push_back(&group);
    std::ranges::sort(order, [](const auto* a, const auto* b) { return a->count > b->count; });
    order.resize(std::min(order.size(), kGroupsMax));
    count_jobs(tx, order, filter, since);
    json::array list;
    for (const auto* group : order) list.push_back(group_view(*group));
    return json::object{{"groups", std::move(list)}, {"total", total}};
}

Result<std::string> failure_messages(Tx& tx, std::string_view key) {
    const auto rows = tx.run(kDistinct);
    json::array messages;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto message = rows.text(i, 0);
        if (failure_key(rows.text(i, 1), normalised_failure(message)) == key) messages.emplace_back(message);
    }
    if (messages.empty())
        return fail(ErrorCode::not_found, "no submission failed with an error of this group");
    return json::serialize(messages);
}

} // namespace bolt::store
