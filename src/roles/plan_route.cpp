#include "roles/plan_route.hpp"

#include "assist/form_planner.hpp"
#include "base/json.hpp"
#include "forms/page_model.hpp"
#include "forms/plan.hpp"
#include "forms/recipe.hpp"
#include "store/directories.hpp"
#include "store/recipes.hpp"

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

/// What the store knows of the directory; one read.
struct Known {
    std::optional<store::Directory> directory;
    std::optional<store::RecipeRow> recipe;
};

Async<Result<Known>> find_known(store::Database& database, std::string name) {
    auto known = co_await database.read([name](store::Tx& tx) -> Result<Known> {
        auto directory = store::find_directory(tx, name);
        if (!directory) return forward(directory);
        Known out{std::move(*directory), std::nullopt};
        if (!out.directory) return out;
        auto recipe = store::active_recipe(tx, name);
        if (!recipe) return forward(recipe);
        out.recipe = std::move(*recipe);
        return out;
    });
    // Text that no table can hold (NUL) names no directory.
    if (!known && known.error().code == ErrorCode::invalid_argument) co_return Known{};
    co_return known;
}

struct Reading {
    forms::Choice choice;
    std::string source = "local"; ///< local, recipe, model
    int recipe_version = 0;
};

/// Recipe, else our own reading, else the model's.
Async<Reading> read_form(assist::LanguageModel* model, const Known& known, const BusinessProfile& profile,
                         const forms::Page& page) {
    Reading out{forms::choose_form(page), "local", 0};
    if (known.recipe)
        if (const auto recipe = forms::read_recipe(known.recipe->plan))
            if (auto choice = forms::replay(*recipe, page, out.choice))
                co_return Reading{std::move(*choice), "recipe", known.recipe->version};
    if (model == nullptr) co_return out;
    if (auto planned =
            co_await assist::plan_form(*model, "", known.directory->name, profile, page, out.choice))
        co_return Reading{std::move(*planned), "model", 0};
    co_return out;
}

json::object write_reading(const Reading& reading, const forms::Page& page) {
    json::object out{{"source", reading.source}};
    if (reading.recipe_version > 0) out["recipe_version"] = reading.recipe_version;
    if (reading.choice.kind != forms::PageKind::submission || reading.choice.form >= page.forms.size())
        return out;
    const auto& form = page.forms[reading.choice.form];
    json::array fields;
    for (const auto& each : reading.choice.meaning) {
        if (each.control >= form.controls.size() || each.meaning == forms::Meaning::none) continue;
        const auto& control = form.controls[each.control];
        fields.push_back(json::object{{"selector", control.selector},
                                      {"label", control.labels.best()},
                                      {"meaning", forms::to_string(each.meaning)},
                                      {"confidence", static_cast<int>(each.confidence * 100 + 0.5)}});
    }
    out["sure"] = !assist::needs_planner(form, reading.choice);
    out["fields"] = std::move(fields);
    return out;
}

/// Without history or store there is a plan all the same.
Async<void> add_expected(OutcomeBoard& outcomes, const std::string& name, const BusinessProfile& profile,
                         json::object& out) {
    const auto model = co_await outcomes.model();
    if (!model) co_return;
    OutcomeQuestion question;
    question.country = profile.country;
    if (!profile.categories.empty()) question.category = profile.categories.front();
    out["expected"] = write_estimate((*model)->estimate(name, question));
}

} // namespace

Async<net::Response> answer_plan(net::Request& request, PlanContext context) {
    auto body = parse_json(request.body);
    if (!body) co_return net::problem(400, "The body is not JSON", body.error().message);
    const auto name = directory_name(*body);
    const auto* business = find(*body, "business");
    if (name.empty() || business == nullptr)
        co_return net::problem(400, "The request is not valid", "directory and business are needed");
    auto profile = read_profile(*business);
    if (!profile) co_return net::problem(400, "The business profile is not valid", profile.error().message);
    const auto known = co_await find_known(context.database, name);
    if (!known) co_return net::problem(503, "The database does not answer", known.error().message);
    if (!known->directory)
        co_return net::problem(404, "No such directory",
                               fmt::format("'{}' is not in the catalog.", name.substr(0, 200)));
    const auto& directory = *known->directory;
    if (directory.submission_url.empty())
        co_return net::problem(422, "No submission page is known",
                               fmt::format("Find the page where {} takes listings first.", name));

    const auto* hints = find(*body, "hints");
    const auto* snapshot = hints ? find(*hints, "page") : nullptr;
    if (snapshot == nullptr) {
        auto out = forms::write_plan(opening_plan(directory, *profile));
        co_await add_expected(context.outcomes, name, *profile, out);
        co_return net::Response::json(200, json::serialize(out));
    }
    auto page = forms::read_page(*snapshot);
    if (!page) co_return net::problem(400, "hints.page is no page snapshot", page.error().message);
    const auto reading = co_await read_form(context.model, *known, *profile, *page);
    forms::PlanOptions options;
    options.directory = name;
    options.url = directory.submission_url;
    auto plan = forms::make_plan(*page, reading.choice, *profile, options);
    if (!plan) co_return net::problem(422, "The page has no form to fill", plan.error().message);
    plan->rate_limit_ms = directory.pacing_ms;
    auto out = forms::write_plan(*plan);
    out["hints"] = write_reading(reading, *page);
    co_await add_expected(context.outcomes, name, *profile, out);
    co_return net::Response::json(200, json::serialize(out));
}

} // namespace bolt::roles
