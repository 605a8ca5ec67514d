#include "playground/core/plain_site.hpp"

#include "playground/core/rules.hpp"
#include "playground/core/sessions.hpp"

namespace bolt::playground {
namespace {

struct Visitor {
    Fields typed;          ///< in the steps behind
    std::size_t steps = 0; ///< how many are behind
    std::string token;
    std::string member; ///< e-mail address of who is signed in
};

class PlainSite final : public Site {
  public:
    PlainSite(SiteContext& context, std::string_view name)
        : Site(context, name), form_(json::parse(info().site_json).at("form")),
          visitors_(context.platform.random, "visitor") {}

    Charset charset() const override {
        return get_string(form_, "charset") == "windows-1252" ? Charset::windows_1252 : Charset::utf8;
    }

  private:
    const json::array& steps() const { return form_.at("steps").as_array(); }
    std::string path_of(std::size_t step) const { return get_string(steps()[step], "path"); }

    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        const bool post = visit.request.method == "POST";
        if (const auto* account = find(form_, "account"); account != nullptr) {
            if (path == get_string(*account, "signup"))
                return post ? sign_up(visit, *account) : door(visit, "signup.html");
            if (path == get_string(*account, "login"))
                return post ? log_in(visit, *account) : door(visit, "login.html");
        }
        for (std::size_t step = 0; step < steps().size(); ++step)
            if (path == path_of(step)) return post ? take(visit, step) : open(visit, step);
        if (path.starts_with("/done/")) return done(path.substr(6));
        if (const auto* pages = find(form_, "pages"); pages != nullptr && !post)
            if (const auto file = get_string(*pages, path); !file.empty()) return page(file);
        return not_found();
    }

    net::Response page(const std::string& file) {
        if (file.ends_with(".json"))
            return net::Response::json(200, std::string(site_file(info().name, file)));
        Values values;
        values.texts["title"] = info().title;
        return show(file, std::move(values));
    }

    bool remembers() const {
        return steps().size() > 1 || find(form_, "token") != nullptr || find(form_, "account") != nullptr;
    }

    /// Where a visitor must go who may not see that step; "" if he may.
    std::string elsewhere(const Visit& visit, std::size_t step, const Visitor* visitor) const {
        const auto* account = find(form_, "account");
        if (account != nullptr && (visitor == nullptr || visitor->member.empty()))
            return get_string(*account, "login");
        if (step > 0 && (visitor == nullptr || visitor->steps < step)) return path_of(0);
        const auto asks = get_string(steps()[step], "asks");
        const bool asked = visit.request.method == "POST" ? filled(visit.fields, asks)
                                                          : visit.request.query_value(asks).has_value();
        return asks.empty() || asked ? "" : get_string(steps()[step], "else");
    }

    net::Response open(Visit& visit, std::size_t step) {
        auto* visitor = visitors_.find(visit.request);
        if (const auto path = elsewhere(visit, step, visitor); !path.empty())
            return net::Response::redirect(path);
        net::Response cookie;
        if (visitor == nullptr && remembers()) visitor = &visitors_.open(cookie);
        for (const auto& [name, value] : visit.request.query)
            if (visit.fields.size() < 10) visit.fields.emplace_back(name, value);
        if (visitor != nullptr)
            visit.fields.insert(visit.fields.end(), visitor->typed.begin(), visitor->typed.end());
        auto response = show_step(visit, step, {}, visitor);
        if (const auto set = cookie.headers.get("Set-Cookie"); !set.empty())
            response.headers.add("Set-Cookie", std::string(set));
        return response;
    }

    net::Response show_step(const Visit& visit, std::size_t step, const Problems& problems,
                            Visitor* visitor) {
        Values values;
        values.texts["states"] = options(us_states(), "");
        values.texts["state_names"] = options(us_state_names(), "");
        values.texts["countries"] = options(countries(), "");
        if (visitor != nullptr && find(form_, "token") != nullptr) {
            visitor->token = context().platform.random.token(16);
            values.texts["token"] = visitor->token;
        }
        auto response = show_form(get_string(steps()[step], "page"), get_string(steps()[step], "title"),
                                  visit, problems, std::move(values));
        if (problems.any()) response.status = problem_status();
        return response;
    }

    int problem_status() const { return static_cast<int>(get_int(form_, "problem_status", 422)); }
    bool speaks_json() const { return get_string(form_.at("answer"), "as") == "json"; }

    net::Response take(Visit& visit, std::size_t step) {
        auto* visitor = visitors_.find(visit.request);
        if (const auto path = elsewhere(visit, step, visitor); !path.empty())
            return net::Response::redirect(path);
        const auto token = get_string(form_, "token");
        if (!token.empty() && (visitor == nullptr || visitor->token.empty() ||
                               value_of(visit.fields, token) != visitor->token)) {
            keep(visit, "rejected", false);
            return refuse(403, word("expired"), word("expired_text"));
        }
        if (const auto problems = check_rules(find(steps()[step], "rules"), visit.fields); problems.any())
            return reject(visit, step, problems, visitor);
        if (visitor != nullptr) {
            if (step + 1 < steps().size()) {
                visitor->typed.insert(visitor->typed.end(), visit.fields.begin(), visit.fields.end());
                visitor->steps = step + 1;
                return net::Response::redirect(path_of(step + 1));
            }
            visit.fields.insert(visit.fields.begin(), visitor->typed.begin(), visitor->typed.end());
        }
        return finish(visit, visitor);
    }

    net::Response reject(Visit& visit, std::size_t step, const Problems& problems, Visitor* visitor) {
        if (step + 1 == steps().size()) keep(visit, "rejected", false);
        if (!speaks_json()) return show_step(visit, step, problems, visitor);
        json::object errors;
        for (const auto& [name, message] : problems.messages()) errors[name] = message;
        return net::Response::json(problem_status(),
                                   json::serialize(json::object{{"errors", std::move(errors)}}));
    }

    bool wants_money(const Fields& fields) const {
        const auto* free = find(form_, "free");
        return free != nullptr && value_of(fields, std::string_view(free->at(0).as_string())) !=
                                      std::string_view(free->at(1).as_string());
    }

    net::Response finish(Visit& visit, Visitor* visitor) {
        const auto twice = get_string(form_, "refuse_twice");
        if (!twice.empty() && context().records.has(info().name, key_of(visit.fields))) {
            keep(visit, "duplicate", false);
            if (speaks_json())
                return net::Response::json(409, json::serialize(json::object{{"error", twice}}));
            return refuse(409, word("sorry"), twice);
        }
        if (wants_money(visit.fields)) {
            keep(visit, "needs_payment", true);
            return refuse(200, word("checkout"), word("checkout_text"));
        }
        const bool trap = trapped(visit.fields);
        const auto id = keep(visit, trap ? "spam" : info().verdict, true, trap);
        if (visitor != nullptr)
            *visitor = Visitor{.typed = {}, .steps = 0, .token = {}, .member = visitor->member};
        const auto as = get_string(form_.at("answer"), "as");
        if (as == "redirect") return net::Response::redirect("/done/" + id);
        if (as == "page") return done(id);
        return net::Response::json(201, json::serialize(json::object{{"id", id},
                                                                     {"url", "/listing/" + id},
                                                                     {"message", message(visit.fields)}}));
    }

    std::string message(const Fields& fields) const {
        Values values;
        values.fields = fields;
        values.texts["name"] = meant(fields, "business_name");
        return render(get_string(form_.at("answer"), "message"), values);
    }

    net::Response done(std::string_view id) {
        const auto* added = record(id);
        if (added == nullptr || !added->accepted) return not_found();
        const auto& answer = form_.at("answer");
        Values values;
        values.fields = added->fields;
        values.texts = {
            {"title", get_string(answer, "title")}, {"message", message(added->fields)}, {"id", added->id}};
        if (added->answer == "accepted")
            values.texts["link"] =
                fmt::format("<a href=\"/listing/{}\">{}</a>", added->id, escape_html(word("see")));
        const auto file = get_string(answer, "page");
        return show(file.empty() ? "done.html" : file, std::move(values),
                    static_cast<int>(get_int(answer, "status", 200)));
    }

    net::Response door(const Visit& visit, std::string_view file, std::string_view failed = "",
                       int status = 200) {
        Values values;
        values.texts = {{"title", word("account")}, {"failed", std::string(failed)}};
        values.fields = visit.fields;
        return show(file, std::move(values), status);
    }

    net::Response sign_up(Visit& visit, const json::value& account) {
        const auto email = lower(trimmed(value_of(visit.fields, get_string(account, "email"))));
        const std::string password(value_of(visit.fields, get_string(account, "password")));
        const auto problems = check_rules(find(account, "rules"), visit.fields);
        if (problems.any()) return door(visit, "signup.html", problems.messages().begin()->second, 422);
        if (accounts_.size() >= 1'000 || !accounts_.emplace(email, password).second)
            return door(visit, "signup.html", word("known_account"), 409);
        if (get_bool(account, "confirm")) return refuse(200, word("account"), word("confirm_account"));
        auto response = net::Response::redirect(path_of(0));
        visitors_.open(response).member = email;
        return response;
    }

    net::Response log_in(Visit& visit, const json::value& account) {
        const auto email = lower(trimmed(value_of(visit.fields, get_string(account, "email"))));
        const auto found = accounts_.find(email);
        if (found == accounts_.end() ||
            found->second != value_of(visit.fields, get_string(account, "password")))
            return door(visit, "login.html", word("wrong_password"), 401);
        if (get_bool(account, "confirm")) return door(visit, "login.html", word("confirm_account"), 403);
        auto response = net::Response::redirect(path_of(0));
        visitors_.open(response).member = email;
        return response;
    }

    json::value form_;
    Sessions<Visitor> visitors_;
    std::map<std::string, std::string, std::less<>> accounts_; ///< password by e-mail; of this run only
};

} // namespace

std::unique_ptr<Site> make_plain_site(SiteContext& context, std::string_view name) {
    return std::make_unique<PlainSite>(context, name);
}

} // namespace bolt::playground
