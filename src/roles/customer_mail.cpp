#include "roles/customer_mail.hpp"

#include "base/secret_box.hpp"
#include "roles/customer_auth.hpp"
#include "store/customer_access.hpp"
#include "store/emails.hpp"

#include <fmt/format.h>

namespace bolt::roles {

Result<void> mail_private_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                               const std::string& base_url, const store::CreatedOrder& order) {
    if (settings.secret_key.empty()) return {};
    const auto token = platform.random.token();
    const auto url = base_url + CustomerAuth::link_path(token);
    auto sealed =
        seal(settings.secret_key, json::serialize(json::object{{"progress_url", url}, {"profile_url", url}}),
             platform.random);
    if (!sealed) return forward(sealed);
    const auto key =
        fmt::format("{}:{}", order.missing.empty() ? "order_received" : "profile_needed", order.job_id);
    auto waits = store::seal_into_email(tx, key, *sealed);
    if (!waits) return forward(waits);
    if (!*waits) return {}; // nobody is told: no link is needed
    return store::add_customer_link(tx, platform.now(),
                                    {.token_hash = CustomerAuth::token_hash(token),
                                     .customer_id = order.customer_id,
                                     .job_id = order.job_id,
                                     .lifetime = kJobLinkLifetime});
}

Result<void> mail_login_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                             const std::string& base_url, const std::string& email) {
    auto customer = store::customer_of_email(tx, email);
    if (!customer) return forward(customer);
    if (!*customer) return {};
    const auto token = platform.random.token();
    auto sealed =
        seal(settings.secret_key,
             json::serialize(json::object{{"login_url", base_url + CustomerAuth::link_path(token)}}),
             platform.random);
    if (!sealed) return forward(sealed);
    auto added = store::add_customer_link(tx, platform.now(),
                                          {.token_hash = CustomerAuth::token_hash(token),
                                           .customer_id = **customer,
                                           .job_id = "",
                                           .lifetime = kLoginLinkLifetime});
    if (!added) return added;
    store::NewEmail mail;
    mail.template_name = "login_link";
    mail.to = email;
    mail.variables = {
        {"valid_minutes", std::chrono::duration_cast<std::chrono::minutes>(kLoginLinkLifetime).count()}};
    mail.sealed_variables = std::move(*sealed);
    mail.dedupe_key = "login_link:" + platform.new_id();
    mail.customer_id = **customer;
    mail.lifetime = kLoginLinkLifetime;
    auto queued = store::queue_email(tx, platform, mail);
    if (!queued) return forward(queued);
    return {};
}

} // namespace bolt::roles
