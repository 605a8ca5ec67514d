#include "store/intake.hpp"

#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

constexpr Statement kHasMessageEvent{R"(
    SELECT 1 FROM queue_history
    WHERE job_id = $1 AND event = $2 AND details ->> 'message_id' = $3 LIMIT 1)"};
constexpr Statement kHasRunEvent{R"(
    SELECT 1 FROM queue_history
    WHERE job_id = $1 AND event = 'flow_triggered' AND details ->> 'flow_run_id' = $2 LIMIT 1)"};
constexpr Statement kSetPriority{R"(
    UPDATE jobs SET priority = $2 WHERE id = $1 AND priority <> $2 AND status IN ('pending', 'queued'))"};

/// Writes the event unless an earlier try with the same message did; a first try saves the look.
Result<void> add_message_event(Tx& tx, const Platform& platform, const Delivery& delivery,
                               std::string_view event, json::object details) {
    if (delivery.repeated && !tx.run(kHasMessageEvent, {std::string_view(delivery.job_id), event,
                                                        std::string_view(delivery.message_id)})
                                  .empty())
        return {};
    details["message_id"] = delivery.message_id;
    return add_history(tx, platform.now(), delivery.job_id, "", event, details, delivery.worker_id);
}

Result<void> prepare(Tx& tx, const Platform& platform, const Delivery& delivery, const Job& job) {
    if (job.status == JobStatus::in_progress) return {};
    if (delivery.package_size > 0 && job.package_size != delivery.package_size) {
        auto sized = set_package_size(tx, delivery.job_id, delivery.package_size);
        if (!sized) return sized;
    }
    tx.run(kSetPriority, {std::string_view(delivery.job_id), std::int64_t{delivery.priority}});
    if (job.status == JobStatus::pending)
        return set_job_status(tx, platform.now(), delivery.job_id, JobStatus::queued);
    return {};
}

} // namespace

Result<Intake> take_delivery(Tx& tx, const Platform& platform, const Delivery& delivery) {
    auto job = find_job(tx, delivery.job_id);
    if (!job && job.error().code == ErrorCode::not_found)
        return Intake{Intake::Decision::refuse, "the job does not exist"};
    if (!job) return forward(job);
    if (job->customer_id != delivery.customer_id)
        return Intake{Intake::Decision::refuse, "the job belongs to another customer"};
    if (is_terminal(job->status)) {
        const auto reason = fmt::format("the job is {}", to_string(job->status));
        auto noted = add_message_event(tx, platform, delivery, "skipped_duplicate", {{"reason", reason}});
        if (!noted) return forward(noted);
        return Intake{Intake::Decision::drop, reason};
    }
    auto claimed = add_message_event(tx, platform, delivery, "queue_claimed",
                                     {{"receive_count", delivery.receive_count}});
    if (!claimed) return forward(claimed);
    auto prepared = prepare(tx, platform, delivery, *job);
    if (!prepared) return forward(prepared);
    return Intake{};
}

Result<void> note_flow_triggered(Tx& tx, const Platform& platform, const Delivery& delivery,
                                 std::string_view flow_run_id, bool created) {
    if (!created && !tx.run(kHasRunEvent, {std::string_view(delivery.job_id), flow_run_id}).empty()) {
        if (delivery.repeated) return {}; // this message itself may have started it
        return add_message_event(tx, platform, delivery, "skipped_duplicate",
                                 {{"reason", "the flow was started already"}, {"flow_run_id", flow_run_id}});
    }
    return add_message_event(tx, platform, delivery, "flow_triggered", {{"flow_run_id", flow_run_id}});
}

Result<void> note_dead_letter(Tx& tx, const Platform& platform, const Delivery& delivery,
                              std::string_view reason) {
    auto job = find_job(tx, delivery.job_id);
    if (!job && job.error().code == ErrorCode::not_found) return {};
    if (!job) return forward(job);
    return add_message_event(tx, platform, delivery, "dlq",
                             {{"reason", reason}, {"receive_count", delivery.receive_count}});
}

} // namespace bolt::store
