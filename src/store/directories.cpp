#include "store/directories.hpp"

#include "domain/directory_catalog.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kUpsert{
    "INSERT INTO directories (id, name, title, website, category, description, language, country_code, "
    "submission_url, "
    "host, domain_authority, tier_required, requires_login, has_captcha, policy, active, paused, pacing_ms, "
    "attempts_max, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
    "$14, $15, "
    "$16, $17, $18, $19, $20, $20) ON CONFLICT (name) DO UPDATE SET title = excluded.title, "
    "website = excluded.website, category = excluded.category, description = excluded.description, "
    "language = excluded.language, country_code = excluded.country_code, submission_url = "
    "excluded.submission_url, "
    "host = excluded.host, domain_authority = excluded.domain_authority, tier_required = "
    "excluded.tier_required, "
    "requires_login = excluded.requires_login, has_captcha = excluded.has_captcha, policy = excluded.policy, "
    "active = excluded.active, attempts_max = excluded.attempts_max, updated_at = excluded.updated_at"};
const Statement kDespiteRobots{"UPDATE directories SET despite_robots = $2, updated_at = $3 WHERE name = $1"};
const Statement kCaptchaService{
    "UPDATE directories SET captcha_service = $2, updated_at = $3 WHERE name = $1"};
const Statement kSubmissionUrl{
    "UPDATE directories SET submission_url = $2, host = $3, updated_at = $4 WHERE name = $1"};
const Statement kFind{"SELECT " BOLT_DIRECTORY_COLUMNS " FROM directories d WHERE d.name = $1"};
const Statement kList{"SELECT " BOLT_DIRECTORY_COLUMNS " FROM directories d ORDER BY d.name"};

Param maybe(const std::optional<int>& value) {
    return value ? Param(std::int64_t{*value}) : Param(std::monostate{});
}
Param maybe(const std::optional<bool>& value) { return value ? Param(*value) : Param(std::monostate{}); }

} // namespace

Result<void> upsert_directory(Tx& tx, const Platform& platform, const Directory& directory) {
    const auto id = directory.id.empty() ? platform.new_id() : directory.id;
    const auto now = format_time(platform.now());
    tx.run(kUpsert, {id,
                     directory.name,
                     directory.title,
                     directory.website,
                     or_null(directory.category),
                     or_null(directory.description),
                     or_null(directory.language),
                     or_null(directory.country_code),
                     or_null(directory.submission_url),
                     directory.host,
                     maybe(directory.domain_authority),
                     maybe(directory.tier_required),
                     maybe(directory.requires_login),
                     maybe(directory.has_captcha),
                     directory.policy,
                     directory.active,
                     directory.paused,
                     std::int64_t{directory.pacing_ms},
                     std::int64_t{directory.attempts_max},
                     now});
    return {};
}

Result<void> set_despite_robots(Tx& tx, TimePoint now, std::string_view name, bool agreed) {
    const auto at = format_time(now);
    if (tx.run(kDespiteRobots, {name, agreed, at}).affected == 0)
        return fail(ErrorCode::not_found, fmt::format("no directory {}", name));
    return {};
}

Result<void> set_captcha_service(Tx& tx, TimePoint now, std::string_view name, bool allowed) {
    const auto at = format_time(now);
    if (tx.run(kCaptchaService, {name, allowed, at}).affected == 0)
        return fail(ErrorCode::not_found, fmt::format("no directory {}", name));
    return {};
}

Result<void> set_submission_url(Tx& tx, TimePoint now, std::string_view name, std::string_view url) {
    const auto at = format_time(now);
    const auto host = pacing_key(url);
    if (tx.run(kSubmissionUrl, {name, url, host, at}).affected == 0)
        return fail(ErrorCode::not_found, fmt::format("no directory {}", name));
    return {};
}

Result<std::optional<Directory>> find_directory(Tx& tx, std::string_view name) {
    const auto rows = tx.run(kFind, {name});
    if (rows.empty()) return std::nullopt;
    return read_directory(rows, 0);
}

Result<std::vector<Directory>> list_directories(Tx& tx) {
    const auto rows = tx.run(kList);
    std::vector<Directory> directories;
    for (std::size_t i = 0; i < rows.size(); ++i) directories.push_back(read_directory(rows, i));
    return directories;
}

} // namespace bolt::store
