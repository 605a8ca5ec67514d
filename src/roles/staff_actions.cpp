#include "store/staff_actions.hpp"
#include "roles/staff_routes.hpp"
#include "store/customers.hpp"
#include "store/job_start.hpp"
#include "store/views.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Actor;
using store::JobChange;
using store::StaffSession;
using store::Tx;

constexpr std::size_t kListedMax = 1'000;
constexpr int kPackageSizeMax = 10'000;

/// {changed, affected, job} once the change is made.
Result<json::object> changed_job(Tx& tx, const std::string& job_id, const Result<JobChange>& change) {
    if (!change) return forward(change);
    auto document = store::job_document(tx, job_id);
    if (!document) return document;
    return json::object{
        {"changed", change->changed}, {"affected", change->affected}, {"job", std::move((*document)["job"])}};
}

using Action = std::function<Result<JobChange>(Tx&, const Platform&, const std::string& id,
                                               const json::object& body, const Actor&)>;

/// A route that does something to the job in its path.
StaffRoutes::Handler on_job(StaffContext& context, Action action) {
    return [&context, action = std::move(action)](net::Request& request,
                                                  const StaffSession& session) -> Async<net::Response> {
        auto body = body_of(request);
        if (!body) co_return problem_of(body.error());
        auto actor = actor_of(session, *body);
        if (!actor) co_return problem_of(actor.error());
        co_return answer(co_await context.database.write(then_position(
            [&platform = context.platform, action, id = request.params["id"], body = *body, actor = *actor](
                Tx& tx) { return changed_job(tx, id, action(tx, platform, id, body, actor)); })));
    };
}

Result<store::RetryChoice> retry_choice(const json::object& body) {
    store::RetryChoice choice;
    const auto scope = get_string(body, "scope", "failed");
    if (scope == "all")
        choice.scope = store::RetryChoice::Scope::all;
    else if (scope == "listed")
        choice.scope = store::RetryChoice::Scope::listed;
    else if (scope != "failed")
        return fail(ErrorCode::invalid_argument, "scope: must be one of failed, listed, all");
    const auto* ids = body.if_contains("submission_ids");
    if (ids == nullptr) return choice;
    if (!ids->is_array() || ids->get_array().size() > kListedMax)
        return fail(ErrorCode::invalid_argument, "submission_ids: must be a list of at most 1000 ids");
    for (const auto& id : ids->get_array())
        if (id.is_string()) choice.submission_ids.emplace_back(id.get_string());
    return choice;
}

/// The job that the body asks for, by the catalog's rules.
Result<store::StaffJob> new_job(const json::object& body, const PackageCatalog& packages) {
    store::StaffJob job;
    job.customer_id = get_string(body, "customer_id");
    const auto* profile = body.if_contains("profile");
    if (job.customer_id.empty() == (profile == nullptr))
        return fail(ErrorCode::invalid_argument, "Exactly one of customer_id and profile is needed.");
    if (profile != nullptr) {
        auto read = read_profile(*profile);
        if (!read) return forward(read);
        job.profile = std::move(*read);
        if (job.profile.business_name.empty() || !is_email(job.profile.email))
            return fail(ErrorCode::invalid_argument, "profile: business_name and a valid email are needed");
    }
    const auto* package = packages.find(get_string(body, "package_type"));
    if (package == nullptr)
        return fail(ErrorCode::invalid_argument, "package_type: not a package of the catalog");
    job.package_type = package->name;
    const auto size = get_int(body, "package_size"), priority = get_int(body, "priority", package->priority);
    if (size < 0 || size > kPackageSizeMax)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("package_size: must be from 1 to {}", kPackageSizeMax));
    if (size > 0) job.package_size = static_cast<int>(size);
    if (priority < 1 || priority > 4)
        return fail(ErrorCode::invalid_argument, "priority: must be from 1 to 4");
    job.priority = static_cast<int>(priority);
    job.client_key = get_string(body, "client_key");
    if (job.client_key.size() > 100)
        return fail(ErrorCode::invalid_argument, "client_key: longer than 100 bytes");
    return job;
}

Async<net::Response> create(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto job = new_job(*body, context.packages);
    if (!job) co_return problem_of(job.error());
    co_return answer(
        co_await context.database.write(then_position(
            [&platform = context.platform, job = *job, actor = *actor](Tx& tx) -> Result<json::object> {
                auto made = store::create_staff_job(tx, platform, job, actor);
                if (!made) return forward(made);
                return changed_job(tx, made->job_id, JobChange{made->created, 0});
            })),
        201);
}

} // namespace

void add_action_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Action action) {
        routes.add(method, pattern, Role::operator_, on_job(context, std::move(action)));
    };
    routes.add("POST", "/api/staff/jobs", Role::operator_,
               [&context](net::Request& request, const StaffSession& session) {
                   return create(context, request, session);
               });
    add("POST", "/api/staff/jobs/{id}/retry",
        [](Tx& tx, const Platform& platform, const std::string& id, const json::object& body,
           const Actor& actor) -> Result<JobChange> {
            auto choice = retry_choice(body);
            if (!choice) return forward(choice);
            return store::retry_job(tx, platform, id, *choice, actor);
        });
    add("POST", "/api/staff/jobs/{id}/cancel",
        [](Tx& tx, const Platform& platform, const std::string& id, const json::object&, const Actor& actor) {
            return store::cancel_by_staff(tx, platform, id, actor);
        });
    add("POST", "/api/staff/jobs/{id}/pause",
        [](Tx& tx, const Platform& platform, const std::string& id, const json::object&, const Actor& actor) {
            return store::pause_job(tx, platform, id, true, actor);
        });
    add("POST", "/api/staff/jobs/{id}/resume",
        [](Tx& tx, const Platform& platform, const std::string& id, const json::object&, const Actor& actor) {
            return store::pause_job(tx, platform, id, false, actor);
        });
    add("PUT", "/api/staff/jobs/{id}/priority",
        [](Tx& tx, const Platform& platform, const std::string& id, const json::object& body,
           const Actor& actor) {
            return store::set_job_priority(tx, platform, id, static_cast<int>(get_int(body, "priority")),
                                           actor);
        });
    routes.add("POST", "/api/staff/submissions/{id}/retry", Role::operator_,
               [&context](net::Request& request, const StaffSession& session) -> Async<net::Response> {
                   auto body = body_of(request);
                   if (!body) co_return problem_of(body.error());
                   auto actor = actor_of(session, *body);
                   if (!actor) co_return problem_of(actor.error());
                   co_return answer(co_await context.database.write(
                       then_position([&platform = context.platform, id = request.params["id"],
                                      actor = *actor](Tx& tx) -> Result<json::object> {
                           auto job_id = store::job_of_submission(tx, id);
                           if (!job_id) return forward(job_id);
                           return changed_job(tx, *job_id, store::retry_submission(tx, platform, id, actor));
                       })));
               });
}

} // namespace bolt::roles
