#include "base/offload.hpp"
#include "domain/profile_check.hpp"
#include "roles/customer_routes.hpp"
#include "roles/site_visit.hpp"
#include "roles/staff_routes.hpp"
#include "store/checkouts.hpp"
#include "store/customer_edit.hpp"
#include "store/customer_portal.hpp"
#include "submit/logo.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::CustomerSession;
using store::Tx;

constexpr std::size_t kDraftBytesMax = 64 << 10;

json::array write_problems(const std::vector<FieldProblem>& problems) {
    json::array list;
    for (const auto& each : problems)
        list.push_back({{"field", each.field}, {"message", each.message}, {"missing", each.missing}});
    return list;
}

/// A profile as the form sends it: every problem with its field, also those of types and bounds.
struct Typed {
    BusinessProfile profile;
    std::vector<FieldProblem> problems;
};
Typed read_typed(const json::object& given) {
    Typed typed;
    json::object good;
    for (const auto& [key, value] : given) {
        auto one = read_profile(json::object{{key, value}});
        if (one) {
            good[key] = value;
            continue;
        }
        const auto& message = one.error().message;
        const auto colon = message.find(": ");
        typed.problems.push_back(
            {std::string(key), colon == std::string::npos ? message : message.substr(colon + 2)});
    }
    if (auto whole = read_profile(good)) typed.profile = std::move(*whole);
    for (auto& each : profile_problems(typed.profile))
        if (std::ranges::find(typed.problems, each.field, &FieldProblem::field) == typed.problems.end())
            typed.problems.push_back(std::move(each));
    return typed;
}

Result<json::object> profile_of(const json::object& body) {
    const auto* given = body.if_contains("profile");
    if (given == nullptr || !given->is_object())
        return fail(ErrorCode::invalid_argument, "profile: is needed.");
    if (json::serialize(*given).size() > kDraftBytesMax)
        return fail(ErrorCode::too_large, "This is more text than a profile can hold.");
    return given->get_object();
}

/// The account's address is where links are sent: nobody may turn it to another by way of a form.
void keep_email(BusinessProfile& profile, const json::object& known) {
    const auto* stored = known.if_contains("profile");
    const auto email = stored == nullptr ? std::string() : get_string(*stored, "email");
    if (is_email(email)) profile.email = email;
}

Async<net::Response> read(CustomerContext& context, net::Request&, const CustomerSession& session) {
    auto document = co_await context.database.read([session](Tx& tx) -> Result<json::object> {
        auto known = store::customer_document(tx, session.customer_id);
        if (!known) return known;
        auto draft = store::profile_draft(tx, session.customer_id);
        if (!draft) return draft;
        auto profile = read_profile((*known)["profile"]);
        if (!profile) return forward(profile);
        return json::object{{"profile", write_profile(*profile)},
                            {"draft", draft->empty() ? json::value(nullptr) : json::value(*draft)},
                            {"updated_at", (*known)["customer"].as_object().at("updated_at")},
                            {"missing", (*known)["missing"]},
                            {"problems", write_problems(profile_problems(*profile))},
                            {"terms_version", kTermsVersion}};
    });
    co_return customer_answer(document);
}

/// Keeps what is typed as it is, good or not, and says what is still to be put right: the same rules as for
/// the profile itself.
Async<net::Response> draft(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto given = profile_of(*body);
    if (!given) co_return customer_problem(given.error());
    auto kept =
        co_await context.database.write([&platform = context.platform, session, given = *given](Tx& tx) {
            return store::save_profile_draft(tx, platform, session.customer_id, given);
        });
    if (!kept) co_return customer_problem(kept.error());
    co_return customer_answer(json::object{{"saved_at", format_time(context.platform.now())},
                                           {"problems", write_problems(read_typed(*given).problems)}});
}

net::Response refused(const std::vector<FieldProblem>& problems) {
    auto response =
        net::problem(400, "Some fields need your attention", "Please correct the marked fields.", "fields");
    auto body = parse_json(response.body);
    body->as_object()["problems"] = write_problems(problems);
    response.body = json::serialize(*body);
    return response;
}

Async<net::Response> save(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto given = profile_of(*body);
    if (!given) co_return customer_problem(given.error());
    auto typed = read_typed(*given);
    if (get_string(*body, "terms") != kTermsVersion)
        typed.problems.push_back({"terms", "Please confirm that you may have this business listed."});
    if (!typed.problems.empty()) co_return refused(typed.problems);
    const auto visit = co_await visit_site(context.platform, context.http, context.addresses, context.pool,
                                           typed.profile.website);
    if (visit.forbidden || (!visit.problem.empty() && !get_bool(*body, "website_anyway")))
        co_return refused({{"website", visit.problem, !visit.forbidden}});
    const store::Actor actor{.name = "customer:" + session.customer_id, .reason = ""};
    auto saved = co_await context.database.write(
        [&platform = context.platform, session, profile = typed.profile, actor,
         updated_at = get_string(*body, "updated_at")](Tx& tx) mutable -> Result<json::object> {
            auto known = store::customer_document(tx, session.customer_id);
            if (!known) return known;
            keep_email(profile, *known);
            auto started =
                store::replace_profile(tx, platform, session.customer_id, profile, updated_at, actor);
            if (!started) return forward(started);
            for (const auto& [kind, is_given] :
                 {std::pair{"listing", true}, std::pair{"accounts", profile.may_create_accounts}})
                if (auto noted =
                        store::add_consent(tx, platform, session.customer_id, kind, kTermsVersion, is_given);
                    !noted)
                    return forward(noted);
            if (auto gone = store::drop_profile_draft(tx, session.customer_id); !gone) return forward(gone);
            return json::object{{"started", json::array(started->begin(), started->end())}};
        });
    if (!saved && saved.error().code == ErrorCode::conflict)
        co_return net::problem(409, "The profile was changed elsewhere",
                               "Somebody changed it while you were typing. Reload the page, then try again.",
                               "conflict");
    co_return customer_answer(saved);
}

Async<net::Response> logo(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto made = co_await offload(context.pool, context.platform.executor,
                                 [bytes = request.body] { return submit::make_logo(bytes); });
    if (!made && made.error().code == ErrorCode::invalid_argument)
        co_return net::problem(415, "This picture cannot be used", made.error().message, "no_picture");
    if (!made) co_return customer_problem(made.error());
    const auto file = fmt::format("logo-{}.png", context.platform.random.token(12));
    auto kept = context.evidence.put(fmt::format("{}/{}", session.customer_id, file), made->png);
    if (!kept) co_return customer_problem(kept.error());
    co_return customer_answer(json::object{
        {"logo_url", fmt::format("{}/media/{}/{}", context.base_url(), session.customer_id, file)},
        {"width", made->width},
        {"height", made->height}});
}

/// A logo is made to be shown: directories fetch it from here.
Async<net::Response> media(CustomerContext& context, net::Request& request) {
    const auto& file = request.params["file"];
    if (!file.starts_with("logo-") || !file.ends_with(".png"))
        co_return customer_problem({ErrorCode::not_found, ""});
    auto bytes = context.evidence.get(request.params["owner"] + "/" + file);
    if (!bytes) co_return customer_problem({ErrorCode::not_found, ""});
    net::Response response;
    response.headers.set("Content-Type", "image/png");
    response.headers.set("Cache-Control", "public, max-age=86400, immutable");
    response.body = std::move(*bytes);
    co_return response;
}

/// The free check of a website, for anybody: what it says about its business, and what directories would
/// miss.
Async<net::Response> analyze(CustomerContext& context, net::Request& request) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto read_url = read_profile(json::object{{"website", get_string(*body, "url")}});
    if (!read_url || read_url->website.empty())
        co_return customer_problem(
            {ErrorCode::invalid_argument, "Please enter the address of your website."});
    const auto visit = co_await visit_site(context.platform, context.http, context.addresses, context.pool,
                                           read_url->website);
    if (!visit.problem.empty())
        co_return net::problem(422, "We could not look at it", visit.problem, "website");
    json::array sources;
    for (const auto& each : visit.facts.sources)
        sources.push_back({{"field", each.field}, {"from", each.from}});
    co_return customer_answer(
        json::object{{"url", visit.url},
                     {"profile", write_profile(visit.facts.profile)},
                     {"sources", std::move(sources)},
                     {"has_schema", visit.facts.has_schema},
                     {"https", visit.url.starts_with("https://")},
                     {"problems", write_problems(profile_problems(visit.facts.profile))}});
}

} // namespace

void add_profile_routes(net::Router& router, CustomerContext& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(
            method, pattern,
            context.auth.guarded([&context, handler](net::Request& request, const CustomerSession& session) {
                return handler(context, request, session);
            }));
    };
    add("GET", "/api/my/profile", read);
    add("PUT", "/api/my/profile", save);
    add("PUT", "/api/my/profile/draft", draft);
    add("PUT", "/api/my/profile/logo", logo);
    router.add("GET", "/media/{owner}/{file}",
               [&context](net::Request& request) { return media(context, request); });
    const auto limit = std::make_shared<RateLimit>(context.platform, 10, std::chrono::minutes{5});
    router.add("POST", "/api/analyze", [&context, limit](net::Request& request) -> Async<net::Response> {
        if (auto refused = context.auth.refuse(request, *limit)) co_return *refused;
        co_return co_await analyze(context, request);
    });
}

} // namespace bolt::roles
