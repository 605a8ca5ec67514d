#include "store/prefect_runs.hpp"

#include "store/customers.hpp"
#include "store/jobs.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// A run that began later than this one replaces it: the monitor put its job back into the queue.
#define BOLT_PREFECT_RUN                                                                                     \
    "SELECT p.flow_run_id, p.prefect_id, p.name, f.job_id, f.state, p.position, p.progress_artifact, "       \
    "p.owner, f.created_at, f.started_at, f.ended_at, "                                                      \
    "EXISTS (SELECT 1 FROM flow_runs n WHERE n.job_id = f.job_id AND n.created_at > f.created_at) "          \
    "FROM prefect_runs p JOIN flow_runs f ON f.id = p.flow_run_id "
// An end is news, and so is history that Prefect has not got. A superseded run has ended for Prefect.
#define BOLT_HAS_NEWS                                                                                        \
    "p.settled_at IS NULL AND (f.state NOT IN ('scheduled', 'running') OR EXISTS (SELECT 1 FROM "            \
    "queue_history h WHERE h.job_id = f.job_id AND h.id > p.position)) "

const Statement kAdd{"INSERT INTO prefect_runs (flow_run_id, prefect_id, name, due_at, created_at) "
                     "VALUES ($1, $2, $3, $4, $4) ON CONFLICT (flow_run_id) DO NOTHING"};
const Statement kFindByKey{BOLT_PREFECT_RUN "WHERE f.idempotency_key = $1"};
const Statement kFindById{BOLT_PREFECT_RUN "WHERE p.prefect_id = $1"};
const Statement kNewest{"SELECT p.flow_run_id FROM prefect_runs p JOIN flow_runs f ON f.id = p.flow_run_id "
                        "WHERE p.settled_at IS NULL AND f.state = 'scheduled' "
                        "ORDER BY p.created_at DESC, p.flow_run_id DESC LIMIT 1"};
const Statement kUnknown{
    "SELECT f.id, f.job_id, f.state, f.idempotency_key, f.priority, f.parameters FROM flow_runs f "
    "WHERE f.state = 'scheduled' AND f.created_at < $1 "
    "AND NOT EXISTS (SELECT 1 FROM prefect_runs p WHERE p.flow_run_id = f.id) ORDER BY f.created_at LIMIT "
    "$2"};
const Statement kOpen{BOLT_PREFECT_RUN "WHERE p.settled_at IS NULL ORDER BY p.created_at LIMIT $1"};
const Statement kBegin{
    "UPDATE flow_runs SET state = 'running', started_at = $2 WHERE id = $1 AND state = 'scheduled'"};
const Statement kNextNews{"SELECT min(p.due_at) FROM prefect_runs p JOIN flow_runs f ON f.id = p.flow_run_id "
                          "WHERE " BOLT_HAS_NEWS};
const Statement kNews{BOLT_PREFECT_RUN "WHERE p.due_at <= $1 AND " BOLT_HAS_NEWS
                                       "ORDER BY p.due_at LIMIT $2 /*PG*/FOR UPDATE OF p SKIP LOCKED/*END*/"};
const Statement kTake{"UPDATE prefect_runs SET owner = $2, due_at = $3 WHERE flow_run_id = $1"};
const Statement kKeep{"UPDATE prefect_runs SET position = $3, progress_artifact = $4, owner = NULL, due_at = "
                      "$5, settled_at = $6 "
                      "WHERE flow_run_id = $1 AND owner = $2"};
const Statement kReopen{
    "UPDATE prefect_runs SET settled_at = NULL, owner = NULL, due_at = $2 WHERE flow_run_id = $1"};
const Statement kDrop{"UPDATE prefect_runs SET settled_at = $2, owner = NULL WHERE flow_run_id = $1"};
const Statement kEvents{"SELECT id, job_id, directory_name, event, details, worker_id, created_at "
                        "FROM queue_history WHERE job_id = $1 AND id > $2 ORDER BY id LIMIT $3"};
const Statement kSubmissions{
    "SELECT r.directory_name, r.status, r.verdict, r.attempts, r.listing_url, r.error_message, r.created_at, "
    "r.updated_at, d.title FROM job_results r LEFT JOIN directories d ON d.name = r.directory_name "
    "WHERE r.job_id = $1 ORDER BY r.directory_name"};

PrefectRun read_run(const Rows& rows, std::size_t row) {
    Cells cells(rows, row);
    PrefectRun run;
    run.flow_run_id = cells.text();
    run.prefect_id = cells.text();
    run.name = cells.text();
    run.job_id = cells.text();
    run.state = cells.text();
    run.position = rows.integer(row, cells.column());
    cells.text();
    run.progress_artifact = cells.text();
    run.owner = cells.text();
    run.created_at = cells.time();
    run.started_at = cells.time();
    run.ended_at = cells.time();
    run.superseded = cells.boolean();
    return run;
}

std::vector<PrefectRun> read_runs(const Rows& rows) {
    std::vector<PrefectRun> runs;
    for (std::size_t row = 0; row < rows.size(); ++row) runs.push_back(read_run(rows, row));
    return runs;
}

std::optional<PrefectRun> first_of(const Rows& rows) {
    return rows.empty() ? std::nullopt : std::optional(read_run(rows, 0));
}

} // namespace

Result<JobTitle> job_title(Tx& tx, std::string_view job_id) {
    auto job = find_job(tx, job_id);
    if (!job) return forward(job);
    auto profile = job_profile(tx, job_id);
    if (!profile) return forward(profile);
    return JobTitle{profile->business_name, job->package_type};
}

Result<bool> add_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id, std::string_view prefect_id,
                             std::string_view name) {
    const auto at = format_time(now);
    return tx.run(kAdd, {flow_run_id, prefect_id, name, at}).affected > 0;
}

Result<std::optional<PrefectRun>> find_prefect_run_by_key(Tx& tx, std::string_view idempotency_key) {
    return first_of(tx.run(kFindByKey, {idempotency_key}));
}

Result<std::optional<PrefectRun>> find_prefect_run(Tx& tx, std::string_view prefect_id) {
    return first_of(tx.run(kFindById, {prefect_id}));
}

Result<std::string> newest_waiting_prefect_run(Tx& tx) {
    const auto rows = tx.run(kNewest);
    return rows.empty() ? std::string() : rows.text(0, 0);
}

Result<std::vector<FlowRun>> flow_runs_without_prefect(Tx& tx, TimePoint before, int count_max) {
    const auto at = format_time(before);
    const auto rows = tx.run(kUnknown, {at, std::int64_t{count_max}});
    std::vector<FlowRun> runs;
    for (std::size_t row = 0; row < rows.size(); ++row)
        runs.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3),
                        static_cast<int>(rows.integer(row, 4)), rows.json(row, 5)});
    return runs;
}

Result<std::vector<PrefectRun>> open_prefect_runs(Tx& tx, int count_max) {
    return read_runs(tx.run(kOpen, {std::int64_t{count_max}}));
}

Result<bool> begin_flow_run(Tx& tx, TimePoint now, std::string_view flow_run_id) {
    const auto at = format_time(now);
    return tx.run(kBegin, {flow_run_id, at}).affected > 0;
}

Result<std::optional<TimePoint>> next_prefect_news(Tx& tx) {
    const auto rows = tx.run(kNextNews);
    if (rows.null(0, 0)) return std::nullopt;
    return rows.time(0, 0);
}

Result<std::vector<PrefectRun>> claim_prefect_news(Tx& tx, TimePoint now, std::string_view owner,
                                                   Duration lease, int count_max) {
    const auto at = format_time(now), until = format_time(now + lease);
    auto runs = read_runs(tx.run(kNews, {at, std::int64_t{count_max}}));
    for (auto& run : runs) {
        run.taken_over = !run.owner.empty();
        run.owner = owner;
        tx.run(kTake, {run.flow_run_id, owner, until});
    }
    return runs;
}

Result<bool> keep_prefect_progress(Tx& tx, TimePoint now, std::string_view owner,
                                   std::string_view flow_run_id, const PrefectProgress& progress) {
    const auto due = format_time(now + progress.again_after), at = format_time(now);
    return tx.run(kKeep, {flow_run_id, owner, progress.position, or_null(progress.progress_artifact), due,
                          progress.settled ? Param(std::string_view(at)) : Param(std::monostate{})})
               .affected > 0;
}

Result<void> reopen_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id) {
    const auto at = format_time(now);
    tx.run(kReopen, {flow_run_id, at});
    return {};
}

Result<void> drop_prefect_run(Tx& tx, TimePoint now, std::string_view flow_run_id) {
    const auto at = format_time(now);
    tx.run(kDrop, {flow_run_id, at});
    return {};
}

Result<PrefectNews> read_prefect_news(Tx& tx, const PrefectRun& run, int count_max) {
    PrefectNews news;
    auto job = find_job(tx, run.job_id);
    if (!job) return forward(job);
    news.job = std::move(*job);
    const auto events = tx.run(kEvents, {run.job_id, run.position, std::int64_t{count_max}});
    for (std::size_t row = 0; row < events.size(); ++row)
        news.events.push_back({events.integer(row, 0), events.text(row, 1), events.text(row, 2),
                               events.text(row, 3), events.json(row, 4), events.text(row, 5),
                               events.time(row, 6)});
    const auto rows = tx.run(kSubmissions, {run.job_id});
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Submission submission;
        submission.job_id = run.job_id;
        submission.directory_name = rows.text(row, 0);
        submission.status = parse_submission_status(rows.text(row, 1)).value_or(SubmissionStatus::failed);
        submission.verdict = parse_verdict(rows.text(row, 2));
        submission.attempts = static_cast<int>(rows.integer(row, 3));
        submission.listing_url = rows.text(row, 4);
        submission.error_message = rows.text(row, 5);
        submission.created_at = rows.time(row, 6);
        submission.updated_at = rows.time(row, 7);
        news.titles[submission.directory_name] = rows.text(row, 8);
        news.submissions.push_back(std::move(submission));
    }
    return news;
}

} // namespace bolt::store
