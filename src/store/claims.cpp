#include "store/claims.hpp"

#include <tuple>

namespace bolt::store {
namespace {

// Every pair of directory and priority that has a waiting submission: one index look-up each, however many
// wait. SQLite uses all columns of the index only where the right side has no type of its own (hence +) and
// starts behind a pair only where the comparison names the next column too: no time is greater than the one
// given.
#define BOLT_WAITING "/*LITE*/INDEXED BY job_results_waiting/*END*/ "
#define BOLT_LANES                                                                                           \
    "WITH RECURSIVE lanes (directory_name, priority) AS ("                                                   \
    "SELECT directory_name, priority FROM (SELECT directory_name, priority FROM job_results " BOLT_WAITING   \
    "WHERE status = 'pending' ORDER BY directory_name, priority LIMIT 1) AS first "                          \
    "UNION ALL SELECT r.directory_name, r.priority FROM lanes l JOIN job_results r ON r.id = "               \
    "(SELECT n.id FROM job_results n " BOLT_WAITING "WHERE n.status = 'pending' "                            \
    "AND (n.directory_name, n.priority, n.next_attempt_at) > "                                               \
    "(l.directory_name, +l.priority, /*LITE*/'~'/*END*//*PG*/'infinity'/*END*/) "                            \
    "ORDER BY n.directory_name, n.priority LIMIT 1)) "
// Staff paused everything, or the job's package.
#define BOLT_NOT_HELD(job)                                                                                   \
    " AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.target IN ('everything', 'package:' || " job            \
    ".package_type)) "
// The key of pacing; a directory without a host is its own.
#define BOLT_HOST "coalesce(nullif(d.host, ''), d.name)"
#define BOLT_CANDIDATE                                                                                       \
    "r.id, r.job_id, j.customer_id, r.directory_name, " BOLT_HOST                                            \
    ", j.package_type, r.priority, d.pacing_ms, r.next_attempt_at "

const Statement kOpenCounts{"SELECT j.customer_id, count(*) FROM attempts a JOIN jobs j ON j.id = a.job_id "
                            "WHERE a.status IN ('leased', 'sent') GROUP BY j.customer_id"};
// The first ones that may be leased among the first $2 that wait, at most $3: all that a claim needs unless
// most hosts are busy.
const Statement kFirst{
    "SELECT " BOLT_CANDIDATE "FROM (SELECT id, job_id, directory_name, priority, next_attempt_at "
    "FROM job_results /*LITE*/INDEXED BY job_results_due/*END*/ WHERE status = 'pending' "
    "ORDER BY priority, next_attempt_at, id LIMIT $2) AS r "
    "/*LITE*/CROSS/*END*/ JOIN jobs j ON j.id = r.job_id "
    "/*LITE*/CROSS/*END*/ JOIN directories d ON d.name = r.directory_name "
    "WHERE r.next_attempt_at <= $1 AND j.status = 'in_progress' AND NOT j.paused AND d.active "
    "AND NOT d.paused" BOLT_NOT_HELD("j") "AND NOT EXISTS "
    "(SELECT 1 FROM host_slots s WHERE s.host = " BOLT_HOST " AND s.next_at > $1) "
    "/*PG*/ORDER BY r.priority, r.next_attempt_at, r.id/*END*/ LIMIT $3"};
const Statement kHeads{
    BOLT_LANES
    ", free AS MATERIALIZED (SELECT l.directory_name, l.priority FROM lanes l "
    "JOIN directories d ON d.name = l.directory_name WHERE d.active AND NOT d.paused AND NOT EXISTS "
    "(SELECT 1 FROM host_slots s WHERE s.host = " BOLT_HOST " AND s.next_at > $1)) "
    "SELECT " BOLT_CANDIDATE "FROM free f "
    "JOIN job_results r ON r.id = (SELECT n.id FROM job_results n " BOLT_WAITING
    "JOIN jobs k ON k.id = n.job_id "
    "WHERE n.status = 'pending' AND n.directory_name = f.directory_name AND n.priority = f.priority "
    "AND n.next_attempt_at <= $1 AND k.status = 'in_progress' AND NOT k.paused" BOLT_NOT_HELD("k")
    "ORDER BY n.next_attempt_at, n.id LIMIT 1) "
    "JOIN jobs j ON j.id = r.job_id JOIN directories d ON d.name = f.directory_name"};
// The inner bound keeps a claim's cost bounded with very many running jobs; the oldest are served first then.
const Statement kJobs{
    "WITH busy AS MATERIALIZED (SELECT j.customer_id AS customer_id, count(*) AS n FROM attempts a "
    "JOIN jobs j ON j.id = a.job_id WHERE a.status IN ('leased', 'sent') GROUP BY j.customer_id), "
    "running AS MATERIALIZED (SELECT id, customer_id, priority, created_at FROM jobs /*LITE*/INDEXED BY "
    "jobs_running/*END*/ "
    "WHERE status = 'in_progress' AND NOT paused" BOLT_NOT_HELD("jobs") "ORDER BY priority, created_at, id LIMIT 2000) "
    "SELECT r.id, r.customer_id, r.priority FROM running r LEFT JOIN busy b ON b.customer_id = r.customer_id "
    "ORDER BY r.priority, coalesce(b.n, 0), r.created_at, r.id LIMIT 64"};
// $3 lists the hosts that this claim has used already.
const Statement kProbe{
    "SELECT " BOLT_CANDIDATE "FROM job_results r JOIN directories d ON d.name = r.directory_name "
    "JOIN jobs j ON j.id = r.job_id WHERE r.job_id = $1 AND r.status = 'pending' AND r.next_attempt_at <= $2 "
    "AND d.active AND NOT d.paused AND NOT EXISTS "
    "(SELECT 1 FROM host_slots s WHERE s.host = " BOLT_HOST " AND s.next_at > $2) "
    "AND " BOLT_HOST " NOT IN "
    "(/*LITE*/SELECT value FROM json_each($3)/*END*//*PG*/SELECT jsonb_array_elements_text(CAST($3 AS "
    "jsonb))/*END*/) "
    "ORDER BY r.next_attempt_at, r.id LIMIT 1"};
constexpr std::size_t kProbesMax = 16;
/// Rows that kFirst looks at before all directories are asked for their heads.
constexpr std::int64_t kFirstScan = 64;
const Statement kNextDue{
    BOLT_LANES
    "SELECT min(CASE WHEN s.next_at > r.next_attempt_at THEN s.next_at ELSE r.next_attempt_at END) FROM "
    "lanes l "
    "JOIN directories d ON d.name = l.directory_name AND d.active AND NOT d.paused "
    "JOIN job_results r ON r.id = (SELECT n.id FROM job_results n " BOLT_WAITING
    "JOIN jobs k ON k.id = n.job_id "
    "WHERE n.status = 'pending' AND n.directory_name = l.directory_name AND n.priority = l.priority "
    "AND k.status = 'in_progress' AND NOT k.paused" BOLT_NOT_HELD("k") "ORDER BY n.next_attempt_at, n.id LIMIT 1) "
    "LEFT JOIN host_slots s ON s.host = " BOLT_HOST};

Candidate read_candidate(const Rows& rows, std::size_t row) {
    return {
        rows.text(row, 0), rows.text(row, 1), rows.text(row, 2),    rows.text(row, 3),
        rows.text(row, 4), rows.text(row, 5), rows.integer(row, 6), static_cast<int>(rows.integer(row, 7)),
        rows.text(row, 8)};
}

} // namespace

Chooser::Chooser(Tx& tx, TimePoint now, int count_max) : tx_(tx), now_(format_time(now)) {
    const std::int64_t count = std::max(count_max, 1);
    take_heads(tx_.run(kFirst, {now_, std::max<std::int64_t>(kFirstScan, 4 * count), 2 * count}));
    if (heads_.empty()) load_heads();
    if (!heads_.empty()) load_open_counts();
}

void Chooser::take_heads(const Rows& rows) {
    heads_.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) heads_.push_back(read_candidate(rows, i));
}

void Chooser::load_heads() {
    if (std::exchange(all_heads_, true)) return;
    take_heads(tx_.run(kHeads, {now_}));
    std::erase_if(heads_, [&](const auto& head) { return used_hosts_.contains(head.host); });
}

void Chooser::load_open_counts() {
    const auto rows = tx_.run(kOpenCounts);
    for (std::size_t i = 0; i < rows.size(); ++i) open_[rows.text(i, 0)] = rows.integer(i, 1);
}

void Chooser::load_jobs() {
    if (jobs_loaded_) return;
    jobs_loaded_ = true;
    const auto rows = tx_.run(kJobs);
    for (std::size_t i = 0; i < rows.size(); ++i)
        jobs_.push_back({rows.text(i, 0), rows.text(i, 1), rows.integer(i, 2)});
}

std::int64_t Chooser::open_of(const std::string& customer_id) const {
    const auto found = open_.find(customer_id);
    return found == open_.end() ? 0 : found->second;
}

std::optional<Candidate> Chooser::next() {
    if (heads_.empty()) load_heads();
    if (heads_.empty()) return std::nullopt;
    const auto order = [&](const Candidate& c) {
        return std::tuple(c.priority, open_of(c.customer_id), std::string_view(c.due_at),
                          std::string_view(c.result_id));
    };
    const auto best =
        *std::ranges::min_element(heads_, [&](const auto& a, const auto& b) { return order(a) < order(b); });
    if (open_of(best.customer_id) > 0)
        if (auto fairer = fairer_than(best)) return fairer;
    return best;
}

// Behind the heads, which are the oldest, may wait a customer with fewer open attempts.
std::optional<Candidate> Chooser::fairer_than(const Candidate& best) {
    load_jobs();
    std::vector<const RunningJob*> order;
    for (const auto& job : jobs_)
        if (job.priority == best.priority && open_of(job.customer_id) < open_of(best.customer_id) &&
            !tried_jobs_.contains(job.id))
            order.push_back(&job);
    // All point into one vector: their addresses keep the order it had.
    std::ranges::sort(order, {}, [&](const auto* job) { return std::pair(open_of(job->customer_id), job); });
    for (std::size_t i = 0; i < order.size() && i < kProbesMax; ++i) {
        if (auto found = probe(order[i]->id)) return found;
        tried_jobs_.insert(order[i]->id);
    }
    return std::nullopt;
}

std::optional<Candidate> Chooser::probe(std::string_view job_id) const {
    json::array used;
    for (const auto& host : used_hosts_) used.emplace_back(host);
    const auto hosts = json::serialize(used);
    const auto rows = tx_.run(kProbe, {job_id, now_, hosts});
    if (rows.empty()) return std::nullopt;
    return read_candidate(rows, 0);
}

void Chooser::used(const Candidate& candidate, bool leased) {
    if (leased) ++open_[candidate.customer_id];
    used_hosts_.insert(candidate.host);
    std::erase_if(heads_, [&](const auto& head) { return head.host == candidate.host; });
}

Result<std::optional<TimePoint>> next_due(Tx& tx) {
    const auto rows = tx.run(kNextDue);
    if (rows.empty() || rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

} // namespace bolt::store
