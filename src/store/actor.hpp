#pragma once
#include "base/json.hpp"

#include <string>

namespace bolt::store {

/// Who acts and why: what the audit log keeps of every action of staff.
struct Actor {
    std::string name;   ///< "staff:ada@example.com", "api-key:nightly"
    std::string reason; ///< as the person gave it; may be ""
    /// Audit details with the reason, where one was given.
    json::object details(json::object more = {}) const {
        if (!reason.empty()) more["reason"] = reason;
        return more;
    }
};

} // namespace bolt::store
