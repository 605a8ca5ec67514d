#include "playground/sites/all.hpp"

#include <regex>

namespace bolt::playground {
namespace {

/// Checks on the server: 422 with messages beside the fields, everything typed is kept.
class TradeIndex final : public Site {
  public:
    explicit TradeIndex(SiteContext& context) : Site(context, "trade-index") {}

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/register" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/register") return form(visit, {});
        return not_found();
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        Values values;
        values.texts["states"] = options(us_states(), value_of(visit.fields, "region"));
        return show_form("submit.html", "Register your company", visit, problems, std::move(values));
    }

    // Ten digits with usual separators, +1 in front or not: "512-555-0142", "(512) 555-0142", "+1 512 555
    // 0142".
    static bool is_us_phone(std::string_view text) {
        static const std::regex pattern(R"(^(\+?1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-]?)\d{3}[ .-]?\d{4}$)");
        return text.size() <= 30 && std::regex_match(text.begin(), text.end(), pattern);
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        const auto profile = length_of(trimmed(value_of(fields, "profile")));
        Problems problems;
        problems.need(fields, "company", "Company name can't be blank.");
        problems.need(fields, "trade", "Select the trade that fits best.");
        problems.check(is_us_phone(trimmed(value_of(fields, "tel"))), "tel",
                       "Phone number is not valid. Use ten digits, like 512-555-0142.");
        problems.check(looks_like_email(value_of(fields, "mail")), "mail", "E-mail address is not valid.");
        problems.check(!filled(fields, "homepage") || looks_like_url(value_of(fields, "homepage")),
                       "homepage", "Website must start with http:// or https://.");
        problems.need(fields, "address1", "Address can't be blank.");
        problems.need(fields, "town", "City can't be blank.");
        problems.need(fields, "region", "Select a state.");
        const auto zip = digits(value_of(fields, "postcode")).size();
        problems.check(zip == 5 || zip == 9, "postcode", "ZIP code must have 5 or 9 digits.");
        problems.check(profile >= 50, "profile",
                       fmt::format("Company profile is too short: {} of at least 50 characters.", profile));
        problems.check(profile <= 1000, "profile", "Company profile is too long: at most 1000 characters.");
        problems.check(filled(fields, "accept_terms"), "accept_terms", "You must accept the listing terms.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        Values values;
        const auto id = keep(visit, "accepted", true);
        values.fields = fields;
        values.texts = {{"title", "Registration complete"}, {"id", id}};
        return show("done.html", std::move(values), 201);
    }
};

} // namespace

std::unique_ptr<Site> make_trade_index(SiteContext& context) { return std::make_unique<TradeIndex>(context); }

} // namespace bolt::playground
