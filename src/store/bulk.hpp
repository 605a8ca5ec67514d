#pragma once
#include "base/platform.hpp"
#include "store/actor.hpp"
#include "store/views.hpp"

/// One action on many jobs: an operation's row is made with the request and carried out in chunks in the
/// background, each chunk one transaction that also moves the row on, so that a crash loses and repeats
/// nothing.
namespace bolt::store {
class Tx;

struct BulkRequest {
    std::string action;           ///< retry_failed, cancel, pause, resume, set_priority
    std::vector<std::string> ids; ///< jobs, or else `filter`
    JobFilter filter;             ///< all that match at the start and were created before it
    int priority = 4;
    std::string client_key;               ///< not "": the same key again is the same operation
    std::optional<std::int64_t> expected; ///< conflict when the selection names more now
};
/// How many jobs the selection names now.
Result<std::int64_t> count_selected(Tx& tx, const BulkRequest& request);
/// {matching, sample:[Job]}: the selection, its first jobs (at most 10).
Result<json::object> preview_bulk(Tx& tx, const BulkRequest& request);

struct StartedBulk {
    std::string id;
    bool created = false;
};
Result<StartedBulk> start_bulk(Tx& tx, const Platform& platform, const BulkRequest& request,
                               const Actor& actor);
/// Does the next chunk of the oldest running operation; false when none runs. A job whose state does not
/// allow the action counts as done and failed, with the reason as last_error.
Result<bool> work_bulk(Tx& tx, const Platform& platform, int count_max = 50);
/// True if an operation runs: a look before a write.
Result<bool> bulk_waits(Tx& tx);
/// True if it ran; what is done stays done.
Result<bool> abort_bulk(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor);

/// {operation}; not_found.
Result<json::object> bulk_document(Tx& tx, std::string_view id);
/// {operations}, newest first.
Result<json::object> list_bulk(Tx& tx, int limit);

} // namespace bolt::store
