#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// A single page app: the form is made by script and sent as JSON; the page never changes its address.
class NearbyHub final : public Site {
  public:
    explicit NearbyHub(SiteContext& context) : Site(context, "nearby-hub") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        if (path == "/api/listings" && visit.request.method == "POST") return submit(visit);
        if (path == "/join") return show_form("submit.html", "Put your business on the map", visit);
        return not_found();
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "name", "Add the business name");
        problems.need(fields, "category", "Pick a category");
        problems.check(looks_like_phone(value_of(fields, "contact.phone")), "contact.phone",
                       "Add a valid phone number");
        problems.check(looks_like_email(value_of(fields, "contact.email")), "contact.email",
                       "Add a valid e-mail");
        problems.need(fields, "location.street", "Add the street");
        problems.need(fields, "location.city", "Add the city");
        problems.check(length_of(value_of(fields, "about")) >= 20, "about",
                       "Tell us a little more (20 characters)");
        if (problems.any()) {
            keep(visit, "rejected", false);
            json::object errors;
            for (const auto& [name, message] : problems.messages()) errors[name] = message;
            return net::Response::json(422, json::serialize(json::object{{"errors", std::move(errors)}}));
        }
        const auto id = keep(visit, "accepted", true);
        const json::object body{
            {"id", id},
            {"status", "live"},
            {"url", "/listing/" + id},
            {"message", fmt::format("{} is live on NearbyHub", value_of(fields, "name"))}};
        return net::Response::json(201, json::serialize(body));
    }
};

} // namespace

std::unique_ptr<Site> make_nearby_hub(SiteContext& context) { return std::make_unique<NearbyHub>(context); }

} // namespace bolt::playground
