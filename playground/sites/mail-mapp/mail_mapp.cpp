#include "playground/sites/all.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <fmt/format.h>
#include <set>

namespace bolt::playground {
namespace {

/// Asks for the address twice and publishes only after a link in a mail was followed.
class MailMapp final : public Site {
  public:
    explicit MailMapp(SiteContext& context)
        : Site(context, "mail-mapp"), secret_(context.platform.random.token()) {}

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/pin" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/pin") return form(visit, {});
        // /confirm/<pin>/<token>, and the same with "cancel" for who did not ask for it
        for (const bool cancel : {false, true}) {
            const std::string_view door = cancel ? "/cancel/" : "/confirm/";
            if (visit.request.path.starts_with(door))
                return follow(visit.request.path.substr(door.size()), cancel);
        }
        return not_found();
    }

    std::string token_of(const std::string& pin) const {
        return hex(hmac_sha256(secret_, pin)).substr(0, 32);
    }

    net::Response follow(const std::string& rest, bool cancel) {
        const auto slash = std::min(rest.find('/'), rest.size());
        const auto pin = rest.substr(0, slash);
        if (slash == rest.size() || rest.substr(slash + 1) != token_of(pin) || cancelled_.contains(pin))
            return refuse(410, "This link has expired", "Please drop your pin again.");
        if (cancel) {
            cancelled_.insert(pin);
            return show("cancelled.html", Values{.texts = {{"title", "Pin removed"}}, .fields = {}});
        }
        return show("confirmed.html", Values{.texts = {{"title", "Your pin is on the map"}}, .fields = {}});
    }

    void send_link(const Visit& visit, const std::string& to, const std::string& pin) {
        if (!context().send_mail) return;
        const auto host = std::string(visit.request.headers.get("Host"));
        const auto address = [&](std::string_view door) {
            return fmt::format("http://{}/{}/{}/{}", host, door, pin, token_of(pin));
        };
        context().send_mail(
            to, "Confirm your pin on MailMapp",
            fmt::format("Hello,\n\nplease confirm your pin:\n{}\n\nYou did not ask for it? Remove it:\n{}\n\n"
                        "No more news of MailMapp: http://{}/unsubscribe?confirm={}\n",
                        address("confirm"), address("cancel"), host, pin));
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        Values values;
        const auto country = visit.fields.empty() ? "" : value_of(visit.fields, "country_code");
        values.texts["countries"] = options(countries(), country);
        return show_form("submit.html", "Drop a pin", visit, problems, std::move(values));
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        const auto mail = value_of(fields, "mail_address");
        Problems problems;
        problems.need(fields, "pin_name", "Name your pin.");
        problems.check(looks_like_email(mail), "mail_address", "We need a working e-mail address.");
        problems.check(mail == value_of(fields, "mail_again"), "mail_again",
                       "The two addresses are not the same.");
        problems.need(fields, "street_line", "Street is needed to place the pin.");
        problems.need(fields, "place", "Town is needed to place the pin.");
        problems.need(fields, "country_code", "Choose a country.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        send_link(visit, std::string(mail), keep(visit, "confirm_email", true));
        return show_form("check_mail.html", "Almost there", visit);
    }

    const std::string secret_;
    std::set<std::string> cancelled_;
};

} // namespace

std::unique_ptr<Site> make_mail_mapp(SiteContext& context) { return std::make_unique<MailMapp>(context); }

} // namespace bolt::playground
