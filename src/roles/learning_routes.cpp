#include "roles/learning_routes.hpp"

#include "store/canaries.hpp"
#include "store/directories.hpp"
#include "store/experiments.hpp"
#include "store/history.hpp"
#include "store/model_calls.hpp"
#include "store/recipes.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kTextMax = 200;

Async<net::Response> expected_outcome(net::Request& request, OutcomeBoard& board,
                                      const PackageCatalog& packages) {
    const auto name = query_text(request, "package");
    const auto* package = packages.find(name);
    if (package == nullptr)
        co_return problem_of({ErrorCode::invalid_argument, "package: must be the name of a package on sale"});
    OutcomeQuestion question;
    question.category = query_text(request, "category");
    if (question.category.size() > kTextMax)
        co_return problem_of({ErrorCode::invalid_argument, "category: too long"});
    question.country = country_code(query_text(request, "country").substr(0, kTextMax));
    auto expected = co_await board.expected_outcome(package->directories, question);
    if (expected) (*expected)["package"] = package->name;
    co_return answer(expected);
}

Result<json::object> learning(store::Tx& tx, TimePoint now, const OutcomeModel& model,
                              const std::string& name) {
    auto directory = store::find_directory(tx, name);
    if (!directory) return forward(directory);
    if (!*directory)
        return fail(ErrorCode::not_found, fmt::format("no directory {}", name.substr(0, kTextMax)));
    auto versions = store::recipe_versions(tx, name);
    if (!versions) return forward(versions);
    auto usage = store::model_usage(tx, TimePoint(std::chrono::floor<std::chrono::days>(now)));
    if (!usage) return forward(usage);
    auto canary = store::canary_view(tx, name);
    if (!canary) return forward(canary);
    auto experiments = store::experiment_views(tx, name);
    if (!experiments) return forward(experiments);
    return json::object{{"recipes", std::move(*versions)},
                        {"canary", std::move(*canary)},
                        {"experiments", std::move(*experiments)},
                        {"expected", write_estimate(model.estimate(name, {}))},
                        {"model_today", std::move(*usage)}};
}

/// Asks for a look; whether it could be asked for stands in the answer.
Result<json::object> ask_for_look(store::Tx& tx, TimePoint now, const std::string& name,
                                  const std::string& actor) {
    auto asked = store::ask_canary(tx, now, name);
    if (!asked) return forward(asked);
    if (!*asked)
        return fail(ErrorCode::conflict,
                    "Only an active directory with policy allowed, a submission page and a "
                    "recipe in force, that nobody paused, is looked at.");
    if (auto noted = store::add_audit(tx, now, actor, "directory.canary", "directory:" + name); !noted)
        return forward(noted);
    auto view = store::canary_view(tx, name);
    if (!view) return forward(view);
    return json::object{{"canary", std::move(*view)}};
}

} // namespace

void add_expected_outcome_route(net::Router& router, OutcomeBoard& board, const PackageCatalog& packages) {
    router.add("GET", "/api/expected-outcome",
               [&](net::Request& request) { return expected_outcome(request, board, packages); });
}

void add_learning_routes(StaffRoutes& routes, StaffContext& context, OutcomeBoard& board) {
    routes.add("GET", "/api/staff/directories/{name}/learning", Role::viewer,
               [&context, &board](net::Request& request, const store::StaffSession&) -> Async<net::Response> {
                   auto model = co_await board.model();
                   if (!model) co_return problem_of(model.error());
                   co_return answer(co_await context.database.read(with_position(
                       [model = *model, name = request.params["name"], now = context.platform.now()](
                           store::Tx& tx) { return learning(tx, now, *model, name); })));
               });
    routes.add("POST", "/api/staff/directories/{name}/canary", Role::operator_,
               [&context](net::Request& request, const store::StaffSession& session) -> Async<net::Response> {
                   co_return answer(co_await context.database.write(
                       then_position([name = request.params["name"], now = context.platform.now(),
                                      actor = actor_of(session)->name](store::Tx& tx) {
                           return ask_for_look(tx, now, name, actor);
                       })));
               });
}

} // namespace bolt::roles
