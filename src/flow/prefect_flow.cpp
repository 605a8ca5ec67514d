#include "flow/prefect_flow.hpp"

#include "base/log.hpp"
#include "store/flow_runs.hpp"

#include <fmt/format.h>
#include <set>

namespace bolt::flow {
namespace {

using store::Durability;
using store::Tx;

constexpr int kCandidates = 10;
constexpr int kPollsMax = 20; ///< of one look: each lost at least one run to another worker
constexpr int kAdoptedAtOnce = 50;
constexpr Duration kBreath = std::chrono::milliseconds{20}; ///< between two looks at the store
constexpr std::size_t kNameBytesMax = 120;

std::string run_name(const store::JobTitle& title, std::string_view key, std::string_view job_id) {
    auto business = title.business_name.substr(0, kNameBytesMax);
    while (!business.empty() && (static_cast<unsigned char>(business.back()) & 0xC0) == 0x80)
        business.pop_back();
    if (business.size() < title.business_name.size() && !business.empty()) business.pop_back();
    // "...:2" is the second try of a job.
    const auto retry =
        key.starts_with(job_id) && key.size() > job_id.size() + 1 ? key.substr(job_id.size() + 1) : "";
    auto name =
        fmt::format("{} ({})", business.empty() ? "A business without a name" : business, title.package_type);
    return retry.empty() ? name : fmt::format("{}, run {}", name, retry);
}

/// Somebody deleted the deployment, or its work pool.
bool lacks_setup(const Error& error) {
    return error.code == ErrorCode::not_found || (error.code == ErrorCode::invalid_argument &&
                                                  error.message.find("work pool") != std::string::npos);
}

class PrefectFlow final : public Orchestrator {
  public:
    PrefectFlow(const Platform& platform, store::Database& database, PrefectSettings settings)
        : platform_(platform), database_(database), settings_(std::move(settings)),
          client_(platform, settings_.client), mirror_(platform, database, client_, settings_.mirror),
          prepared_(platform.clock), started_(platform.clock) {}
    ~PrefectFlow() override { client_.close(); }

    Async<Result<Run>> start(StartRun request) override {
        // One at a time for each key: the others find the run then.
        const auto key = request.idempotency_key;
        while (starting_.contains(key))
            co_await started_.wait_past(started_.count(), std::chrono::seconds{1});
        starting_.insert(key);
        auto run = co_await start_alone(std::move(request));
        starting_.erase(key);
        started_.notify();
        co_return run;
    }

    Async<Result<std::optional<Run>>> claim(std::string worker_id, Duration wait) override {
        const auto started = platform_.clock.monotonic();
        const auto wakes = wakes_;
        worker_ = worker_id;
        for (;;) {
            const auto seen = database_.committed().count();
            auto newest =
                co_await database_.read([](Tx& tx) { return store::newest_waiting_prefect_run(tx); });
            if (!newest) co_return forward(newest);
            const bool fresh = !newest->empty() && *newest != newest_seen_;
            if (fresh || platform_.clock.monotonic() >= next_poll_) {
                auto run = co_await poll();
                if (!run) co_return forward(run);
                if (*run) {
                    next_poll_ = Duration{0}; // runs often come in crowds
                    co_return run;
                }
                newest_seen_ = std::move(*newest);
                next_poll_ = platform_.clock.monotonic() + settings_.query;
            }
            const auto now = platform_.clock.monotonic();
            const auto left = wait - (now - started);
            if (left <= Duration::zero() || wakes != wakes_) co_return std::nullopt;
            co_await database_.committed().wait_past(seen, std::min(left, next_poll_ - now));
            if (wakes == wakes_) co_await platform_.clock.sleep(std::min(kBreath, left));
        }
    }

    Async<void> attend(StopToken& stop) override {
        bool mirror_ended = false;
        Signal ended(platform_.clock);
        spawn(platform_.executor, "Prefect's picture", [&]() -> Async<void> {
            co_await mirror_.run(stop);
            mirror_ended = true;
            ended.notify();
        });
        while (co_await stop.sleep(settings_.adopt_after))
            if (auto done = co_await adopt(); !done)
                log::debug("flow runs that Prefect does not know could not be told",
                           {{"error", done.error().message}});
        // Again and again: a try that hangs now would be followed by a pause.
        while (!mirror_ended) {
            client_.interrupt();
            co_await ended.wait_past(ended.count(), std::chrono::seconds{1});
        }
        co_await leave();
    }

    void wake() override {
        ++wakes_;
        client_.interrupt();
        database_.committed().notify();
    }
    std::string provider() const override { return "prefect"; }

  private:
    struct Known {
        store::FlowRun run;
        store::JobTitle title;
        bool in_prefect = false;
    };
    struct Begun {
        store::PrefectRun run;
        json::value parameters;
        bool now = false; ///< by this call
    };

    static Run to_run(const store::FlowRun& run, bool created) {
        return {run.id, run.job_id, run.parameters, created};
    }

    static Result<Known> look_up(Tx& tx, store::FlowRun run) {
        auto prefect = store::find_prefect_run_by_key(tx, run.idempotency_key);
        if (!prefect) return forward(prefect);
        auto title = store::job_title(tx, run.job_id);
        if (!title) return forward(title);
        return Known{std::move(run), std::move(*title), prefect->has_value()};
    }

    Async<Result<Run>> start_alone(StartRun request) {
        auto known = co_await database_.write(
            [this, request](Tx& tx) -> Result<Known> {
                auto run = store::create_flow_run(tx, platform_, request.job_id, request.idempotency_key,
                                                  request.priority, request.parameters);
                if (!run) return forward(run);
                return look_up(tx, std::move(*run));
            },
            Durability::relaxed);
        if (!known) co_return forward(known);
        if (known->in_prefect) co_return to_run(known->run, false);
        auto created = co_await tell_new(*known);
        if (!created) co_return forward(created);
        co_return to_run(known->run, *created);
    }

    /// Creates the run in Prefect. True if this call made it known to the store.
    Async<Result<bool>> tell_new(Known known) {
        const auto& run = known.run;
        const auto name = run_name(known.title, run.idempotency_key, run.job_id);
        for (int tries = 1;; ++tries) {
            auto deployment = co_await prepare();
            if (!deployment) co_return forward(deployment);
            NewFlowRun fresh{.name = name,
                             .idempotency_key = run.idempotency_key,
                             .work_queue =
                                 prefect_queue_of(settings_.target, known.title.package_type, run.priority)};
            if (run.parameters.is_object()) fresh.parameters = run.parameters.get_object();
            fresh.parameters["job_id"] = run.job_id;
            fresh.tags = {known.title.package_type, "job:" + run.job_id};
            fresh.labels["job"] = run.job_id;
            if (const auto trace = get_string(fresh.parameters, "traceparent"); !trace.empty())
                fresh.labels["__OTEL_TRACEPARENT"] = trace;
            auto created = co_await create_flow_run(client_, *deployment, std::move(fresh));
            if (!created && tries == 1 && lacks_setup(created.error())) {
                deployment_.clear();
                continue;
            }
            if (!created) co_return forward(created);
            co_return co_await database_.write(
                [this, id = run.id, prefect_id = created->id, name](Tx& tx) {
                    return store::add_prefect_run(tx, platform_.now(), id, prefect_id, name);
                },
                Durability::relaxed);
        }
    }

    /// The deployment's id; makes what is missing the first time. One at a time.
    Async<Result<std::string>> prepare() {
        while (preparing_) co_await prepared_.wait_past(prepared_.count(), std::chrono::seconds{1});
        if (!deployment_.empty()) co_return deployment_;
        preparing_ = true;
        auto setup = co_await set_up_prefect(client_, settings_.target);
        preparing_ = false;
        prepared_.notify();
        if (!setup) co_return forward(setup);
        deployment_ = setup->deployment_id;
        co_return deployment_;
    }

    Async<Result<std::optional<Run>>> poll() {
        if (auto prepared = co_await prepare(); !prepared) co_return forward(prepared);
        if (auto alive = co_await heartbeat(); !alive) {
            if (alive.error().code == ErrorCode::not_found) deployment_.clear(); // the pool was deleted
            co_return forward(alive);
        }
        for (int polls = 0; polls < kPollsMax; ++polls) {
            auto candidates = co_await scheduled_flow_runs(client_, settings_.target.work_pool,
                                                           platform_.now(), kCandidates);
            if (!candidates && candidates.error().code == ErrorCode::not_found) deployment_.clear();
            if (!candidates) co_return forward(candidates);
            bool lost = false;
            for (auto& candidate : *candidates) {
                auto taken = co_await take(std::move(candidate), lost);
                if (!taken || *taken) co_return taken;
            }
            if (!lost) break;
        }
        co_return std::nullopt;
    }

    /// Takes the worker off Prefect's list, where it would stand as online until its heartbeats are missed.
    Async<void> leave() {
        if (worker_.empty()) co_return;
        auto hurried = settings_.client;
        hurried.tries_max = 1;
        hurried.timeout = std::chrono::seconds{3};
        PrefectClient client(platform_, hurried);
        const auto workers = prefect_path("/work_pools/", settings_.target.work_pool, "/workers/");
        auto left = co_await client.call("DELETE", prefect_path(workers, worker_));
        if (!left)
            log::debug("Prefect was not told that this worker stops", {{"error", left.error().message}});
        client.close();
    }

    Async<Result<void>> heartbeat() {
        const auto now = platform_.clock.monotonic();
        if (now < next_heartbeat_) co_return Result<void>{};
        auto alive =
            co_await prefect_heartbeat(client_, settings_.target.work_pool, worker_, settings_.heartbeat);
        if (alive) next_heartbeat_ = now + settings_.heartbeat;
        co_return alive;
    }

    /// Claims one run: in Prefect by its PENDING, which only one worker gets, then in the store. `lost` is
    /// set if the run was another's.
    Async<Result<std::optional<Run>>> take(PrefectShown candidate, bool& lost) {
        auto said = co_await set_flow_run_state(client_, platform_, candidate.id, {{"type", "PENDING"}});
        if (!said && said.error().code == ErrorCode::not_found) co_return std::nullopt;
        if (!said) co_return forward(said);
        if (!said->accepted) {
            lost = lost || said->state_type == "PENDING" || said->state_type == "RUNNING";
            co_return std::nullopt;
        }
        auto begun = co_await database_.write([this, candidate](Tx& tx) { return begin(tx, candidate); },
                                              Durability::relaxed);
        if (!begun &&
            (begun.error().code == ErrorCode::not_found || begun.error().code == ErrorCode::conflict ||
             begun.error().code == ErrorCode::invalid_argument))
            co_return co_await refuse(candidate, begun.error());
        // With any other error the run stays PENDING and is offered again by PrefectMirror.
        if (!begun) co_return forward(begun);
        const bool running = begun->now || begun->run.state == "running";
        if (running) {
            auto moved = co_await set_flow_run_state(
                client_, platform_, candidate.id, {{"type", "RUNNING"}, {"message", "Begun by " + worker_}},
                !begun->now);
            if (!moved)
                log::debug("Prefect is told later that a flow run is running",
                           {{"error", moved.error().message}});
        }
        if (!begun->now) co_return std::nullopt;
        co_return Run{begun->run.flow_run_id, begun->run.job_id, begun->parameters, true};
    }

    /// A run that somebody started in Prefect by hand has no row yet: its parameter names the job.
    Result<Begun> begin(Tx& tx, const PrefectShown& candidate) {
        auto known = store::find_prefect_run(tx, candidate.id);
        if (!known) return forward(known);
        if (!*known) {
            const auto job_id = get_string(candidate.parameters, "job_id");
            if (!is_uuid(job_id))
                return fail(ErrorCode::invalid_argument, "the parameter job_id names no job");
            const auto key =
                candidate.idempotency_key.empty() ? "prefect:" + candidate.id : candidate.idempotency_key;
            auto title = store::job_title(tx, job_id);
            if (!title) return forward(title);
            auto made = store::create_flow_run(tx, platform_, job_id, key, 4, {{"job_id", job_id}});
            if (!made) return forward(made);
            if (auto added =
                    store::add_prefect_run(tx, platform_.now(), made->id, candidate.id, candidate.name);
                !added)
                return forward(added);
            known = store::find_prefect_run(tx, candidate.id);
            if (!known) return forward(known);
            if (!*known)
                return fail(ErrorCode::conflict, "the key of this flow run belongs to another flow run");
        }
        Begun begun{**known, candidate.parameters};
        auto now = store::begin_flow_run(tx, platform_.now(), begun.run.flow_run_id);
        if (!now) return forward(now);
        begun.now = *now;
        // Somebody asked in Prefect for a run that has ended or is under way: Prefect is told so once more.
        if (!begun.now)
            if (auto again = store::reopen_prefect_run(tx, platform_.now(), begun.run.flow_run_id); !again)
                return forward(again);
        return begun;
    }

    Async<Result<std::optional<Run>>> refuse(const PrefectShown& candidate, const Error& error) {
        log::warn("a flow run of Prefect has no job",
                  {{"prefect_flow_run_id", candidate.id}, {"error", error.message}});
        auto said = co_await set_flow_run_state(
            client_, platform_, candidate.id,
            {{"type", "FAILED"}, {"message", "There is nothing to run: " + error.message}});
        if (!said) co_return forward(said);
        co_return std::nullopt;
    }

    /// Runs that were started while another orchestrator was set, or whose start was cut off.
    Async<Result<void>> adopt() {
        auto unknown = co_await database_.read([this](Tx& tx) -> Result<std::vector<Known>> {
            auto runs =
                store::flow_runs_without_prefect(tx, platform_.now() - settings_.adopt_after, kAdoptedAtOnce);
            if (!runs) return forward(runs);
            std::vector<Known> all;
            for (auto& run : *runs) {
                auto known = look_up(tx, std::move(run));
                if (!known) return forward(known);
                all.push_back(std::move(*known));
            }
            return all;
        });
        if (!unknown) co_return forward(unknown);
        for (auto& known : *unknown) {
            if (auto told = co_await tell_new(known); !told) co_return forward(told);
            log::info("Prefect was told about a flow run that it did not know",
                      {{"job_id", known.run.job_id}, {"flow_run_id", known.run.id}});
        }
        co_return Result<void>{};
    }

    const Platform platform_;
    store::Database& database_;
    const PrefectSettings settings_;
    PrefectClient client_;
    PrefectMirror mirror_;
    Signal prepared_, started_;
    std::set<std::string> starting_; ///< keys of the calls under way
    bool preparing_ = false;
    std::string deployment_; ///< "" = not looked up yet
    std::string worker_;     ///< who claims here
    std::string newest_seen_;
    Duration next_poll_{0}, next_heartbeat_{0}; ///< monotonic
    std::uint64_t wakes_ = 0;
};

} // namespace

std::unique_ptr<Orchestrator> make_prefect_flow(const Platform& platform, store::Database& database,
                                                PrefectSettings settings) {
    return std::make_unique<PrefectFlow>(platform, database, std::move(settings));
}

} // namespace bolt::flow
