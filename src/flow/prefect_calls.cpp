#include "flow/prefect_calls.hpp"

#include "base/encoding.hpp"

#include <fmt/format.h>

namespace bolt::flow {
namespace {

/// Prefect's own limit for one page.
constexpr std::size_t kPage = 200;

/// Prefect writes the times of its runs; its clock may be a little ahead of ours.
constexpr Duration kClocks = std::chrono::seconds{5};

Error odd_answer(const std::string& call) {
    return {
        ErrorCode::unavailable,
        fmt::format("Prefect's answer to {} is not as its API says: is PREFECT_API_URL a Prefect 3 server?",
                    call)};
}

Result<PrefectShown> read_shown(const json::value& run, const std::string& call) {
    PrefectShown shown;
    shown.id = get_string(run, "id");
    if (!is_uuid(shown.id)) return tl::unexpected(odd_answer(call));
    shown.name = get_string(run, "name");
    shown.idempotency_key = get_string(run, "idempotency_key");
    shown.state_type = get_string(run, "state_type");
    shown.state_name = get_string(run, "state_name");
    if (const auto* state = find(run, "state"); state && state->is_object())
        shown.state_since = parse_time(get_string(*state, "timestamp"));
    if (const auto* parameters = find(run, "parameters")) shown.parameters = *parameters;
    return shown;
}

} // namespace

Result<std::vector<PrefectShown>> read_prefect_runs(const json::value& body, const std::string& call,
                                                    std::string_view member) {
    if (!body.is_array()) return tl::unexpected(odd_answer(call));
    std::vector<PrefectShown> all;
    for (const auto& each : body.get_array()) {
        const auto* run = member.empty() ? &each : find(each, member);
        if (!run) return tl::unexpected(odd_answer(call));
        auto shown = read_shown(*run, call);
        if (!shown) return forward(shown);
        all.push_back(std::move(*shown));
    }
    return all;
}

std::string prefect_path(std::string_view prefix, std::string_view name, std::string_view suffix) {
    return fmt::format("{}{}{}", prefix, url_encode(name), suffix);
}

Async<Result<PrefectShown>> create_flow_run(PrefectClient& client, std::string deployment_id,
                                            NewFlowRun run) {
    const auto path = prefect_path("/deployments/", deployment_id, "/create_flow_run");
    json::object body{{"name", run.name},
                      {"idempotency_key", run.idempotency_key},
                      {"work_queue_name", run.work_queue},
                      {"parameters", std::move(run.parameters)},
                      {"labels", std::move(run.labels)},
                      {"tags", std::move(run.tags)},
                      {"state", {{"type", "SCHEDULED"}}}};
    auto answer = co_await client.call("POST", path, std::move(body));
    if (!answer) co_return forward(answer);
    co_return read_shown(answer->body, path);
}

Async<Result<std::vector<PrefectShown>>> scheduled_flow_runs(PrefectClient& client, std::string work_pool,
                                                             TimePoint now, int count_max) {
    const auto path = prefect_path("/work_pools/", work_pool, "/get_scheduled_flow_runs");
    auto answer = co_await client.call(
        "POST", path, json::object{{"scheduled_before", format_time(now + kClocks)}, {"limit", count_max}});
    if (!answer) co_return forward(answer);
    co_return read_prefect_runs(answer->body, path, "flow_run");
}

Async<Result<std::vector<PrefectShown>>> read_flow_runs(PrefectClient& client, std::vector<std::string> ids) {
    const std::string path = "/flow_runs/filter";
    std::vector<PrefectShown> all;
    for (std::size_t from = 0; from < ids.size(); from += kPage) {
        json::array some;
        for (std::size_t i = from; i < std::min(ids.size(), from + kPage); ++i) some.emplace_back(ids[i]);
        json::object body{{"limit", kPage}, {"flow_runs", {{"id", {{"any_", std::move(some)}}}}}};
        auto answer = co_await client.call("POST", path, std::move(body));
        if (!answer) co_return forward(answer);
        auto page = read_prefect_runs(answer->body, path);
        if (!page) co_return forward(page);
        all.insert(all.end(), std::make_move_iterator(page->begin()), std::make_move_iterator(page->end()));
    }
    co_return all;
}

Async<Result<StateAnswer>> set_flow_run_state(PrefectClient& client, const Platform& platform, std::string id,
                                              json::object state, bool force) {
    const auto path = prefect_path("/flow_runs/", id, "/set_state");
    const auto transition = platform.new_id();
    json::object details;
    if (const auto* given = state.if_contains("state_details"); given && given->is_object())
        details = given->get_object();
    details["transition_id"] = transition;
    state["state_details"] = std::move(details);
    json::object body{{"state", std::move(state)}, {"force", force}};
    auto answer = co_await client.call("POST", path, std::move(body));
    if (!answer) co_return forward(answer);
    StateAnswer said;
    const auto status = get_string(answer->body, "status");
    if (status.empty()) co_return tl::unexpected(odd_answer(path));
    said.accepted = status == "ACCEPT";
    if (const auto* now = find(answer->body, "state"); now && now->is_object()) {
        said.state_type = get_string(*now, "type");
        // The answer to an earlier try was lost: this is our own transition.
        if (const auto* its = find(*now, "state_details");
            its && get_string(*its, "transition_id") == transition)
            said.accepted = true;
    }
    if (const auto* why = find(answer->body, "details")) said.reason = get_string(*why, "reason");
    co_return said;
}

Async<Result<void>> prefect_heartbeat(PrefectClient& client, std::string work_pool, std::string name,
                                      Duration every) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(every).count();
    json::object body{{"name", name}, {"heartbeat_interval_seconds", std::max<std::int64_t>(seconds, 1)}};
    auto answer = co_await client.call("POST", prefect_path("/work_pools/", work_pool, "/workers/heartbeat"),
                                       std::move(body));
    if (!answer) co_return forward(answer);
    co_return Result<void>{};
}

} // namespace bolt::flow
