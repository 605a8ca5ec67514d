#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// Knows what it has: the same business name and phone a second time is refused with "already listed".
class OnlyOnce final : public Site {
  public:
    explicit OnlyOnce(SiteContext& context) : Site(context, "only-once") {}

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/new" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/new") return show_form("submit.html", "New entry", visit);
        return not_found();
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "entry", "A name is required.");
        problems.check(looks_like_phone(value_of(fields, "number")), "number",
                       "A telephone number is required.");
        problems.need(fields, "where_street", "A street is required.");
        problems.need(fields, "where_city", "A city is required.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return show_form("submit.html", "New entry", visit, problems);
        }
        Values values;
        values.fields = fields;
        if (context().records.has(info().name, key_of(fields))) {
            keep(visit, "duplicate", false);
            values.texts["title"] = "Already listed";
            return show("duplicate.html", std::move(values), 409);
        }
        values.texts = {{"title", "Entered"}, {"id", keep(visit, "accepted", true)}};
        return show("done.html", std::move(values), 201);
    }
};

} // namespace

std::unique_ptr<Site> make_only_once(SiteContext& context) { return std::make_unique<OnlyOnce>(context); }

} // namespace bolt::playground
