#include "store/action_items.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

// The unique index of open items decides; one that is open stays as it is.
const Statement kOpen{
    "INSERT INTO action_items (id, job_id, result_id, directory_name, kind, summary, details, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING"};

} // namespace

Result<void> open_action_item(Tx& tx, const Platform& platform, std::string_view job_id,
                              std::string_view result_id, std::string_view directory_name,
                              std::string_view kind, std::string_view summary, const json::object& details) {
    const auto id = platform.new_id();
    const auto text = json::serialize(details);
    const auto now = format_time(platform.now());
    tx.post(kOpen, {id, job_id, or_null(result_id), or_null(directory_name), kind, summary, text, now});
    return {};
}

} // namespace bolt::store
