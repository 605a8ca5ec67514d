#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// A site on a weak machine. For each business anew: the first look at the form gets 503, the second loses
/// its connection, from the third on the form comes, slowly. A stored business starts the row again. A POST
/// is never lost.
class ShakyPages final : public Site {
  public:
    explicit ShakyPages(SiteContext& context) : Site(context, "shaky-pages") {}

  private:
    net::Response answer(Visit& visit) override {
        auto response = route(visit);
        // Clients repeat a request by themselves when a reused connection dies; a fresh one shows them the
        // failure.
        response.headers.set("Connection", "close");
        return response;
    }

    net::Response route(Visit& visit) {
        const std::string_view path = visit.request.path;
        if (path == "/addurl" && visit.request.method == "POST") return submit(visit);
        if (path == "/addurl") return form(visit);
        if (path.starts_with("/added/")) return added(path.substr(7));
        return not_found();
    }

    net::Response form(Visit& visit) {
        ++looks_;
        if (looks_ == 1) {
            auto response =
                refuse(503, "Server busy", "Too many visitors right now. Please come back in a moment.");
            response.headers.set("Retry-After", "1");
            return response;
        }
        if (looks_ == 2) {
            net::Response response;
            response.cut = true;
            return response;
        }
        visit.delay = context().slow;
        return show_form("submit.html", "Add URL", visit);
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "title", "No title given!");
        problems.check(looks_like_url(value_of(fields, "url")), "url",
                       "The URL must start with http:// or https://");
        problems.need(fields, "telephone", "No telephone given!");
        if (problems.any()) {
            keep(visit, "rejected", false);
            Values values;
            values.texts["entered_title"] = std::string(value_of(fields, "title"));
            return show_form("submit.html", "Add URL", visit, problems, std::move(values));
        }
        looks_ = 0;
        visit.delay = context().slow;
        return net::Response::redirect("/added/" + keep(visit, "accepted", true));
    }

    net::Response added(std::string_view id) {
        const auto* known = record(id);
        if (known == nullptr || !known->accepted) return not_found();
        Values values;
        values.texts = {{"title", "Site added"},
                        {"id", known->id},
                        {"business", std::string(value_of(known->fields, "title"))}};
        return show("done.html", std::move(values));
    }

    int looks_ = 0; ///< at the form, since the last stored business
};

} // namespace

std::unique_ptr<Site> make_shaky_pages(SiteContext& context) { return std::make_unique<ShakyPages>(context); }

} // namespace bolt::playground
