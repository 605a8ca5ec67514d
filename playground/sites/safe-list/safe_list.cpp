#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

constexpr std::string_view kCookie = "safelist_session";

/// Traps that people do not see, and a token bound to a cookie. A filled trap looks like success but makes no
/// listing.
class SafeList final : public Site {
  public:
    explicit SafeList(SiteContext& context)
        : Site(context, "safe-list"), secret_(context.platform.random.token(32)) {}

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/submit-site" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/submit-site") return form(visit, {});
        return not_found();
    }

    // The token proves that this form was given to this cookie; nothing needs to be remembered.
    std::string token_for(std::string_view session) const { return hex(hmac_sha256(secret_, session)); }

    net::Response form(const Visit& visit, const Problems& problems) {
        auto session = visit.request.cookie(kCookie);
        const bool fresh = session.empty() || session.size() > 64;
        if (fresh) session = context().platform.random.token(16);
        Values values;
        values.texts = {{"token", token_for(session)},
                        {"states", options(us_states(), value_of(visit.fields, "state"))}};
        auto response = show_form("submit.html", "Submit your business", visit, problems, std::move(values));
        if (fresh)
            response.headers.add("Set-Cookie",
                                 fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", kCookie, session));
        return response;
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        const auto session = visit.request.cookie(kCookie);
        if (session.empty() || !secret_equal(value_of(fields, "_token"), token_for(session))) {
            keep(visit, "rejected", false);
            return refuse(403, "Your session has expired",
                          "Please open the form again and send it once more.");
        }
        Problems problems;
        problems.need(fields, "name", "Please enter the business name.");
        problems.check(looks_like_phone(value_of(fields, "phone")), "phone",
                       "Please enter a valid phone number.");
        problems.check(looks_like_email(value_of(fields, "email")), "email",
                       "Please enter a valid e-mail address.");
        problems.need(fields, "city", "Please enter the city.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        const bool trap = trapped(fields);
        Values values;
        values.fields = fields;
        // Whoever filled a trap is told nearly the same, without a listing: such sites do not teach robots.
        values.texts = {{"id", keep(visit, trap ? "spam" : "accepted", true, trap)},
                        {"title", trap ? "Submission received" : "Your business is listed"}};
        return show(trap ? "received.html" : "done.html", std::move(values));
    }

    std::string secret_;
};

} // namespace

std::unique_ptr<Site> make_safe_list(SiteContext& context) { return std::make_unique<SafeList>(context); }

} // namespace bolt::playground
