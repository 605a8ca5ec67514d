#include "store/http_profiles.hpp"

#include "store/sql.hpp"

namespace bolt::store {
namespace {

const Statement kFind{
    "SELECT submission_url, profile, profiled_at FROM http_profiles WHERE directory_name = $1"};
const Statement kPut{"INSERT INTO http_profiles (directory_name, submission_url, profile, profiled_at) "
                     "VALUES ($1, $2, $3, $4) ON CONFLICT (directory_name) DO UPDATE SET "
                     "submission_url = excluded.submission_url, profile = excluded.profile, "
                     "profiled_at = excluded.profiled_at"};
const Statement kDrop{"DELETE FROM http_profiles WHERE directory_name = $1"};

} // namespace

Result<std::optional<StoredHttpProfile>> find_http_profile(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kFind, {directory_name});
    if (rows.empty()) return std::nullopt;
    return StoredHttpProfile{rows.text(0, 0), rows.json(0, 1), rows.time(0, 2)};
}

Result<void> put_http_profile(Tx& tx, TimePoint now, std::string_view directory_name,
                              std::string_view submission_url, const json::object& profile) {
    const auto text = json::serialize(profile);
    const auto at = format_time(now);
    tx.run(kPut, {directory_name, submission_url, text, at});
    return {};
}

Result<void> drop_http_profile(Tx& tx, std::string_view directory_name) {
    tx.run(kDrop, {directory_name});
    return {};
}

} // namespace bolt::store
