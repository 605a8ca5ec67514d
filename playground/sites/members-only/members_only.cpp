#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// The form is for members. Nobody is one: membership is by invitation, every login fails.
class MembersOnly final : public Site {
  public:
    explicit MembersOnly(SiteContext& context) : Site(context, "members-only") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        const bool post = visit.request.method == "POST";
        if (path == "/members/submit") {
            if (post) keep(visit, "needs_login", false);
            return net::Response::redirect("/login?next=%2Fmembers%2Fsubmit");
        }
        if (path == "/login") return post ? login(visit) : show_form("login.html", "Sign in", visit);
        if (path == "/invitation")
            return refuse(200, "By invitation", "Two members must vouch for a new one.");
        return not_found();
    }

    net::Response login(Visit& visit) {
        // A password that someone typed here is nothing to keep.
        std::erase_if(visit.fields, [](const auto& field) { return field.first == "password"; });
        keep(visit, "needs_login", false);
        Values values;
        values.texts = {{"title", "Sign in"}, {"failed", "Unknown member or wrong password."}};
        values.fields = visit.fields;
        return show("login.html", std::move(values), 401);
    }
};

} // namespace

std::unique_ptr<Site> make_members_only(SiteContext& context) {
    return std::make_unique<MembersOnly>(context);
}

} // namespace bolt::playground
