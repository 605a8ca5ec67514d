#pragma once
#include "store/records.hpp"

#include <optional>
#include <vector>

/// What screens read: each count comes from one query. Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

/// The "overview" document without queue and position.
Result<json::object> overview(Tx& tx, TimePoint now);
/// What the job list shows; every member narrows it, an empty one does not.
struct JobFilter {
    std::string state = {};                 ///< "active", "completed", "all"
    std::vector<std::string> statuses = {}; ///< job statuses; win over `state`
    std::vector<std::string> packages = {};
    std::string customer_id = {};
    std::string text = {};       ///< in business name, e-mail, website, job id; at most 200 bytes
    std::string customers = {};  ///< set by resolve_text(): JSON array of the customers that `text` finds
    bool text_is_common = false; ///< set by resolve_text(): it finds too many customers to list
    bool text_is_usual = false;  ///< set by resolve_text(): it probably finds most customers
    std::string directory = {}, directory_status = {}; ///< has a submission there (in that state)
    std::string error = {};                            ///< text in the message of a failed submission
    std::optional<TimePoint> from = {}, to = {};       ///< created in [from, to)
    std::optional<bool> needs_action = {}, paused = {};
    std::optional<int> priority = {};
    std::optional<TimePoint> stuck_before = {}; ///< queued or running, not paused, row not moved since
    json::object late_before = {};              ///< active and created before the time of its package
    std::string failure_messages = {}; ///< JSON array: has a failed submission with one of these messages
    std::string sort = {};             ///< created_at (default), updated_at, priority
    bool ascending = false;
    int limit = 50;          ///< 1..200
    std::string cursor = {}; ///< from another page of the same filter and order
};
/// Looks the customers up that `text` finds, once for all statements of a request. Not needed for right
/// answers, only for quick ones.
Result<void> resolve_text(Tx& tx, JobFilter& filter);
/// {jobs:[Job], next_cursor, previous_cursor}: keyset paging both ways. invalid_argument for a bad cursor.
Result<json::object> list_jobs(Tx& tx, const JobFilter& filter);
/// "counts" of docs/api.md: of the filter without its state and status, but `total`, `paused` and
/// `needs_action` with them.
Result<json::object> job_facets(Tx& tx, const JobFilter& filter);
/// {job, profile, results, history}; not_found.
Result<json::object> job_document(Tx& tx, std::string_view job_id);
/// {events:[Event]}, newest first, before event id `before` (0 = newest).
Result<json::object> activity(Tx& tx, std::string_view job_id, std::int64_t before, int limit);

} // namespace bolt::store
