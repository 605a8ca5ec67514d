#include "roles/learning_routes.hpp"

#include "store/experiments.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

Result<store::NewExperiment> read_experiment(const json::object& body, std::string directory) {
    store::NewExperiment wanted;
    wanted.directory_name = std::move(directory);
    wanted.kind = get_string(body, "kind");
    wanted.arm_a = get_string(body, "arm_a");
    wanted.arm_b = get_string(body, "arm_b");
    if (const auto* alpha = find(body, "alpha")) {
        if (!alpha->is_number()) return fail(ErrorCode::invalid_argument, "alpha: must be a number");
        wanted.alpha = alpha->to_number<double>();
    }
    // Text and fractions become 0, which is out of bounds.
    const auto most =
        find(body, "outcomes_max") == nullptr ? wanted.outcomes_max : get_int(body, "outcomes_max", 0);
    if (most < 20 || most > 5000)
        return fail(ErrorCode::invalid_argument, "outcomes_max: must be from 20 to 5000");
    wanted.outcomes_max = static_cast<int>(most);
    return wanted;
}

Result<json::object> list(Tx& tx, std::string_view directory) {
    auto views = store::experiment_views(tx, directory);
    if (!views) return forward(views);
    return json::object{{"experiments", std::move(*views)}};
}

Async<net::Response> start(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto wanted = read_experiment(*body, request.params["name"]);
    if (!wanted) co_return problem_of(wanted.error());
    co_return answer(co_await context.database.write(
                         then_position([&platform = context.platform, wanted = std::move(*wanted),
                                        actor = std::move(*actor)](Tx& tx) -> Result<json::object> {
                             auto id = store::start_experiment(tx, platform, wanted, actor);
                             if (!id) return forward(id);
                             auto document = list(tx, wanted.directory_name);
                             if (document) (*document)["id"] = *id;
                             return document;
                         })),
                     201);
}

Async<net::Response> stop(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    co_return answer(co_await context.database.write(
        then_position([&platform = context.platform, id = request.params["id"],
                       actor = std::move(*actor)](Tx& tx) -> Result<json::object> {
            auto stopped = store::stop_experiment(tx, platform, id, actor);
            if (!stopped) return forward(stopped);
            return json::object{{"changed", *stopped}};
        })));
}

} // namespace

void add_experiment_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("GET", "/api/staff/experiments", Role::viewer,
               [&context](net::Request& request, const StaffSession&) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(with_position(
                       [name = query_text(request, "directory")](Tx& tx) { return list(tx, name); })));
               });
    routes.add("POST", "/api/staff/directories/{name}/experiments", Role::operator_,
               [&context](net::Request& request, const StaffSession& session) {
                   return start(context, request, session);
               });
    routes.add("POST", "/api/staff/experiments/{id}/stop", Role::operator_,
               [&context](net::Request& request, const StaffSession& session) {
                   return stop(context, request, session);
               });
}

} // namespace bolt::roles
