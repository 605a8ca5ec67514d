#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// Asks for the address twice and publishes only after a link in a mail was followed.
class MailMapp final : public Site {
  public:
    explicit MailMapp(SiteContext& context) : Site(context, "mail-mapp") {}

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/pin" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/pin") return form(visit, {});
        return not_found();
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
        keep(visit, "confirm_email", true);
        return show_form("check_mail.html", "Almost there", visit);
    }
};

} // namespace

std::unique_ptr<Site> make_mail_mapp(SiteContext& context) { return std::make_unique<MailMapp>(context); }

} // namespace bolt::playground
