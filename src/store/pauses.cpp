#include "store/pauses.hpp"

#include "store/history.hpp"
#include "store/sql.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kAdd{"INSERT INTO pauses (target, reason, actor, created_at) VALUES ($1, $2, $3, $4) "
                     "ON CONFLICT (target) DO NOTHING"};
const Statement kRemove{"DELETE FROM pauses WHERE target = $1"};
const Statement kList{"SELECT target, reason, actor, created_at FROM pauses ORDER BY target"};
const Statement kDirectories{
    "SELECT name, paused_reason, updated_at FROM directories WHERE paused ORDER BY name LIMIT 1000"};
const Statement kPauseDirectory{"UPDATE directories SET paused = $2, paused_reason = $3, updated_at = $4 "
                                "WHERE name = $1 AND paused <> $2"};
const Statement kDirectory{"SELECT 1 FROM directories WHERE name = $1"};
const Statement kDrain{
    "INSERT INTO worker_drains (worker_id, reason, actor, created_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (worker_id) DO NOTHING"};
const Statement kUndrain{"DELETE FROM worker_drains WHERE worker_id = $1"};
const Statement kDraining{"SELECT 1 FROM worker_drains WHERE worker_id = $1"};
const Statement kWorker{"SELECT 1 FROM worker_heartbeats WHERE worker_id = $1"};

constexpr std::string_view kPackagePrefix = "package:";

} // namespace

std::string pause_of_package(std::string_view package) {
    return fmt::format("{}{}", kPackagePrefix, package);
}

Result<bool> set_pause(Tx& tx, const Platform& platform, std::string_view target, bool paused,
                       const Actor& actor) {
    const auto at = format_time(platform.now());
    const auto rows =
        paused ? tx.run(kAdd, {target, actor.reason, actor.name, at}) : tx.run(kRemove, {target});
    if (rows.affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, paused ? "pause.set" : "pause.lift", target,
                           actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<json::object> pauses_document(Tx& tx) {
    json::value everything = nullptr;
    json::array packages, directories;
    const auto rows = tx.run(kList);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto target = rows.text(i, 0);
        json::object pause{{"reason", rows.text(i, 1)},
                           {"actor", rows.text(i, 2)},
                           {"created_at", time_or_null(rows, i, 3)}};
        if (target.starts_with(kPackagePrefix)) {
            pause["name"] = target.substr(kPackagePrefix.size());
            packages.push_back(std::move(pause));
        } else {
            everything = std::move(pause);
        }
    }
    const auto paused = tx.run(kDirectories);
    for (std::size_t i = 0; i < paused.size(); ++i)
        directories.push_back({{"name", paused.text(i, 0)},
                               {"reason", paused.text(i, 1)},
                               {"actor", ""},
                               {"created_at", time_or_null(paused, i, 2)}});
    return json::object{{"everything", std::move(everything)},
                        {"packages", std::move(packages)},
                        {"directories", std::move(directories)}};
}

Result<bool> pause_directory(Tx& tx, const Platform& platform, std::string_view name, bool paused,
                             const Actor& actor) {
    if (tx.run(kDirectory, {name}).empty())
        return fail(ErrorCode::not_found, fmt::format("directory {} does not exist", name));
    const auto at = format_time(platform.now());
    const auto reason = paused ? or_null(actor.reason) : Param(std::monostate{});
    if (tx.run(kPauseDirectory, {name, paused, reason, at}).affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, paused ? "directory.pause" : "directory.resume",
                           fmt::format("directory:{}", name), actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<bool> set_drain(Tx& tx, const Platform& platform, std::string_view worker_id, bool draining,
                       const Actor& actor) {
    if (tx.run(kWorker, {worker_id}).empty())
        return fail(ErrorCode::not_found, fmt::format("worker {} has never been seen", worker_id));
    const auto at = format_time(platform.now());
    const auto rows =
        draining ? tx.run(kDrain, {worker_id, actor.reason, actor.name, at}) : tx.run(kUndrain, {worker_id});
    if (rows.affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, draining ? "worker.drain" : "worker.undrain",
                           fmt::format("worker:{}", worker_id), actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<bool> is_draining(Tx& tx, std::string_view worker_id) {
    return !tx.run(kDraining, {worker_id}).empty();
}

} // namespace bolt::store
