#include "roles/alert_mail.hpp"

#include "store/emails.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts(1);
    for (const char c : list) {
        if (c == ',')
            parts.emplace_back();
        else if (c != ' ')
            parts.back() += c;
    }
    std::erase(parts, "");
    return parts;
}

} // namespace

SendAlertMail make_alert_mail(const Platform& platform, store::Database& database, std::string_view addresses,
                              std::string dashboard_url) {
    auto to = split(addresses);
    if (to.empty()) return nullptr;
    return [&platform, &database, to = std::move(to), dashboard_url = std::move(dashboard_url)](
               std::string subject, std::string text) -> Async<Result<void>> {
        // Who tells was chosen by the store: a key of its own for each telling.
        auto queued = co_await database.write([&platform, to, subject, text, dashboard_url,
                                               telling = platform.new_id()](store::Tx& tx) -> Result<void> {
            for (const auto& address : to) {
                store::NewEmail mail;
                mail.template_name = "alert";
                mail.to = address;
                mail.variables = {{"title", subject}, {"message", text}, {"dashboard_url", dashboard_url}};
                mail.dedupe_key = fmt::format("alert:{}:{}", telling, address);
                mail.lifetime = std::chrono::hours{12};
                if (auto added = store::queue_email(tx, platform, mail); !added) return forward(added);
            }
            return {};
        });
        co_return queued;
    };
}

} // namespace bolt::roles
