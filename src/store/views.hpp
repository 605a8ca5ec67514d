#pragma once
#include "store/records.hpp"

/// What screens read: each count comes from one query. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

/// The "overview" document without queue and position.
Result<json::object> overview(Tx& tx, TimePoint now);
struct JobFilter {
    std::string state = {};  ///< "active", "completed", "all"
    std::string status = {}; ///< one job status or ""
    std::string text = {};   ///< in business name, e-mail, job id; "" = any
    int limit = 50;          ///< 1..200
    std::string cursor = {}; ///< from the last page
};
/// {jobs:[Job], next_cursor}: keyset paging, newest first. invalid_argument for a bad cursor.
Result<json::object> list_jobs(Tx& tx, const JobFilter& filter);
/// {job, profile, results, history}; not_found.
Result<json::object> job_document(Tx& tx, std::string_view job_id);
/// {events:[Event]}, newest first, before event id `before` (0 = newest).
Result<json::object> activity(Tx& tx, std::string_view job_id, std::int64_t before, int limit);

} // namespace bolt::store
