#pragma once
// Only for this room: rows as the JSON of docs/api.md.
#include "store/customer_rows.hpp"
#include "store/rows.hpp"

// A job with its customer and the counts of its submissions, from tables j, c and n.
#define BOLT_JOB_VIEW_COLUMNS                                                                                \
    BOLT_JOB_COLUMNS ", " BOLT_CUSTOMER_COLUMNS                                                              \
                     ", n.pending, n.submitting, n.submitted, n.failed, n.skipped, n.action_required"
// One row for each job of the subquery `of`, whatever the number of its submissions.
#define BOLT_COUNTS_BY_JOB(of)                                                                               \
    "(SELECT job_id, count(*) FILTER (WHERE status = 'pending') AS pending, "                                \
    "count(*) FILTER (WHERE status = 'submitting') AS submitting, "                                          \
    "count(*) FILTER (WHERE status = 'submitted') AS submitted, "                                            \
    "count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'skipped') AS "    \
    "skipped, "                                                                                              \
    "count(*) FILTER (WHERE status = 'action_required') AS action_required "                                 \
    "FROM job_results WHERE job_id IN (" of ") GROUP BY job_id)"
// An event with the business it is about, from tables h and c.
#define BOLT_EVENT_COLUMNS                                                                                   \
    "h.id, h.job_id, h.directory_name, h.event, h.details, h.worker_id, c.business_name, h.created_at"
// An attempt, from table attempts.
#define BOLT_ATTEMPT_COLUMNS                                                                                 \
    "fence, id, result_id, directory_name, number, status, lane, worker_id, verdict, confidence, evidence, " \
    "error_message, started_at, sent_at, ended_at"

namespace bolt::store {

/// "" and NULL become null.
json::value text_or_null(std::string_view text);
/// A stored time in the one form of the API; null for NULL.
json::value time_or_null(const Rows& rows, std::size_t row, std::size_t column);
/// Every status of `all` with its count; 0 where `rows` (status, count) has none.
template <class Status, std::size_t N>
json::object counts_by_status(const Rows& rows, const std::array<Status, N>& all) {
    json::object counts;
    for (const auto status : all) counts[to_string(status)] = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) counts[rows.text(i, 0)] = rows.integer(i, 1);
    return counts;
}

/// Job of docs/api.md, from BOLT_JOB_VIEW_COLUMNS.
json::object job_view(const Rows& rows, std::size_t row);
/// The customer's profile in the same row.
BusinessProfile view_profile(const Rows& rows, std::size_t row);
/// profile of docs/api.md: every member present.
json::object profile_view(const BusinessProfile& profile);
/// Event of docs/api.md, from BOLT_EVENT_COLUMNS.
json::object event_view(const Rows& rows, std::size_t row);

/// Attempt of docs/api.md, from BOLT_ATTEMPT_COLUMNS.
json::object attempt_view(const Rows& rows, std::size_t row);

} // namespace bolt::store
