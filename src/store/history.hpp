#pragma once
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// Appends one event of docs/architecture.md section 5. Details hold no personal data.
Result<void> add_history(Tx& tx, TimePoint now, std::string_view job_id, std::string_view directory_name,
                         std::string_view event, const json::object& details = {}, std::string_view worker_id = "");
/// Who did what: actor ("staff:ada@example.com", "system"), action ("job.cancel"), target ("job:...").
Result<void> add_audit(Tx& tx, TimePoint now, std::string_view actor, std::string_view action, std::string_view target,
                       const json::object& details = {});

} // namespace bolt::store
