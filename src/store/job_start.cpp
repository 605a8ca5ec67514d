#include "store/job_start.hpp"

#include "store/action_items.hpp"
#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/outbox.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kSetMessage{"UPDATE jobs SET error_message = $2, updated_at = $3 WHERE id = $1"};
const Statement kRuns{"SELECT count(*) FROM flow_runs WHERE job_id = $1"};
const Statement kCustomer{"SELECT id FROM customers WHERE id = $1 AND status <> 'erased'"};
const Statement kInsertJob{"INSERT INTO jobs (id, customer_id, status, package_type, package_size, priority, "
                           "created_at, updated_at) VALUES ($1, $2, 'pending', $3, $4, $5, $6, $6)"};
const Statement kFindKey{"SELECT job_id FROM client_keys WHERE client_key = $1"};
const Statement kAddKey{"INSERT INTO client_keys (client_key, job_id, created_at) VALUES ($1, $2, $3)"};
// Those that wait for their profile: an order that is held for another reason stays with its person.
const Statement kWaiting{
    "SELECT a.job_id FROM action_items a JOIN jobs j ON j.id = a.job_id WHERE j.customer_id = $1 AND "
    "j.status = 'pending' AND a.kind = 'missing_profile' AND a.status <> 'resolved' ORDER BY a.created_at"};
const Statement kCloseItem{"UPDATE action_items SET status = 'resolved', resolution = 'profile completed', "
                           "resolved_by = $2, updated_at = $3 "
                           "WHERE job_id = $1 AND kind = 'missing_profile' AND status <> 'resolved'"};

} // namespace

Result<bool> start_job(Tx& tx, const Platform& platform, std::string_view job_id, std::string_view key) {
    const auto job = find_job(tx, job_id);
    if (!job) return forward(job);
    const auto profile = job_profile(tx, job_id);
    if (!profile) return forward(profile);
    const auto missing = missing_fields(*profile);
    const auto at = format_time(platform.now());
    if (!missing.empty()) {
        const auto text =
            fmt::format("The business profile is incomplete. Missing: {}", fmt::join(missing, ", "));
        tx.run(kSetMessage, {job_id, text, at});
        auto opened = open_action_item(tx, platform, job_id, "", "", "missing_profile", text,
                                       {{"missing", json::array(missing.begin(), missing.end())}});
        if (!opened) return forward(opened);
        return false;
    }
    tx.run(kSetMessage, {job_id, std::monostate{}, at});
    json::object metadata{{"started_by", "staff"}};
    if (tx.run(kRuns, {job_id}).integer(0, 0) > 0) metadata["new_run"] = true;
    const auto added = add_outbox(tx, platform, "enqueue_job", fmt::format("{}:{}", key, job_id),
                                  {{"job_id", job_id},
                                   {"customer_id", job->customer_id},
                                   {"package_size", job->package_size.value_or(0)},
                                   {"priority", job->priority},
                                   {"source", "dashboard"},
                                   {"metadata", std::move(metadata)}});
    if (!added) return forward(added);
    return true;
}

Result<MadeJob> create_staff_job(Tx& tx, const Platform& platform, const StaffJob& job, const Actor& actor) {
    if (!job.client_key.empty()) {
        const auto known = tx.run(kFindKey, {job.client_key});
        if (!known.empty()) return MadeJob{known.text(0, 0), false};
    }
    MadeJob made{platform.new_id(), true};
    auto customer_id = job.customer_id;
    if (customer_id.empty()) {
        auto stored = upsert_customer(tx, platform, job.profile, job.package_type);
        if (!stored) return forward(stored);
        customer_id = std::move(*stored);
    } else if (tx.run(kCustomer, {customer_id}).empty()) {
        return fail(ErrorCode::not_found, fmt::format("customer {} does not exist", customer_id));
    }
    const auto now = platform.now();
    const auto at = format_time(now);
    const auto size = job.package_size ? Param(std::int64_t{*job.package_size}) : Param(std::monostate{});
    tx.run(kInsertJob, {made.job_id, customer_id, job.package_type, size, std::int64_t{job.priority}, at});
    if (!job.client_key.empty()) tx.run(kAddKey, {job.client_key, made.job_id, at});
    if (auto noted =
            add_history(tx, now, made.job_id, "", "job_created", {{"package_type", job.package_type}});
        !noted)
        return forward(noted);
    if (auto noted = add_audit(tx, now, actor.name, "job.create", "job:" + made.job_id,
                               actor.details({{"package_type", job.package_type}}));
        !noted)
        return forward(noted);
    if (auto started = start_job(tx, platform, made.job_id, "enqueue_job"); !started) return forward(started);
    return made;
}

Result<std::vector<std::string>> start_waiting_jobs(Tx& tx, const Platform& platform,
                                                    std::string_view customer_id, const Actor& actor) {
    const auto waiting = tx.run(kWaiting, {customer_id});
    std::vector<std::string> started;
    const auto at = format_time(platform.now());
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        const auto job_id = waiting.text(i, 0);
        auto going = start_job(tx, platform, job_id, "enqueue_job");
        if (!going) return forward(going);
        if (!*going) continue;
        tx.run(kCloseItem, {job_id, actor.name, at});
        started.push_back(job_id);
    }
    return started;
}

} // namespace bolt::store
