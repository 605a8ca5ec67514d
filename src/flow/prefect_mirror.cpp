#include "flow/prefect_mirror.hpp"

#include "base/log.hpp"
#include "flow/prefect_picture.hpp"

#include <algorithm>
#include <map>

namespace bolt::flow {
namespace {

using store::Durability;
using store::PrefectNews;
using store::PrefectProgress;
using store::PrefectRun;
using store::Tx;

constexpr int kEventsAtOnce = 500;      ///< of history, told in one pass
constexpr std::size_t kBodyItems = 200; ///< in one request
constexpr int kRunsAtOnce = 8;
constexpr Duration kBreath = std::chrono::milliseconds{250}; ///< between two looks at the store
constexpr Duration kLongestPause = std::chrono::seconds{30};
/// PostgreSQL gives history its numbers before it commits: what is younger may still have gaps.
constexpr Duration kGapsClose = std::chrono::seconds{1};
constexpr Duration kLookAgain = std::chrono::seconds{1}; ///< for task runs that Prefect is still recording

std::vector<json::array> parts_of(json::array all) {
    std::vector<json::array> parts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i % kBodyItems == 0) parts.emplace_back();
        parts.back().push_back(std::move(all[i]));
    }
    return parts;
}

/// Failures of one run's news, which must not hold up the others'.
bool is_ours(ErrorCode code) {
    return code == ErrorCode::invalid_argument || code == ErrorCode::conflict ||
           code == ErrorCode::too_large || code == ErrorCode::internal;
}

Result<void> nothing(const Result<PrefectAnswer>& answer) {
    if (!answer) return forward(answer);
    return {};
}

} // namespace

PrefectMirror::PrefectMirror(const Platform& platform, store::Database& database, PrefectClient& client,
                             PrefectMirrorSettings settings)
    : platform_(platform), database_(database), client_(client), settings_(settings),
      owner_(platform.new_id()) {}

void PrefectMirror::note_outage(const Error& error) {
    if (++failures_ == 1)
        log::warn("Prefect's picture falls behind; the work goes on and it is told later",
                  {{"error", error.message}});
}

Async<void> PrefectMirror::run(StopToken& stop) {
    auto next_compare = platform_.clock.monotonic();
    while (!stop.requested()) {
        const auto seen = database_.committed().count();
        Result<void> done;
        if (platform_.clock.monotonic() >= next_compare) {
            done = co_await compare();
            next_compare = platform_.clock.monotonic() + settings_.check;
        }
        if (done && !stop.requested()) {
            const auto told = co_await tell_due();
            if (!told)
                done = forward(told);
            else if (*told)
                continue;
        }
        if (!done) {
            note_outage(done.error());
            const auto pause =
                std::min(kLongestPause, Duration{std::chrono::seconds{1}} * (1 << std::min(failures_, 5)));
            co_await stop.sleep(pause);
            continue;
        }
        if (std::exchange(failures_, 0) > 0)
            log::info("Prefect answers again; its picture is being caught up");
        if (!co_await stop.sleep(kBreath)) break;
        const auto left = next_compare - platform_.clock.monotonic();
        if (left > Duration::zero())
            co_await database_.committed().wait_past(seen, std::min(left, settings_.pace));
    }
}

/// True if something was told and more may be due.
Async<Result<bool>> PrefectMirror::tell_due() {
    auto next = co_await database_.read([](Tx& tx) { return store::next_prefect_news(tx); });
    if (!next) co_return forward(next);
    if (!*next || **next > platform_.now()) co_return false;
    auto runs = co_await database_.write(
        [this](Tx& tx) {
            return store::claim_prefect_news(tx, platform_.now(), owner_, settings_.lease, kRunsAtOnce);
        },
        Durability::relaxed);
    if (!runs) co_return forward(runs);
    for (const auto& run : *runs) {
        auto told = co_await tell(run);
        if (told) continue;
        if (!is_ours(told.error().code)) co_return forward(told);
        log::error("Prefect refuses what it is told about a flow run; it is told again later",
                   {{"job_id", run.job_id},
                    {"prefect_flow_run_id", run.prefect_id},
                    {"error", told.error().message}});
    }
    co_return !runs->empty();
}

Async<Result<void>> PrefectMirror::tell(PrefectRun run) {
    PrefectProgress progress{.position = run.position, .progress_artifact = run.progress_artifact};
    auto told = co_await tell_run(run, progress);
    if (!told && told.error().code == ErrorCode::not_found) co_return co_await drop(run);
    // What was told half stays with its owner's name on it until the lease is over: whoever takes it then
    // looks first what Prefect has.
    if (!told) co_return told;
    auto kept = co_await database_.write(
        [this, id = run.flow_run_id, progress](Tx& tx) {
            return store::keep_prefect_progress(tx, platform_.now(), owner_, id, progress);
        },
        Durability::relaxed);
    if (!kept) co_return forward(kept);
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::tell_run(PrefectRun run, PrefectProgress& progress) {
    auto news =
        co_await database_.read([run](Tx& tx) { return store::read_prefect_news(tx, run, kEventsAtOnce); });
    if (!news) co_return forward(news);
    const bool over = is_over(run);
    const bool more = news->events.size() == static_cast<std::size_t>(kEventsAtOnce);
    if (!over && database_.engine() != "sqlite")
        while (!news->events.empty() && news->events.back().created_at > platform_.now() - kGapsClose)
            news->events.pop_back();
    if (!news->events.empty()) {
        if (auto sent = co_await send_events(task_run_events(run, *news)); !sent) co_return sent;
        if (auto sent = co_await send_logs(run, log_lines(run, *news)); !sent) co_return sent;
        progress.position = news->events.back().id;
    }
    if (news->job.directories_total > 0)
        if (auto shown = co_await show_progress(run, news->job.progress, progress.progress_artifact); !shown)
            co_return shown;
    progress.again_after = more ? Duration{0} : settings_.pace;
    if (more || !over) co_return Result<void>{};
    if (auto shown = co_await show_end(run, *news); !shown) co_return shown;
    auto complete = co_await task_runs_complete(run, *news);
    if (!complete) co_return forward(complete);
    progress.again_after = kLookAgain;
    const bool late = run.ended_at + settings_.settle_max < platform_.now();
    if (!*complete && !late) co_return Result<void>{};
    if (!*complete)
        log::warn("Prefect does not show all task runs of a flow run that has ended",
                  {{"job_id", run.job_id}, {"prefect_flow_run_id", run.prefect_id}});
    if (auto shown = co_await show_results(run, *news); !shown) co_return shown;
    progress.settled = true;
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::send_events(json::array events) {
    for (auto& part : parts_of(std::move(events)))
        if (auto sent = nothing(co_await client_.call("POST", "/events", std::move(part))); !sent)
            co_return sent;
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::send_logs(const PrefectRun& run, json::array lines) {
    std::set<std::pair<TimePoint, std::string>> there;
    const auto from = run.taken_over && !lines.empty() ? get_string(lines.front(), "timestamp") : "";
    for (std::size_t offset = 0; !from.empty(); offset += kBodyItems) {
        json::object body{
            {"logs",
             {{"flow_run_id", {{"any_", json::array{run.prefect_id}}}}, {"timestamp", {{"after_", from}}}}},
            {"sort", "TIMESTAMP_ASC"},
            {"limit", kBodyItems},
            {"offset", offset}};
        auto found = co_await client_.call("POST", "/logs/filter", std::move(body));
        if (!found) co_return forward(found);
        if (!found->body.is_array()) break;
        for (const auto& line : found->body.get_array())
            there.emplace(parse_time(get_string(line, "timestamp")), get_string(line, "message"));
        if (found->body.get_array().size() < kBodyItems) break;
    }
    json::array missing;
    for (auto& line : lines)
        if (!there.contains({parse_time(get_string(line, "timestamp")), get_string(line, "message")}))
            missing.push_back(std::move(line));
    for (auto& part : parts_of(std::move(missing)))
        if (auto sent = nothing(co_await client_.call("POST", "/logs/", std::move(part))); !sent)
            co_return sent;
    co_return Result<void>{};
}

Async<Result<std::string>> PrefectMirror::find_artifact(std::string prefect_id, std::string key) {
    json::object body{
        {"artifacts",
         {{"flow_run_id", {{"any_", json::array{prefect_id}}}}, {"key", {{"any_", json::array{key}}}}}},
        {"limit", 1}};
    auto found = co_await client_.call("POST", "/artifacts/filter", std::move(body));
    if (!found) co_return forward(found);
    if (!found->body.is_array() || found->body.get_array().empty()) co_return std::string();
    co_return get_string(found->body.get_array().front(), "id");
}

Async<Result<void>> PrefectMirror::show_progress(const PrefectRun& run, int percent, std::string& artifact) {
    if (artifact.empty()) {
        auto found = co_await find_artifact(run.prefect_id, progress_key(run));
        if (!found) co_return forward(found);
        artifact = *found;
    }
    if (!artifact.empty()) {
        auto changed = co_await client_.call("PATCH", prefect_path("/artifacts/", artifact),
                                             json::object{{"data", percent}});
        if (changed || changed.error().code != ErrorCode::not_found) co_return nothing(changed);
    }
    json::object body{{"key", progress_key(run)},
                      {"type", "progress"},
                      {"description", run.name},
                      {"data", percent},
                      {"flow_run_id", run.prefect_id}};
    auto made = co_await client_.call("POST", "/artifacts/", std::move(body));
    if (!made) co_return forward(made);
    artifact = get_string(made->body, "id");
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::show_end(const PrefectRun& run, const PrefectNews& news) {
    auto shown = co_await read_flow_runs(client_, {run.prefect_id});
    if (!shown) co_return forward(shown);
    if (shown->empty()) co_return fail(ErrorCode::not_found, "Prefect has no such flow run");
    const auto wanted = end_state(run, news);
    if (shown->front().state_type == wanted.at("type").as_string()) co_return Result<void>{};
    auto said = co_await set_flow_run_state(client_, platform_, run.prefect_id, wanted);
    // A run that is being cancelled may only become CANCELLED, one that has ended not everything else: but
    // the store's word is what happened.
    if (said && !said->accepted)
        said = co_await set_flow_run_state(client_, platform_, run.prefect_id, wanted, true);
    if (!said) co_return forward(said);
    if (!said->accepted)
        log::warn(
            "Prefect refuses the end of a flow run",
            {{"job_id", run.job_id}, {"prefect_flow_run_id", run.prefect_id}, {"reason", said->reason}});
    co_return Result<void>{};
}

/// Compares Prefect's task runs with the submissions and tells again what is missing or differs.
Async<Result<bool>> PrefectMirror::task_runs_complete(const PrefectRun& run, const PrefectNews& news) {
    if (run.superseded) co_return true; // the newer run shows them
    std::map<std::string, std::pair<std::string, TimePoint>> there;
    for (std::size_t offset = 0; offset < news.submissions.size(); offset += kBodyItems) {
        json::object body{{"flow_runs", {{"id", {{"any_", json::array{run.prefect_id}}}}}},
                          {"limit", kBodyItems},
                          {"offset", offset}};
        auto page = co_await client_.call("POST", "/task_runs/filter", std::move(body));
        if (!page) co_return forward(page);
        if (!page->body.is_array()) break;
        for (const auto& task : page->body.get_array()) {
            const auto* state = find(task, "state");
            there[get_string(task, "id")] = {get_string(task, "state_type"),
                                             state ? parse_time(get_string(*state, "timestamp"))
                                                   : TimePoint{}};
        }
    }
    json::array again;
    for (const auto& submission : news.submissions) {
        const auto found = there.find(task_run_id(run, submission.directory_name));
        if (found != there.end() && found->second.first == task_run_state_type(news, submission)) continue;
        again.push_back(last_task_run_event(run, news, submission,
                                            found == there.end() ? TimePoint{} : found->second.second));
    }
    if (again.empty()) co_return true;
    if (auto sent = co_await send_events(std::move(again)); !sent) co_return forward(sent);
    co_return false;
}

Async<Result<void>> PrefectMirror::show_results(const PrefectRun& run, const PrefectNews& news) {
    if (news.submissions.empty()) co_return Result<void>{};
    auto found = co_await find_artifact(run.prefect_id, results_key(run));
    if (!found) co_return forward(found);
    auto artifact = results_artifact(run, news);
    if (found->empty()) co_return nothing(co_await client_.call("POST", "/artifacts/", std::move(artifact)));
    json::object change{{"data", artifact.at("data")}, {"description", artifact.at("description")}};
    co_return nothing(co_await client_.call("PATCH", prefect_path("/artifacts/", *found), std::move(change)));
}

} // namespace bolt::flow
