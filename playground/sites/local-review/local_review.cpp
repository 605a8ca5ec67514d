#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// People look at every listing before it is shown: the answer is "pending review" and there is no page yet.
class LocalReview final : public Site {
  public:
    explicit LocalReview(SiteContext& context) : Site(context, "local-review") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        if (path == "/suggest" && visit.request.method == "POST") return submit(visit);
        if (path == "/suggest") return form(visit, {});
        if (path == "/suggest/received")
            return show_form("pending.html", "Thanks for your suggestion", visit);
        return not_found();
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        return show_form("submit.html", "Suggest a business", visit, problems);
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "biz", "What is the business called?");
        problems.need(fields, "biz_street", "Where is it? We need the street.");
        problems.need(fields, "biz_city", "Where is it? We need the city.");
        problems.check(looks_like_phone(value_of(fields, "biz_phone")), "biz_phone",
                       "That phone number looks wrong.");
        problems.check(looks_like_email(value_of(fields, "your_email")), "your_email",
                       "That e-mail looks wrong.");
        const auto ticked = std::count_if(fields.begin(), fields.end(),
                                          [](const auto& field) { return field.first == "cats[]"; });
        problems.check(ticked >= 1 && ticked <= 3, "cats[]", "Tick one to three categories.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        keep(visit, "pending_review", true);
        return net::Response::redirect("/suggest/received");
    }
};

} // namespace

std::unique_ptr<Site> make_local_review(SiteContext& context) {
    return std::make_unique<LocalReview>(context);
}

} // namespace bolt::playground
