#include "roles/staff_mail.hpp"

#include "base/secret_box.hpp"
#include "store/emails.hpp"

namespace bolt::roles {

Result<bool> mail_staff_link(store::Tx& tx, const Platform& platform, const Settings& settings,
                             const StaffLink& link) {
    const bool is_sent = !settings.smtp_url.empty() || !settings.mail_folder.empty();
    if (!is_sent || settings.secret_key.empty()) return false;
    auto sealed = seal(settings.secret_key, json::serialize(json::object{{"login_url", link.url}}),
                       platform.random);
    if (!sealed) return forward(sealed);
    store::NewEmail mail;
    mail.template_name = "staff_link";
    mail.to = link.email;
    mail.variables = {
        {"valid_hours", std::chrono::duration_cast<std::chrono::hours>(link.lifetime).count()}};
    mail.sealed_variables = std::move(*sealed);
    mail.dedupe_key = "staff_link:" + platform.new_id();
    mail.lifetime = link.lifetime;
    return store::queue_email(tx, platform, mail);
}

} // namespace bolt::roles
