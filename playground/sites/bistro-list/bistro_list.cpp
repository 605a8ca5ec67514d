#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// A plain form: POST, 303 to a thank-you page, the listing is live at once.
class BistroList final : public Site {
  public:
    explicit BistroList(SiteContext& context) : Site(context, "bistro-list") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        if (path == "/add-listing" && visit.request.method == "POST") return submit(visit);
        if (path == "/add-listing") return show_form("submit.html", "Add your restaurant", visit);
        if (path.starts_with("/thank-you/")) return thank_you(path.substr(11));
        return not_found();
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "restaurant_name", "Please tell us the name of the place.");
        problems.need(fields, "cuisine", "Please choose what kind of place it is.");
        problems.check(looks_like_phone(value_of(fields, "phone")), "phone", "Please enter a phone number.");
        problems.need(fields, "street", "Guests need the street to find you.");
        problems.need(fields, "city", "Please enter the city.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return show_form("submit.html", "Add your restaurant", visit, problems);
        }
        return net::Response::redirect("/thank-you/" + keep(visit, "accepted", true));
    }

    net::Response thank_you(std::string_view id) {
        const auto* added = record(id);
        if (added == nullptr || !added->accepted) return not_found();
        Values values;
        values.fields = added->fields;
        values.texts = {{"title", "Your listing has been added"}, {"id", added->id}};
        return show("thank_you.html", std::move(values));
    }
};

} // namespace

std::unique_ptr<Site> make_bistro_list(SiteContext& context) { return std::make_unique<BistroList>(context); }

} // namespace bolt::playground
