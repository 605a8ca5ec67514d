#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "roles/worker.hpp"

#include <exception>

namespace bolt::roles {

using store::Durability;
using store::Tx;

namespace {

log::Fields about(const store::LeasedAttempt& attempt) {
    return {{"job_id", attempt.job.id},
            {"directory", attempt.submission.directory_name},
            {"attempt", attempt.number},
            {"fence", attempt.fence}};
}

} // namespace

Async<void> Worker::run_attempt(HeldPointer held) {
    log::info("processing a directory", about(held->attempt));
    failpoint("worker.attempting");
    auto outcome = co_await ask_submitter(held);
    failpoint("worker.ended");
    const auto& profile = held->attempt.profile;
    outcome.country = profile.country;
    if (!profile.categories.empty()) outcome.category = profile.categories.front();
    if (outcome.duration_ms == 0) {
        const auto took = platform_.clock.monotonic() - held->started;
        outcome.duration_ms =
            static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }
    co_await finish(held, std::move(outcome));
    held_.erase(held->attempt.fence);
    ++free_;
    changed_.notify();
    work_.notify();
}

Async<store::AttemptOutcome> Worker::ask_submitter(HeldPointer held) {
    // The hooks are no coroutines themselves: what they start holds its own state, whoever keeps or drops
    // them.
    submit::AttemptHooks hooks{
        .mark_sent = [this, held](json::object payload) { return mark_sent(held, std::move(payload)); },
        .mark_unsent = [this, held] { return mark_unsent(held); }};
    add_account_hooks(held, hooks);
    std::string error;
    try {
        co_return co_await submitter_.run(held->attempt, hooks);
    } catch (const std::exception& exception) {
        error = exception.what();
    }
    ++counters_.exceptions;
    auto fields = about(held->attempt);
    fields["error"] = error;
    log::error("an attempt ended by an exception", fields);
    store::AttemptOutcome outcome;
    outcome.verdict = held->sent ? Verdict::unknown : Verdict::unreachable;
    outcome.error_message = "The attempt ended by an error of ours: " + error;
    co_return outcome;
}

Async<Result<void>> Worker::mark_sent(HeldPointer held, json::object payload) {
    if (held->lost) co_return fail(ErrorCode::conflict, "the lease of this attempt was lost");
    failpoint("worker.marking");
    const json::value sent_payload(std::move(payload));
    auto marked = co_await database_.write(
        [this, fence = held->attempt.fence, sent_payload](Tx& tx) {
            return store::mark_sent(tx, platform_.now(), fence, sent_payload);
        },
        Durability::full);
    if (marked) failpoint("worker.marked");
    if (marked) held->sent = true;
    if (!marked && marked.error().code == ErrorCode::conflict) lost(*held, "before sending");
    co_return marked;
}

Async<Result<void>> Worker::mark_unsent(HeldPointer held) {
    // Should this be lost with the power, the attempt counts as sent: the careful side.
    auto marked = co_await database_.write(
        [fence = held->attempt.fence](Tx& tx) { return store::mark_unsent(tx, fence); }, Durability::relaxed);
    if (marked) held->sent = false;
    if (!marked && marked.error().code == ErrorCode::conflict) lost(*held, "after a step");
    co_return marked;
}

Async<void> Worker::finish(HeldPointer held, store::AttemptOutcome outcome) {
    auto policy = settings_.retry;
    policy.attempts_max = held->attempt.directory.attempts_max;
    const auto rules = co_await rules_.current();
    if (rules.retry_first_delay_ms) policy.first_delay = std::chrono::milliseconds{*rules.retry_first_delay_ms};
    if (rules.retry_longest_delay_ms)
        policy.longest_delay = std::chrono::milliseconds{*rules.retry_longest_delay_ms};
    const auto verdict = to_string(outcome.verdict);
    const auto shared = std::make_shared<const store::AttemptOutcome>(std::move(outcome));
    const auto ended = platform_.clock.monotonic();
    for (;;) {
        auto status = co_await database_.write(
            [this, fence = held->attempt.fence, shared, policy](Tx& tx) {
                return store::finish_attempt(tx, platform_, fence, *shared, policy);
            },
            Durability::full);
        if (status) {
            store_breaker_.succeeded();
            ++counters_.attempts_finished;
            auto fields = about(held->attempt);
            fields["verdict"] = verdict;
            fields["status"] = to_string(*status);
            fields["duration_ms"] = shared->duration_ms;
            log::info("finished a directory", fields);
            failpoint("worker.recorded");
            co_return;
        }
        if (status.error().code == ErrorCode::conflict) co_return lost(*held, "at its end");
        // While the store is away the verdict is worth waiting for; once the lease is over it belongs to
        // nobody.
        const auto delay = store_breaker_.failed(status.error());
        if (platform_.clock.monotonic() + delay - ended < settings_.lease && !ended_.requested()) {
            co_await ended_.sleep(delay);
            continue;
        }
        auto fields = about(held->attempt);
        fields["verdict"] = verdict;
        fields["error"] = status.error().message;
        log::error("the verdict of an attempt could not be stored", fields);
        co_return;
    }
}

void Worker::lost(Held& held, std::string_view while_doing) {
    if (held.lost) return;
    held.lost = true;
    ++counters_.leases_lost;
    auto fields = about(held.attempt);
    fields["when"] = while_doing;
    log::warn("an attempt is no longer this worker's (lease lost or job stopped); nothing is written for it",
              fields);
}

} // namespace bolt::roles
