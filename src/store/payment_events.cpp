#include "store/action_items.hpp"
#include "store/checkouts.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"
#include "store/staff_actions.hpp"

namespace bolt::store {
namespace {

const Statement kKeep{"INSERT INTO payment_events (event_id, payment_intent, kind, recorded_at) VALUES ($1, "
                      "$2, $3, $4) ON CONFLICT (event_id) DO NOTHING"};
const Statement kKinds{"SELECT DISTINCT kind FROM payment_events WHERE payment_intent = $1"};
const Statement kOrders{
    "SELECT job_id, payment_state FROM orders WHERE payment_intent = $1 /*PG*/FOR UPDATE/*END*/"};
const Statement kSetState{"UPDATE orders SET payment_state = $2 WHERE job_id = $1"};
const Statement kCloseDispute{
    "UPDATE action_items SET status = 'resolved', resolution = 'dispute_won', resolved_by = 'stripe', "
    "updated_at = $2 WHERE job_id = $1 AND kind = 'disputed' AND status <> 'resolved'"};

const Actor kStripe{.name = "stripe", .reason = ""};

/// What all events of a payment say together: events come in any order.
std::string_view state_of(const Rows& kinds) {
    const auto has = [&](std::string_view kind) {
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (kinds.text(i, 0) == kind) return true;
        return false;
    };
    if (has("dispute_lost")) return "dispute_lost";
    if (has("refunded")) return "refunded";
    if (has("disputed") && !has("dispute_won")) return "disputed";
    return has("partly_refunded") ? "partly_refunded" : "paid";
}

Result<void> money_is_gone(Tx& tx, const Platform& platform, const Job& job, std::string_view state) {
    if (!is_terminal(job.status))
        return cancel_job(tx, platform, job.id, kStripe.name,
                          state == "refunded" ? "the purchase was refunded"
                                              : "the purchase was disputed and lost");
    if (job.status == JobStatus::cancelled) return {};
    return open_action_item(tx, platform, job.id, "", "", "refunded",
                            "The money went back to the customer after the work was done.",
                            {{"payment_state", state}});
}

Result<void> disputed(Tx& tx, const Platform& platform, const Job& job) {
    if (job.status == JobStatus::cancelled) return {};
    if (!is_terminal(job.status)) {
        auto paused = pause_job(tx, platform, job.id, true, kStripe);
        if (!paused) return forward(paused);
    }
    return open_action_item(
        tx, platform, job.id, "", "", "disputed",
        is_terminal(job.status)
            ? "The customer disputes the payment of work that is done."
            : "The customer disputes the payment: the job is paused until that is settled.");
}

Result<void> settled(Tx& tx, const Platform& platform, const Job& job) {
    const auto now = format_time(platform.now());
    tx.run(kCloseDispute, {job.id, now});
    if (is_terminal(job.status) || !job.paused) return {};
    auto goes_on = pause_job(tx, platform, job.id, false, kStripe);
    if (!goes_on) return forward(goes_on);
    return {};
}

Result<std::string> apply(Tx& tx, const Platform& platform, std::string_view payment_intent) {
    const auto orders = tx.run(kOrders, {payment_intent});
    if (orders.empty()) return std::string();
    const auto job_id = orders.text(0, 0), before = orders.text(0, 1);
    const auto state = std::string(state_of(tx.run(kKinds, {payment_intent})));
    if (state == before) return job_id;
    tx.run(kSetState, {job_id, state});
    if (auto noted = add_history(tx, platform.now(), job_id, "", "payment_changed", {{"state", state}});
        !noted)
        return forward(noted);
    const auto job = find_job(tx, job_id);
    if (!job) return forward(job);
    Result<void> done;
    if (state == "refunded" || state == "dispute_lost")
        done = money_is_gone(tx, platform, *job, state);
    else if (state == "disputed")
        done = disputed(tx, platform, *job);
    else if (before == "disputed")
        done = settled(tx, platform, *job);
    if (!done) return forward(done);
    return job_id;
}

} // namespace

Result<std::string> take_payment_event(Tx& tx, const Platform& platform, const PaymentEvent& event) {
    const auto now = format_time(platform.now());
    tx.run(kKeep, {event.event_id, event.payment_intent, event.kind, now});
    return apply(tx, platform, event.payment_intent);
}

Result<void> apply_payment_state(Tx& tx, const Platform& platform, std::string_view payment_intent) {
    if (payment_intent.empty() || tx.run(kKinds, {payment_intent}).empty()) return {};
    if (auto applied = apply(tx, platform, payment_intent); !applied) return forward(applied);
    return {};
}

} // namespace bolt::store
