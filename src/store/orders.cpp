#include "store/orders.hpp"

#include "store/action_items.hpp"
#include "store/customer_emails.hpp"
#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/outbox.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kRecordEvent{
    "INSERT INTO stripe_events (event_id, type, object_id, outcome, payload, received_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id) DO NOTHING"};
const Statement kSetEventJob{"UPDATE stripe_events SET outcome = $2, job_id = $3 WHERE event_id = $1"};
const Statement kFindOrder{"SELECT customer_id, job_id FROM orders WHERE stripe_session_id = $1"};
const Statement kInsertJob{
    "INSERT INTO jobs (id, customer_id, status, package_type, package_size, priority, error_message, "
    "created_at, updated_at) VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $7)"};
const Statement kInsertOrder{
    "INSERT INTO orders (id, stripe_session_id, payment_intent, customer_id, job_id, package_type, add_ons, "
    "amount_total, currency, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

void insert_order(Tx& tx, const Platform& platform, const NewOrder& order, const CreatedOrder& created) {
    const auto id = platform.new_id();
    const auto add_ons = json::serialize(json::array(order.add_ons.begin(), order.add_ons.end()));
    const auto now = format_time(platform.now());
    tx.post(kInsertOrder,
            {id, order.stripe_session_id, or_null(order.payment_intent), created.customer_id, created.job_id,
             order.package_type, add_ons, order.amount_total, order.currency, now});
}

/// What the job's next step needs: the relay's message, or a person who completes the profile.
Result<void> arrange_next_step(Tx& tx, const Platform& platform, const NewOrder& order,
                               const CreatedOrder& created, const std::string& waits_for) {
    if (!order.hold_reason.empty())
        return open_action_item(tx, platform, created.job_id, "", "", "order", waits_for);
    if (!created.missing.empty())
        return open_action_item(tx, platform, created.job_id, "", "", "missing_profile", waits_for,
                                {{"missing", json::array(created.missing.begin(), created.missing.end())}});
    const auto added = add_outbox(tx, platform, "enqueue_job", "enqueue_job:" + created.job_id,
                                  {{"job_id", created.job_id},
                                   {"customer_id", created.customer_id},
                                   {"package_size", order.package_size.value_or(0)},
                                   {"priority", order.priority},
                                   {"source", "webhook"}});
    if (!added) return forward(added);
    return {};
}

} // namespace

Result<bool> record_stripe_event(Tx& tx, const Platform& platform, const StripeEvent& event,
                                 std::string_view outcome) {
    const auto now = format_time(platform.now());
    const auto rows = tx.run(
        kRecordEvent, {event.event_id, event.type, or_null(event.object_id), outcome, event.payload, now});
    return rows.affected > 0;
}

Result<void> set_event_job(Tx& tx, std::string_view event_id, std::string_view outcome,
                           std::string_view job_id) {
    tx.post(kSetEventJob, {event_id, outcome, or_null(job_id)});
    return {};
}

Result<CreatedOrder> create_order(Tx& tx, const Platform& platform, const NewOrder& order) {
    CreatedOrder created;
    const auto known = tx.run(kFindOrder, {order.stripe_session_id});
    if (!known.empty()) {
        created.customer_id = known.text(0, 0);
        created.job_id = known.text(0, 1);
        const auto profile = job_profile(tx, created.job_id);
        if (!profile) return forward(profile);
        created.missing = missing_fields(*profile);
        return created;
    }
    auto customer = store_customer(tx, platform, order.profile, order.package_type);
    if (!customer) return forward(customer);
    created.created = true;
    created.customer_id = std::move(customer->id);
    created.job_id = platform.new_id();
    // Asked of the stored profile: a returning customer need not tell everything again.
    created.missing = missing_fields(customer->profile);
    auto waits_for = order.hold_reason;
    if (waits_for.empty() && !created.missing.empty())
        waits_for =
            fmt::format("The business profile is incomplete. Missing: {}", fmt::join(created.missing, ", "));
    const auto now = format_time(platform.now());
    const auto size = order.package_size ? Param(std::int64_t{*order.package_size}) : Param(std::monostate{});
    tx.post(kInsertJob, {created.job_id, created.customer_id, order.package_type, size,
                         std::int64_t{order.priority}, or_null(waits_for), now});
    insert_order(tx, platform, order, created);
    if (auto added = add_history(tx, platform.now(), created.job_id, "", "order_created",
                                 {{"package_type", order.package_type},
                                  {"amount_total", order.amount_total},
                                  {"currency", order.currency}});
        !added)
        return forward(added);
    if (order.hold_reason.empty())
        if (auto told = mail_order_received(tx, platform, created.job_id, created.customer_id,
                                            customer->profile, order.package_type, created.missing);
            !told)
            return forward(told);
    if (auto next = arrange_next_step(tx, platform, order, created, waits_for); !next) return forward(next);
    return created;
}

} // namespace bolt::store
