#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// Takes everything, logo included, and then wants money before it publishes.
class GoldListing final : public Site {
  public:
    explicit GoldListing(SiteContext& context) : Site(context, "gold-listing") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        const bool post = visit.request.method == "POST";
        if (path == "/get-listed") return post ? submit(visit) : form(visit, {});
        if (path.starts_with("/checkout/")) return checkout(path.substr(10), post);
        return not_found();
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        Values values;
        values.texts["states"] = options(us_state_names(), value_of(visit.fields, "company_state"));
        return show_form("submit.html", "Get listed", visit, problems, std::move(values));
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "company_name", "Company name is required.");
        problems.check(looks_like_email(value_of(fields, "company_email")), "company_email",
                       "A valid e-mail is required.");
        problems.check(looks_like_phone(value_of(fields, "company_phone")), "company_phone",
                       "A valid phone is required.");
        problems.check(filled(fields, "terms"), "terms", "Please accept the terms.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        return net::Response::redirect("/checkout/" + keep(visit, "needs_payment", true));
    }

    net::Response checkout(std::string_view id, bool pay) {
        const auto* draft = record(id);
        if (draft == nullptr || !draft->accepted) return not_found();
        Values values;
        values.fields = draft->fields;
        values.texts = {{"title", "Payment"}, {"id", draft->id}};
        // Card data that someone types here is not kept, and every card is declined.
        if (pay) values.texts["declined"] = "Your card was declined. You have not been charged.";
        return show("checkout.html", std::move(values), pay ? 402 : 200);
    }
};

} // namespace

std::unique_ptr<Site> make_gold_listing(SiteContext& context) {
    return std::make_unique<GoldListing>(context);
}

} // namespace bolt::playground
