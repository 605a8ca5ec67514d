#include "roles/relay.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "domain/rules.hpp"
#include "store/peek.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Durability;
using store::Tx;

/// The longest sleep when nothing is due: a safety net below the wake-ups.
constexpr Duration kIdle = std::chrono::seconds{30};
constexpr Duration kLongestRetryAfter = std::chrono::minutes{10};

/// Retry-After in seconds; 0 where there is none (dates are not used by the brain).
Duration retry_after(const net::Response& response) {
    const auto text = response.headers.get("Retry-After");
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::clamp<Duration>(std::chrono::seconds{seconds}, Duration{0}, kLongestRetryAfter);
}

} // namespace

Relay::Relay(const Platform& platform, store::Database& database, Send send, RelaySettings settings)
    : platform_(platform), database_(database), send_(std::move(send)), settings_(std::move(settings)),
      brain_breaker_("brain", platform, settings_.backoff),
      store_breaker_("store (outbox)", platform, settings_.backoff), calls_(platform), watcher_(platform) {}

Async<void> Relay::run(StopToken& stop) {
    watcher_.start("relay stop", [this, &stop] { return wake_on_stop(stop); });
    while (!stop.requested()) {
        const auto seen = database_.committed().count();
        auto pause = co_await pass_on();
        if (!pause) {
            co_await stop.sleep(store_breaker_.failed(pause.error()));
            continue;
        }
        store_breaker_.succeeded();
        if (*pause > Duration::zero() && !stop.requested())
            co_await database_.committed().wait_past(seen, *pause);
    }
    co_await watcher_.wait_empty();
}

Async<void> Relay::wake_on_stop(StopToken& stop) {
    while (co_await stop.sleep(Duration::max())) {
    }
    database_.committed().notify();
}

/// Delivers what is due. Gives how long to wait for the next look unless something is committed.
Async<Result<Duration>> Relay::pass_on() {
    auto next = co_await database_.read([](Tx& tx) { return store::next_outbox_at(tx); });
    if (!next) co_return forward(next);
    if (!*next) co_return kIdle;
    const Duration until = **next - platform_.now();
    if (until > Duration::zero()) co_return std::min(until, kIdle);
    // What is taken and then lost with the power is due at once again: the brain bears a second delivery.
    auto taken = co_await database_.write(
        [this](Tx& tx) { return store::take_outbox(tx, platform_.now(), settings_.batch, settings_.hold); },
        Durability::relaxed);
    if (!taken) co_return forward(taken);
    if (!taken->empty()) failpoint("relay.taken");
    for (auto& message : *taken) calls_.start("outbox message", [this, message] { return deliver(message); });
    co_await calls_.wait_empty();
    co_return Duration{0};
}

Async<void> Relay::deliver(store::OutboxMessage message) {
    const auto outcome = co_await call(message);
    failpoint("relay.answered");
    const auto now = platform_.now();
    auto stored = co_await database_.write(
        [id = message.id, outcome, now](Tx& tx) {
            return outcome.delivered
                       ? store::mark_delivered(tx, now, id)
                       : store::mark_delivery_failed(tx, now + outcome.retry_in, id, outcome.error);
        },
        Durability::relaxed);
    failpoint("relay.noted");
    if (!stored)
        log::warn("the delivery of an outbox message could not be noted; it will be delivered again",
                  {{"outbox_id", message.id}, {"error", stored.error().message}});
}

Async<Relay::Outcome> Relay::call(const store::OutboxMessage& message) {
    if (message.topic != "enqueue_job")
        co_return refused(message, fmt::format("unknown topic \"{}\"", message.topic));
    net::ClientRequest request;
    request.method = "POST";
    request.url = settings_.brain_url + "/api/jobs/enqueue";
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + settings_.token}};
    request.body = json::serialize(message.payload);
    request.timeout = settings_.timeout;
    auto response = co_await send_(std::move(request));
    if (!response) co_return later(message, response.error());
    co_return judge(message, *response);
}

Relay::Outcome Relay::judge(const store::OutboxMessage& message, const net::Response& response) {
    const auto status = response.status;
    // 409 says that the job has ended: it is known. Unless it is another customer's: then it would never run.
    const bool mismatch = status == 409 && response.body.find("customer_mismatch") != std::string::npos;
    if (status / 100 == 2 || (status == 409 && !mismatch)) {
        brain_breaker_.succeeded();
        ++(status == 409 ? counters_.known : counters_.delivered);
        log::info("passed a job on to the brain", {{"job_id", get_string(message.payload, "job_id")},
                                                   {"outbox_id", message.id},
                                                   {"status", status}});
        return {.delivered = true, .retry_in = Duration{0}, .error = {}};
    }
    // The answer is from outside: bounded before it goes into the table.
    const auto error = fmt::format("the brain answered {}: {}", status, response.body.substr(0, 300));
    if (mismatch || status == 400 || status == 404 || status == 413 || status == 422) {
        brain_breaker_.succeeded();
        return refused(message, error);
    }
    const auto code = status == 401 || status == 403 ? ErrorCode::unauthenticated : ErrorCode::unavailable;
    return later(message, {code, error}, retry_after(response));
}

Relay::Outcome Relay::later(const store::OutboxMessage& message, const Error& error, Duration at_least) {
    ++counters_.failed;
    brain_breaker_.failed(error);
    const RetryPolicy policy{.first_delay = settings_.backoff.first,
                             .longest_delay = settings_.backoff.longest};
    return {.delivered = false,
            .retry_in = retry_delay(policy, message.attempts + 1, platform_.random, at_least),
            .error = error.message};
}

Relay::Outcome Relay::refused(const store::OutboxMessage& message, std::string error) {
    ++counters_.refused;
    log::error("action needed: the brain refuses a job; correct the job or the brain's settings",
               {{"job_id", get_string(message.payload, "job_id")},
                {"outbox_id", message.id},
                {"error", error},
                {"next_try_in_seconds",
                 std::chrono::duration_cast<std::chrono::seconds>(settings_.refused_retry).count()}});
    return {.delivered = false, .retry_in = settings_.refused_retry, .error = std::move(error)};
}

} // namespace bolt::roles
