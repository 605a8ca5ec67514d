#include "store/history.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kAddHistory{
    "INSERT INTO queue_history (job_id, directory_name, event, details, worker_id, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement kAddAudit{
    "INSERT INTO audit_log (actor, action, target, details, created_at) VALUES ($1, $2, $3, $4, $5)"};

} // namespace

Result<void> add_history(Tx& tx, TimePoint now, std::string_view job_id, std::string_view directory_name,
                         std::string_view event, const json::object& details, std::string_view worker_id) {
    const auto text = json::serialize(details);
    const auto at = format_time(now);
    tx.post(kAddHistory, {job_id, or_null(directory_name), event, text, or_null(worker_id), at});
    return {};
}

Result<void> add_audit(Tx& tx, TimePoint now, std::string_view actor, std::string_view action,
                       std::string_view target, const json::object& details) {
    const auto text = json::serialize(details);
    const auto at = format_time(now);
    tx.post(kAddAudit, {actor, action, target, text, at});
    return {};
}

} // namespace bolt::store
