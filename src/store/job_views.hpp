#pragma once
#include "store/records.hpp"

#include <optional>
#include <vector>

/// What the job screen reads beside job_document() (store/views.hpp). Shapes as docs/api.md says.
namespace bolt::store {
class Tx;

/// {attempts:[Attempt]} of a job in the order of their leases; at most 5,000. not_found if there is no such
/// job.
Result<json::object> job_attempts(Tx& tx, std::string_view job_id);
/// When the job will have ended, from the rate at which it went in the last ten minutes of its work. Says
/// that it is unknown, and why, where nothing was measured or nothing can move.
Result<json::object> job_eta(Tx& tx, TimePoint now, std::string_view job_id);
/// Why nothing of the job is claimed now: "job", "everything", "package"; empty when nothing holds it.
Result<json::array> job_pauses(Tx& tx, std::string_view job_id);

struct EventFilter {
    std::string job_id = {};              ///< "" = of all jobs
    std::vector<std::string> events = {}; ///< words of docs/architecture.md; empty = all
    std::string directory = {};
    std::int64_t before = 0; ///< id; newest first
    std::int64_t after = 0;  ///< id; not 0: oldest first
    int limit = 50;          ///< 1..200
};
/// {events:[Event]}.
Result<json::object> list_events(Tx& tx, const EventFilter& filter);

struct AuditFilter {
    std::string actor = {}, action = {}, target = {}; ///< action: the whole word or its beginning
    std::optional<TimePoint> from = {}, to = {};
    std::int64_t before = 0;
    int limit = 50; ///< 1..200
};
/// {entries:[AuditEntry]}, newest first.
Result<json::object> list_audit(Tx& tx, const AuditFilter& filter);

/// {suggestions:[...]}: what a typed text may mean, at most 20; of the text 200 bytes are looked at.
Result<json::object> suggest(Tx& tx, std::string_view text);

} // namespace bolt::store
