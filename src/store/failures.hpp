#pragma once
#include "store/records.hpp"

#include <optional>

/// Failed submissions grouped by normalised error (domain/failure.hpp).
namespace bolt::store {
class Tx;

struct FailureFilter {
    std::string directory = {}, package = {};
    std::optional<TimePoint> since = {};
};
/// {groups:[FailureGroup], total}: most frequent first, at most 200 groups.
Result<json::object> failure_groups(Tx& tx, const FailureFilter& filter);
/// The messages of a group as a JSON array: what a filter of jobs and a retry take. not_found when nothing
/// failed so.
Result<std::string> failure_messages(Tx& tx, std::string_view key);

} // namespace bolt::store
