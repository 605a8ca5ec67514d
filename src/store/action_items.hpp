#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// Opens an item unless one of that job, submission and kind is open. `kind`: a verdict word or "missing_profile".
Result<void> open_action_item(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view result_id,
                              std::string_view directory_name, std::string_view kind, std::string_view summary,
                              const json::object& details = {});

} // namespace bolt::store
