#include "flow/prefect_setup.hpp"

#include "flow/prefect_calls.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <map>

namespace bolt::flow {
namespace {

using Steps = std::vector<std::string>;

/// So that no Python worker takes the runs by mistake: workers serve pools of their own type.
constexpr const char* kPoolType = "directory-bolt";

json::object parameter_schema() {
    const auto text = [](int position, const char* title) {
        return json::object{{"type", "string"}, {"title", title}, {"position", position}};
    };
    return {{"type", "object"},
            {"title", "Parameters"},
            {"properties",
             {{"job_id", text(0, "job_id")},
              {"customer_id", text(1, "customer_id")},
              {"package_size", {{"type", "integer"}, {"title", "package_size"}, {"position", 2}}},
              {"traceparent", text(3, "traceparent")}}},
            {"required", json::array{"job_id"}}};
}

bool absent(const Result<PrefectAnswer>& answer) {
    return !answer && answer.error().code == ErrorCode::not_found;
}
/// Another process made it at the same moment.
bool there_already(const Result<PrefectAnswer>& answer) {
    return !answer && answer.error().code == ErrorCode::conflict;
}

Async<Result<void>> set_up_pool(PrefectClient& client, std::string name, Steps& steps) {
    const auto found = co_await client.call("GET", prefect_path("/work_pools/", name));
    if (found) {
        const auto type = get_string(found->body, "type");
        steps.push_back(
            type == kPoolType
                ? fmt::format("found work pool {}", name)
                : fmt::format("found work pool {} of type {}: let no other worker serve it", name, type));
        co_return Result<void>{};
    }
    if (!absent(found)) co_return forward(found);
    json::object body{
        {"name", name},
        {"type", kPoolType},
        {"description", "Jobs of Directory-Bolt: a business, submitted to its package's directories"},
        {"base_job_template", json::object{}}};
    const auto made = co_await client.call("POST", "/work_pools/", std::move(body));
    if (!made && !there_already(made)) co_return forward(made);
    steps.push_back(fmt::format("made work pool {}", name));
    co_return Result<void>{};
}

Async<Result<std::map<std::string, std::int64_t>>> read_priorities(PrefectClient& client, std::string pool) {
    auto found =
        co_await client.call("POST", prefect_path("/work_pools/", pool, "/queues/filter"), json::object{});
    if (!found) co_return forward(found);
    std::map<std::string, std::int64_t> priorities;
    if (found->body.is_array())
        for (const auto& queue : found->body.get_array())
            priorities[get_string(queue, "name")] = get_int(queue, "priority");
    co_return priorities;
}

/// In order, so that each gets its place before the queues behind it move up.
Async<Result<void>> set_up_queues(PrefectClient& client, PrefectTarget target, Steps& steps) {
    const auto queues = prefect_path("/work_pools/", target.work_pool, "/queues");
    for (std::size_t i = 0; i < target.queues.size(); ++i) {
        const auto& name = target.queues[i].name;
        const auto wanted = static_cast<std::int64_t>(i) + 1;
        auto priorities = co_await read_priorities(client, target.work_pool);
        if (!priorities) co_return forward(priorities);
        const auto found = priorities->find(name);
        if (found != priorities->end() && found->second == wanted) {
            steps.push_back(fmt::format("found work queue {} with priority {}", name, wanted));
            continue;
        }
        const bool there = found != priorities->end();
        json::object body{{"name", name}, {"priority", wanted}};
        const auto done =
            there ? co_await client.call("PATCH", prefect_path(queues + "/", name), std::move(body))
                  : co_await client.call("POST", queues, std::move(body));
        if (!done && !there_already(done)) co_return forward(done);
        steps.push_back(
            fmt::format("{} work queue {} with priority {}", there ? "moved" : "made", name, wanted));
    }
    co_return Result<void>{};
}

Async<Result<std::string>> set_up_deployment(PrefectClient& client, PrefectTarget target, Steps& steps) {
    auto flow = co_await client.call("POST", "/flows/", json::object{{"name", kPrefectFlow}});
    if (!flow) co_return forward(flow);
    steps.push_back(fmt::format("{} flow {}", flow->status == 201 ? "made" : "found", kPrefectFlow));
    const auto name = fmt::format("{}/{}", kPrefectFlow, kPrefectDeployment);
    const auto found = co_await client.call("GET", "/deployments/name/" + name);
    if (found) {
        const auto id = get_string(found->body, "id");
        if (get_string(found->body, "work_pool_name") == target.work_pool) {
            steps.push_back(fmt::format("found deployment {}", name));
            co_return id;
        }
        json::object body{{"work_pool_name", target.work_pool}};
        const auto moved = co_await client.call("PATCH", prefect_path("/deployments/", id), std::move(body));
        if (!moved) co_return forward(moved);
        steps.push_back(fmt::format("moved deployment {} to work pool {}", name, target.work_pool));
        co_return id;
    }
    if (!absent(found)) co_return forward(found);
    json::object body{{"name", kPrefectDeployment},
                      {"flow_id", get_string(flow->body, "id")},
                      {"work_pool_name", target.work_pool},
                      {"description", "Submits one business to the directories of its package"},
                      {"tags", json::array{"directory-bolt"}},
                      {"parameter_openapi_schema", parameter_schema()},
                      {"enforce_parameter_schema", true}};
    const auto made = co_await client.call("POST", "/deployments/", std::move(body));
    if (!made) co_return forward(made);
    steps.push_back(fmt::format("made deployment {}", name));
    co_return get_string(made->body, "id");
}

PrefectFinding bad(std::string what, std::string fix) {
    return {PrefectFinding::Grade::bad, std::move(what), std::move(fix)};
}
PrefectFinding warning(std::string what, std::string fix) {
    return {PrefectFinding::Grade::warning, std::move(what), std::move(fix)};
}

std::string fix_of(const Error& error) {
    if (error.code == ErrorCode::unauthenticated || error.code == ErrorCode::permission_denied)
        return "set PREFECT_API_AUTH_STRING (a server's user:password) or PREFECT_API_KEY (Cloud)";
    return "check PREFECT_API_URL: http://HOST:4200/api of a server that runs, or Cloud's URL with account "
           "and "
           "workspace";
}

Async<std::vector<PrefectFinding>> look_at_queues(PrefectClient& client, PrefectTarget target) {
    std::vector<PrefectFinding> findings;
    const auto queues = co_await client.call(
        "POST", prefect_path("/work_pools/", target.work_pool, "/queues/filter"), json::object{});
    if (!queues || !queues->body.is_array()) co_return findings;
    for (const auto& wanted : target.queues) {
        const auto& all = queues->body.get_array();
        const auto* found = std::ranges::find_if(
            all, [&](const json::value& each) { return get_string(each, "name") == wanted.name; });
        if (found == all.end())
            findings.push_back(warning(fmt::format("Prefect has no work queue {}", wanted.name),
                                       "directory-bolt prefect setup"));
        else if (get_bool(*found, "is_paused"))
            findings.push_back(warning(
                fmt::format("Prefect's work queue {} is paused: its jobs do not start", wanted.name),
                fmt::format("prefect work-queue resume {} --pool {}", wanted.name, target.work_pool)));
    }
    co_return findings;
}

} // namespace

std::string prefect_queue_of(const PrefectTarget& target, std::string_view package, int priority) {
    const PrefectTarget::Queue* best = nullptr;
    const auto distance = [&](const PrefectTarget::Queue& queue) {
        // Of two queues as near as each other the package's own wins.
        return 2 * std::abs(queue.priority - priority) + (queue.name == package ? 0 : 1);
    };
    for (const auto& queue : target.queues)
        if (!best || distance(queue) < distance(*best)) best = &queue;
    return best ? best->name : "default";
}

Async<Result<PrefectSetup>> set_up_prefect(PrefectClient& client, PrefectTarget target) {
    PrefectSetup setup;
    if (auto done = co_await set_up_pool(client, target.work_pool, setup.steps); !done)
        co_return forward(done);
    if (auto done = co_await set_up_queues(client, target, setup.steps); !done) co_return forward(done);
    auto id = co_await set_up_deployment(client, target, setup.steps);
    if (!id) co_return forward(id);
    if (!is_uuid(*id))
        co_return fail(ErrorCode::unavailable,
                       "Prefect's answer about the deployment has no id: is PREFECT_API_URL "
                       "a Prefect 3 server?");
    setup.deployment_id = std::move(*id);
    co_return setup;
}

Async<Result<std::string>> find_prefect_deployment(PrefectClient& client) {
    const auto found =
        co_await client.call("GET", fmt::format("/deployments/name/{}/{}", kPrefectFlow, kPrefectDeployment));
    if (absent(found)) co_return std::string();
    if (!found) co_return forward(found);
    auto id = get_string(found->body, "id");
    if (!is_uuid(id))
        co_return fail(ErrorCode::unavailable,
                       "Prefect's answer about the deployment has no id: is PREFECT_API_URL "
                       "a Prefect 3 server?");
    co_return id;
}

Async<std::vector<PrefectFinding>> look_at_prefect(PrefectClient& client, PrefectTarget target) {
    std::vector<PrefectFinding> findings;
    if (const auto alive = co_await client.call("GET", "/health"); !alive) {
        findings.push_back(bad(alive.error().message, fix_of(alive.error())));
        co_return findings;
    }
    const auto pool = co_await client.call("GET", prefect_path("/work_pools/", target.work_pool));
    if (!pool && !absent(pool)) {
        findings.push_back(bad(pool.error().message, fix_of(pool.error())));
        co_return findings;
    }
    // Cloud does not tell.
    const auto version = co_await client.call("GET", "/admin/version");
    const auto number = version && version->body.is_string() ? std::string(version->body.get_string()) : "";
    if (!number.empty() && !number.starts_with("3."))
        findings.push_back(bad(fmt::format("Prefect {} is not supported", number), "run Prefect 3"));
    else
        findings.push_back({PrefectFinding::Grade::good,
                            fmt::format("Prefect {} answers at {}", number, client.settings().api_url), ""});
    if (!pool) {
        findings.push_back(warning(fmt::format("Prefect has no work pool {}", target.work_pool),
                                   "directory-bolt prefect setup (the first job does the same)"));
        co_return findings;
    }
    if (get_bool(pool->body, "is_paused"))
        findings.push_back(
            warning(fmt::format("Prefect's work pool {} is paused: no job starts", target.work_pool),
                    fmt::format("prefect work-pool resume {}", target.work_pool)));
    for (auto& finding : co_await look_at_queues(client, target)) findings.push_back(std::move(finding));
    const auto deployment = co_await find_prefect_deployment(client);
    if (deployment && deployment->empty())
        findings.push_back(
            warning(fmt::format("Prefect has no deployment {}/{}", kPrefectFlow, kPrefectDeployment),
                    "directory-bolt prefect setup"));
    co_return findings;
}

} // namespace bolt::flow
