#include "playground/core/sessions.hpp"
#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// Two steps and a review page. The server keeps what was typed by cookie; only "Confirm" makes a listing.
class BizSteps final : public Site {
  public:
    explicit BizSteps(SiteContext& context)
        : Site(context, "biz-steps"), drafts_(context.platform.random, "bizsteps_session") {}

  private:
    struct Draft {
        Fields company;
        Fields contact;
    };

    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        const bool post = visit.request.method == "POST";
        auto* draft = drafts_.find(visit.request);
        if (path == "/add")
            return post ? take_company(visit) : step("step1.html", draft ? draft->company : Fields{});
        if (path.starts_with("/add/done/")) return done(path.substr(10));
        if (path != "/add/contact" && path != "/add/review" && path != "/add/confirm") return not_found();
        // Whoever comes without a first step (no cookie, old session) starts over.
        if (draft == nullptr || draft->company.empty()) return net::Response::redirect("/add");
        if (path == "/add/contact")
            return post ? take_contact(visit, *draft) : step("step2.html", draft->contact);
        if (draft->contact.empty()) return net::Response::redirect("/add/contact");
        if (path == "/add/review") return review(*draft);
        return post ? confirm(visit, *draft) : net::Response::redirect("/add/review");
    }

    net::Response step(std::string_view file, Fields fields, const Problems& problems = {}) {
        Values values;
        values.texts["title"] = "Add your business";
        values.texts["states"] = options(us_states(), value_of(fields, "addr_state"));
        values.fields = std::move(fields);
        problems.show_in(values);
        return show(file, std::move(values), problems.any() ? 422 : 200);
    }

    net::Response take_company(Visit& visit) {
        Problems problems;
        problems.need(visit.fields, "biz_title", "Please enter the business name");
        problems.need(visit.fields, "biz_type", "Please choose a type");
        problems.check(length_of(trimmed(value_of(visit.fields, "biz_about"))) >= 30, "biz_about",
                       "Please write at least 30 characters");
        if (problems.any()) return step("step1.html", visit.fields, problems);
        auto response = net::Response::redirect("/add/contact");
        auto* known = drafts_.find(visit.request);
        (known ? *known : drafts_.open(response)).company = visit.fields;
        return response;
    }

    net::Response take_contact(Visit& visit, Draft& draft) {
        Problems problems;
        problems.check(looks_like_phone(value_of(visit.fields, "contact_phone")), "contact_phone",
                       "Please enter a phone number");
        problems.check(looks_like_email(value_of(visit.fields, "contact_email")), "contact_email",
                       "Please enter an e-mail address");
        problems.need(visit.fields, "addr_line", "Please enter the street");
        problems.need(visit.fields, "addr_city", "Please enter the city");
        if (problems.any()) return step("step2.html", visit.fields, problems);
        draft.contact = visit.fields;
        return net::Response::redirect("/add/review");
    }

    static Fields all_of(const Draft& draft) {
        Fields all = draft.company;
        all.insert(all.end(), draft.contact.begin(), draft.contact.end());
        return all;
    }

    net::Response review(const Draft& draft) {
        Values values;
        values.texts["title"] = "Review your listing";
        values.fields = all_of(draft);
        return show("review.html", std::move(values));
    }

    net::Response confirm(Visit& visit, const Draft& draft) {
        visit.fields = all_of(draft);
        const auto id = keep(visit, "accepted", true);
        drafts_.close(visit.request);
        return net::Response::redirect("/add/done/" + id);
    }

    net::Response done(std::string_view id) {
        const auto* added = record(id);
        if (added == nullptr) return not_found();
        Values values;
        values.fields = added->fields;
        values.texts = {{"title", "Your listing is online"}, {"id", added->id}};
        return show("done.html", std::move(values));
    }

    Sessions<Draft> drafts_;
};

} // namespace

std::unique_ptr<Site> make_biz_steps(SiteContext& context) { return std::make_unique<BizSteps>(context); }

} // namespace bolt::playground
