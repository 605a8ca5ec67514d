#include "roles/plan_route.hpp"

#include "base/json.hpp"
#include "forms/page_model.hpp"
#include "forms/plan.hpp"
#include "store/directories.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

// "directory" is a name, or an object with a name as the inspiring system sent it.
std::string directory_name(const json::value& body) {
    const auto* value = find(body, "directory");
    if (value == nullptr) return "";
    if (value->is_string()) return std::string(value->get_string());
    return get_string(*value, "name");
}

forms::Plan opening_plan(const store::Directory& directory, const BusinessProfile& profile) {
    forms::Plan plan;
    forms::Step open;
    open.action = forms::Action::goto_;
    open.url = directory.submission_url;
    forms::Step wait;
    wait.action = forms::Action::wait;
    wait.until = "load";
    plan.steps = {open, wait};
    plan.directory = directory.name;
    plan.business_name = profile.business_name;
    plan.captcha = directory.has_captcha.value_or(false) ? "possible" : "none";
    plan.rate_limit_ms = directory.pacing_ms;
    return plan;
}

} // namespace

Async<net::Response> answer_plan(net::Request& request, store::Database& database) {
    auto body = parse_json(request.body);
    if (!body) co_return net::problem(400, "The body is not JSON", body.error().message);
    const auto name = directory_name(*body);
    const auto* business = find(*body, "business");
    if (name.empty() || business == nullptr)
        co_return net::problem(400, "The request is not valid", "directory and business are needed");
    auto profile = read_profile(*business);
    if (!profile) co_return net::problem(400, "The business profile is not valid", profile.error().message);
    auto directory =
        co_await database.read([name](store::Tx& tx) { return store::find_directory(tx, name); });
    // Text that no table can hold (NUL) names no directory.
    if (!directory && directory.error().code == ErrorCode::invalid_argument)
        directory = std::optional<store::Directory>{};
    if (!directory) co_return net::problem(503, "The database does not answer", directory.error().message);
    if (!*directory)
        co_return net::problem(404, "No such directory",
                               fmt::format("'{}' is not in the catalog.", name.substr(0, 200)));
    if ((*directory)->submission_url.empty())
        co_return net::problem(422, "No submission page is known",
                               fmt::format("Find the page where {} takes listings first.", name));

    const auto* hints = find(*body, "hints");
    const auto* snapshot = hints ? find(*hints, "page") : nullptr;
    if (snapshot == nullptr)
        co_return net::Response::json(
            200, json::serialize(forms::write_plan(opening_plan(**directory, *profile))));
    auto page = forms::read_page(*snapshot);
    if (!page) co_return net::problem(400, "hints.page is no page snapshot", page.error().message);
    forms::PlanOptions options;
    options.directory = name;
    options.url = (*directory)->submission_url;
    auto plan = forms::make_plan(*page, *profile, options);
    if (!plan) co_return net::problem(422, "The page has no form to fill", plan.error().message);
    plan->rate_limit_ms = (*directory)->pacing_ms;
    co_return net::Response::json(200, json::serialize(forms::write_plan(*plan)));
}

} // namespace bolt::roles
