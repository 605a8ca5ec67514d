#include "store/customer_emails.hpp"

#include "store/emails.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

/// Time in which an inbox finds the directory's mail by itself (roles/confirmations.hpp).
constexpr Duration kActionDelay = std::chrono::minutes{10};

const Statement kBuyer{"SELECT c.id, c.email, c.business_name, c.first_name FROM jobs j JOIN customers c ON "
                       "c.id = j.customer_id "
                       "WHERE j.id = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.job_id = j.id)"};
const Statement kTitle{"SELECT coalesce(nullif(title, ''), name) FROM directories WHERE name = $1"};
const Statement kWithdraw{
    "UPDATE emails SET status = 'suppressed', variables = '{}', sealed_variables = NULL, ended_at = $2, "
    "last_error = "
    "'nothing is left to do' WHERE customer_id = $3 AND status = 'queued' AND template = 'action_needed' AND "
    "dedupe_key LIKE $1 AND NOT EXISTS (SELECT 1 FROM action_items a JOIN jobs j ON j.id = a.job_id WHERE "
    "j.customer_id = $3 AND a.kind = 'confirm_email' AND a.status <> 'resolved')"};

struct Buyer {
    std::string id, email, business_name, first_name;
};
std::optional<Buyer> find_buyer(Tx& tx, std::string_view job_id) {
    const auto rows = tx.run(kBuyer, {job_id});
    if (rows.empty()) return std::nullopt;
    Buyer buyer{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3)};
    if (!is_email(buyer.email)) return std::nullopt;
    return buyer;
}

NewEmail mail_to(const Buyer& buyer, std::string_view name) {
    NewEmail email;
    email.template_name = name;
    email.to = buyer.email;
    email.customer_id = buyer.id;
    email.variables = {{"business_name", buyer.business_name}, {"name", buyer.first_name}};
    return email;
}

Result<void> queued(Tx& tx, const Platform& platform, const NewEmail& email) {
    auto done = queue_email(tx, platform, email);
    if (!done) return forward(done);
    return {};
}

} // namespace

Result<void> mail_order_received(Tx& tx, const Platform& platform, std::string_view job_id,
                                 std::string_view customer_id, const BusinessProfile& profile,
                                 std::string_view package_type, const std::vector<std::string>& missing) {
    if (!is_email(profile.email)) return {};
    const std::string_view name = missing.empty() ? "order_received" : "profile_needed";
    auto email = mail_to(
        {std::string(customer_id), profile.email, profile.business_name, profile.contact_first_name}, name);
    email.variables["package"] = package_type;
    if (!missing.empty()) email.variables["missing"] = json::array(missing.begin(), missing.end());
    email.dedupe_key = fmt::format("{}:{}", name, job_id);
    return queued(tx, platform, email);
}

Result<void> mail_action_needed(Tx& tx, const Platform& platform, std::string_view job_id,
                                std::string_view directory_name, std::string_view summary) {
    const auto buyer = find_buyer(tx, job_id);
    if (!buyer) return {};
    auto email = mail_to(*buyer, "action_needed");
    const auto title = tx.run(kTitle, {directory_name});
    email.variables["directory"] = title.empty() ? std::string(directory_name) : title.text(0, 0);
    email.variables["summary"] = summary;
    email.kind = EmailKind::notification;
    email.dedupe_key = fmt::format("action_needed:{}:{}", job_id, format_time(platform.now()).substr(0, 10));
    email.delay = kActionDelay;
    return queued(tx, platform, email);
}

Result<void> withdraw_action_needed(Tx& tx, const Platform& platform, std::string_view job_id) {
    const auto buyer = find_buyer(tx, job_id);
    if (!buyer) return {};
    const auto keys = fmt::format("action_needed:{}:%", job_id), at = format_time(platform.now());
    tx.run(kWithdraw, {keys, at, buyer->id});
    return {};
}

Result<void> mail_job_complete(Tx& tx, const Platform& platform, std::string_view job_id,
                               const json::object& counts) {
    const auto buyer = find_buyer(tx, job_id);
    if (!buyer) return {};
    auto email = mail_to(*buyer, "job_complete");
    for (const auto& [name, count] : counts) email.variables[name] = count;
    email.dedupe_key = fmt::format("job_complete:{}", job_id);
    return queued(tx, platform, email);
}

} // namespace bolt::store
