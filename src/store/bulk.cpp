#include "store/bulk.hpp"

#include "store/filter_json.hpp"
#include "store/history.hpp"
#include "store/job_filter.hpp"
#include "store/staff_actions.hpp"
#include "store/view_json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_BULK_COLUMNS                                                                                    \
    "id, action, status, total, done, changed, failed, last_error, reason, selection, created_by, "          \
    "created_at, updated_at, priority, reached"
const Statement kFindKey{"SELECT id FROM bulk_operations WHERE client_key = $1"};
const Statement kInsert{"INSERT INTO bulk_operations (id, client_key, action, selection, priority, reason, "
                        "total, created_by, created_at, "
                        "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)"};
const Statement kOne{"SELECT " BOLT_BULK_COLUMNS " FROM bulk_operations WHERE id = $1"};
const Statement kList{"SELECT " BOLT_BULK_COLUMNS
                      " FROM bulk_operations ORDER BY created_at DESC, id DESC LIMIT $1"};
const Statement kNext{"SELECT " BOLT_BULK_COLUMNS
                      " FROM bulk_operations WHERE status = 'running' ORDER BY created_at, "
                      "id LIMIT 1 /*PG*/FOR UPDATE SKIP LOCKED/*END*/"};
const Statement kWaits{"SELECT 1 FROM bulk_operations WHERE status = 'running' LIMIT 1"};
const Statement kMove{
    "UPDATE bulk_operations SET reached = $2, done = done + $3, changed = changed + $4, "
    "failed = failed + $5, last_error = coalesce($6, last_error), status = $7, "
    "total = CASE WHEN $7 = 'completed' THEN done + $3 ELSE total END, updated_at = $8 WHERE id = $1"};
const Statement kAbort{
    "UPDATE bulk_operations SET status = 'aborted', updated_at = $2 WHERE id = $1 AND status = 'running'"};
// $1 list of ids, $2 the id before the chunk, $3 how many.
const Statement kIdsAfter{
    "SELECT j.id FROM jobs j WHERE CAST(j.id AS TEXT) IN (/*LITE*/SELECT value FROM json_each($1)/*END*/"
    "/*PG*/SELECT jsonb_array_elements_text(CAST($1 AS jsonb))/*END*/) AND CAST(j.id AS TEXT) > $2 "
    "ORDER BY CAST(j.id AS TEXT) LIMIT $3"};
constexpr const char* kCount =
    "SELECT count(*) FROM jobs j WHERE CAST($1 AS TEXT) IS NULL AND CAST($2 AS TEXT) IS NULL "
    "AND CAST($3 AS TEXT) IS NULL";
constexpr const char* kMatchAfter = "SELECT j.id FROM jobs j WHERE CAST($2 AS TEXT) IS NULL AND "
                                    "/*LITE*/j.id/*END*//*PG*/CAST(j.id AS TEXT)/*END*/ > $1";
constexpr const char* kMatchEnd = " ORDER BY j.id LIMIT $3";

constexpr std::size_t kIdsMax = 5'000;
constexpr std::string_view kActions[] = {"retry_failed", "cancel", "pause", "resume", "set_priority"};

std::string id_list(const std::vector<std::string>& ids) {
    return json::serialize(json::array(ids.begin(), ids.end()));
}

json::object bulk_view(const Rows& rows, std::size_t row) {
    return {{"id", rows.text(row, 0)},
            {"action", rows.text(row, 1)},
            {"status", rows.text(row, 2)},
            {"total", rows.integer(row, 3)},
            {"done", rows.integer(row, 4)},
            {"changed", rows.integer(row, 5)},
            {"failed", rows.integer(row, 6)},
            {"last_error", text_or_null(rows.text(row, 7))},
            {"reason", rows.text(row, 8)},
            {"selection", rows.json(row, 9)},
            {"created_by", rows.text(row, 10)},
            {"created_at", time_or_null(rows, row, 11)},
            {"updated_at", time_or_null(rows, row, 12)}};
}

/// The ids of the operation's next chunk.
Result<Rows> next_jobs(Tx& tx, const json::value& selection, std::string_view reached, int count_max) {
    if (const auto* ids = find(selection, "ids")) {
        const auto list = json::serialize(*ids);
        return tx.run(kIdsAfter, {list, reached, std::int64_t{count_max}});
    }
    const auto* filter = find(selection, "filter");
    const auto conditions = JobConditions::of(read_filter(filter ? *filter : json::value(json::object())));
    if (!conditions) return forward(conditions);
    return conditions->run(tx, kMatchAfter + conditions->sql() + kMatchEnd, reached, {},
                           std::int64_t{count_max});
}

Result<JobChange> act(Tx& tx, const Platform& platform, const Rows& operation, const json::value& selection,
                      std::string_view job_id, const Actor& actor) {
    const auto action = operation.text(0, 1);
    if (action == "cancel") return cancel_by_staff(tx, platform, job_id, actor);
    if (action == "pause" || action == "resume")
        return pause_job(tx, platform, job_id, action == "pause", actor);
    if (action == "set_priority")
        return set_job_priority(tx, platform, job_id, static_cast<int>(operation.integer(0, 13)), actor);
    RetryChoice choice;
    if (const auto* filter = find(selection, "filter"))
        choice.failure_messages = get_string(*filter, "failure_messages");
    return retry_job(tx, platform, job_id, choice, actor);
}

} // namespace

Result<std::int64_t> count_selected(Tx& tx, const BulkRequest& request) {
    if (!request.ids.empty()) {
        if (request.ids.size() > kIdsMax) return fail(ErrorCode::invalid_argument, "ids: more than 5000");
        const auto list = id_list(request.ids);
        return static_cast<std::int64_t>(
            tx.run(kIdsAfter, {list, std::string_view(""), static_cast<std::int64_t>(kIdsMax)}).size());
    }
    const auto conditions = JobConditions::of(request.filter);
    if (!conditions) return forward(conditions);
    return conditions->run(tx, kCount + conditions->sql()).integer(0, 0);
}

Result<json::object> preview_bulk(Tx& tx, const BulkRequest& request) {
    const auto count = count_selected(tx, request);
    if (!count) return forward(count);
    json::array sample;
    if (request.ids.empty()) {
        auto filter = request.filter;
        filter.limit = 10;
        auto page = list_jobs(tx, filter);
        if (!page) return page;
        sample = std::move((*page)["jobs"].as_array());
    } else {
        for (std::size_t i = 0; i < request.ids.size() && sample.size() < 10; ++i)
            if (auto document = job_document(tx, request.ids[i]))
                sample.push_back(std::move((*document)["job"]));
    }
    return json::object{{"matching", *count}, {"sample", std::move(sample)}};
}

Result<StartedBulk> start_bulk(Tx& tx, const Platform& platform, const BulkRequest& request,
                               const Actor& actor) {
    if (std::ranges::find(kActions, request.action) == std::end(kActions))
        return fail(ErrorCode::invalid_argument,
                    "action: must be one of retry_failed, cancel, pause, resume, set_priority");
    if (request.priority < 1 || request.priority > 4)
        return fail(ErrorCode::invalid_argument, "priority: must be from 1 to 4");
    if (!request.client_key.empty()) {
        const auto known = tx.run(kFindKey, {request.client_key});
        if (!known.empty()) return StartedBulk{known.text(0, 0), false};
    }
    const auto now = platform.now();
    auto bounded = request;
    // What comes in later is no part of it.
    if (bounded.ids.empty() && (!bounded.filter.to || *bounded.filter.to > now)) bounded.filter.to = now;
    const auto total = count_selected(tx, bounded);
    if (!total) return forward(total);
    if (request.expected && *total > *request.expected)
        return fail(ErrorCode::conflict, fmt::format("the selection names {} jobs now, not {}: look again",
                                                     *total, *request.expected));
    const auto selection = json::serialize(
        bounded.ids.empty() ? json::object{{"filter", write_filter(bounded.filter)}}
                            : json::object{{"ids", json::array(bounded.ids.begin(), bounded.ids.end())}});
    StartedBulk started{platform.new_id(), true};
    const auto at = format_time(now);
    tx.run(kInsert, {started.id, or_null(request.client_key), request.action, selection,
                     std::int64_t{request.priority}, actor.reason, *total, actor.name, at});
    auto noted = add_audit(tx, now, actor.name, "bulk." + request.action, "bulk:" + started.id,
                           actor.details({{"jobs", *total}}));
    if (!noted) return forward(noted);
    return started;
}

Result<bool> work_bulk(Tx& tx, const Platform& platform, int count_max) {
    const auto operation = tx.run(kNext);
    if (operation.empty()) return false;
    const auto selection = operation.json(0, 9);
    const auto jobs = next_jobs(tx, selection, operation.text(0, 14), count_max);
    if (!jobs) return forward(jobs);
    const Actor actor{operation.text(0, 10), operation.text(0, 8)};
    std::int64_t changed = 0, failed = 0;
    std::string last_error;
    for (std::size_t i = 0; i < jobs->size(); ++i) {
        const auto done = act(tx, platform, operation, selection, jobs->text(i, 0), actor);
        if (done) {
            changed += done->changed ? 1 : 0;
        } else if (done.error().code == ErrorCode::conflict || done.error().code == ErrorCode::not_found) {
            ++failed;
            last_error = done.error().message;
        } else {
            return forward(done);
        }
    }
    const bool ended = std::cmp_less(jobs->size(), count_max);
    const auto reached = jobs->empty() ? operation.text(0, 14) : jobs->text(jobs->size() - 1, 0);
    const auto id = operation.text(0, 0), at = format_time(platform.now());
    tx.run(kMove, {id, reached, static_cast<std::int64_t>(jobs->size()), changed, failed, or_null(last_error),
                   std::string_view(ended ? "completed" : "running"), at});
    return true;
}

Result<bool> abort_bulk(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor) {
    if (tx.run(kOne, {id}).empty())
        return fail(ErrorCode::not_found, fmt::format("bulk operation {} does not exist", id));
    const auto at = format_time(platform.now());
    if (tx.run(kAbort, {id, at}).affected == 0) return false;
    auto noted =
        add_audit(tx, platform.now(), actor.name, "bulk.abort", fmt::format("bulk:{}", id), actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<bool> bulk_waits(Tx& tx) { return !tx.run(kWaits).empty(); }

Result<json::object> bulk_document(Tx& tx, std::string_view id) {
    const auto rows = tx.run(kOne, {id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("bulk operation {} does not exist", id));
    return json::object{{"operation", bulk_view(rows, 0)}};
}

Result<json::object> list_bulk(Tx& tx, int limit) {
    const auto rows = tx.run(kList, {std::int64_t{limit}});
    json::array operations;
    for (std::size_t i = 0; i < rows.size(); ++i) operations.push_back(bulk_view(rows, i));
    return json::object{{"operations", std::move(operations)}};
}

} // namespace bolt::store
