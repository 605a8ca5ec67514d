#include "roles/worker.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "store/flow_runs.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/pauses.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Durability;
using store::Tx;

/// The longest sleep when nothing is due: a safety net below the wake-ups.
constexpr Duration kIdle = std::chrono::seconds{30};
/// How long something due that could not be claimed (another worker was faster) is left alone.
constexpr Duration kContended = std::chrono::milliseconds{25};

std::shared_ptr<const std::map<std::string, int>> directories_of(const PackageCatalog& packages) {
    auto directories = std::make_shared<std::map<std::string, int>>();
    for (const auto& package : packages.packages()) (*directories)[package.name] = package.directories;
    if (const auto* professional = packages.find("pro")) (*directories)["pro"] = professional->directories;
    return directories;
}

std::map<std::string, double> pacing_of(const PackageCatalog& packages) {
    std::map<std::string, double> factors;
    for (const auto& package : packages.packages()) factors[package.name] = package.pacing_factor;
    if (const auto* professional = packages.find("pro")) factors["pro"] = professional->pacing_factor;
    return factors;
}

/// A job of a package that is not on sale cannot begin: it fails with a clear message instead of waiting for
/// ever.
Result<void> fail_unknown_package(Tx& tx, const Platform& platform, const store::Job& job,
                                  const std::string& flow_run_id, const std::string& worker_id) {
    const auto message = fmt::format("The package \"{}\" is not in the catalog", job.package_type);
    auto failed = store::set_job_status(tx, platform.now(), job.id, JobStatus::failed, message);
    if (!failed) return failed;
    auto noted =
        store::add_history(tx, platform.now(), job.id, "", "job_finalized",
                           {{"final_status", "failed"}, {"total", 0}, {"error", message}}, worker_id);
    if (!noted) return noted;
    return store::end_flow_run(tx, platform.now(), flow_run_id, "failed");
}

} // namespace

Worker::Worker(const Platform& platform, store::Database& database, flow::Orchestrator& orchestrator,
               submit::Submitter& submitter, const PackageCatalog& packages, WorkerSettings settings)
    : platform_(platform), database_(database), orchestrator_(orchestrator), submitter_(submitter),
      settings_(std::move(settings)), package_directories_(directories_of(packages)),
      pacing_factor_(pacing_of(packages)), rules_(platform, database),
      flow_breaker_("orchestrator", platform, settings_.backoff),
      store_breaker_("store", platform, settings_.backoff), pollers_(platform), attempts_(platform),
      life_(platform), work_(platform.clock), changed_(platform.clock), ended_(platform.clock),
      free_(std::max(settings_.concurrency, 1)) {}

Async<void> Worker::run(StopToken& stop) {
    log::info("worker starts", {{"worker_id", settings_.worker_id}, {"concurrency", settings_.concurrency}});
    co_await heartbeat("starting");
    life_.start("worker leases", [this] { return extend_leases(); });
    life_.start("worker heartbeat", [this] { return heartbeats(); });
    life_.start("worker reclaiming",
                [this] { return reclaim_lost_work(platform_, database_, settings_.reclaim, ended_); });
    pollers_.start("worker wake-ups", [this, &stop] { return forward_commits(stop); });
    pollers_.start("worker runs", [this, &stop] { return serve_runs(stop); });
    pollers_.start("worker claims", [this, &stop] { return claim_due(stop); });
    while (co_await stop.sleep(Duration::max())) {
    }
    orchestrator_.wake();
    database_.committed().notify();
    work_.notify();
    co_await drain();
    ended_.request();
    changed_.notify();
    co_await life_.wait_empty();
    co_await heartbeat("stopped");
    log::info("worker stopped",
              {{"worker_id", settings_.worker_id}, {"attempts_finished", counters_.attempts_finished}});
}

Async<void> Worker::forward_commits(StopToken& stop) {
    auto& committed = database_.committed();
    while (!stop.requested()) {
        co_await committed.wait_past(committed.count(), Duration::max());
        work_.notify();
    }
}

Async<void> Worker::serve_runs(StopToken& stop) {
    while (!stop.requested()) {
        auto run = co_await orchestrator_.claim(settings_.worker_id, settings_.run_wait);
        if (!run) {
            co_await stop.sleep(flow_breaker_.failed(run.error()));
            continue;
        }
        flow_breaker_.succeeded();
        if (*run) failpoint("worker.run_claimed");
        if (*run) co_await begin(std::move(**run), stop);
    }
}

Async<void> Worker::begin(flow::Run run, StopToken& stop) {
    for (;;) {
        // The job's first attempts are claimed in the same transaction: no hop between flow and attempt.
        const int reserved = stop.requested() ? 0 : reserve();
        auto begun = co_await begin_and_claim(run, reserved);
        if (begun) {
            store_breaker_.succeeded();
            ++counters_.runs_begun;
            log::info(begun->already_begun ? "resuming a job" : "starting a job",
                      {{"job_id", run.job_id}, {"flow_run_id", run.id}, {"directories", begun->directories}});
            failpoint("worker.begun");
            likely_ = std::cmp_equal(begun->attempts.size(), reserved);
            start(std::move(begun->attempts), reserved);
            co_return;
        }
        start({}, reserved);
        if (!is_passing(begun.error().code) || begun.error().code == ErrorCode::not_found)
            co_return co_await refuse(run, begun.error());
        // Left alone at a stop, the run is served again by whoever takes back lost work.
        if (!co_await stop.sleep(store_breaker_.failed(begun.error()))) co_return;
    }
}

/// The job has ended meanwhile, or is gone: so is the run.
Async<void> Worker::refuse(const flow::Run& run, const Error& error) {
    log::warn("a flow run has nothing to do",
              {{"job_id", run.job_id}, {"flow_run_id", run.id}, {"error", error.message}});
    auto ended = co_await database_.write(
        [this, id = run.id](Tx& tx) { return store::end_flow_run(tx, platform_.now(), id, "cancelled"); },
        Durability::relaxed);
    // A run that another orchestrator keeps is not in our table.
    if (!ended && ended.error().code != ErrorCode::not_found)
        log::warn("a flow run could not be ended",
                  {{"flow_run_id", run.id}, {"error", ended.error().message}});
}

Async<Result<Worker::Begun>> Worker::begin_and_claim(const flow::Run& run, int count_max) {
    auto wanted = co_await claim_request();
    wanted.count_max = count_max;
    co_return co_await database_.write(
        [this, run, request = std::move(wanted), packages = package_directories_](Tx& tx) -> Result<Begun> {
            auto job = store::find_job(tx, run.job_id);
            if (!job) return forward(job);
            Begun begun;
            const auto package = packages->find(job->package_type);
            if (package == packages->end() && job->status == JobStatus::queued) {
                auto failed = fail_unknown_package(tx, platform_, *job, run.id, request.worker_id);
                if (!failed) return forward(failed);
                return begun;
            }
            const int directories = package == packages->end() ? 0 : package->second;
            auto job_begun = store::begin_job(tx, platform_, run.job_id, directories, request.worker_id);
            if (!job_begun) return forward(job_begun);
            begun.directories = job_begun->directories;
            begun.already_begun = job_begun->already_begun;
            if (request.count_max == 0) return begun;
            auto claimed = store::claim_attempts(tx, platform_, request);
            if (!claimed) return forward(claimed);
            begun.attempts = std::move(*claimed);
            return begun;
        },
        Durability::relaxed);
}

Async<void> Worker::claim_due(StopToken& stop) {
    while (!stop.requested()) {
        const auto seen = work_.count();
        if (free_ == 0) {
            co_await work_.wait_past(seen, kIdle);
            continue;
        }
        auto pause = co_await claim_once();
        if (!pause) {
            co_await stop.sleep(store_breaker_.failed(pause.error()));
            continue;
        }
        store_breaker_.succeeded();
        // After lost contention a commit is no reason to hurry: most of them are other workers' claims.
        if (*pause == kContended)
            co_await stop.sleep(*pause);
        else if (*pause > Duration::zero())
            co_await work_.wait_past(seen, *pause);
    }
}

/// Claims what is due if anything is. Gives how long to wait for the next look unless something happens.
Async<Result<Duration>> Worker::claim_once() {
    // A look costs less than an empty claim; behind a claim that filled every slot it would only cost time.
    const bool guessed = std::exchange(likely_, false);
    if (!guessed) {
        auto due =
            co_await database_.read([id = settings_.worker_id](Tx& tx) -> Result<std::optional<TimePoint>> {
                // Drained, it waits: the commit that ends this wakes it.
                auto draining = store::is_draining(tx, id);
                if (!draining) return forward(draining);
                if (*draining) return std::nullopt;
                return store::next_due(tx);
            });
        if (!due) co_return forward(due);
        if (!*due) co_return kIdle;
        const Duration until = **due - platform_.now();
        if (until > Duration::zero()) co_return std::min(until, kIdle);
    }
    auto request = co_await claim_request();
    const int reserved = reserve();
    if (reserved == 0) co_return Duration{0};
    request.count_max = reserved;
    auto claimed =
        co_await database_.write([this, request = std::move(request)](
                                     Tx& tx) { return store::claim_attempts(tx, platform_, request); },
                                 Durability::relaxed);
    const bool none = !claimed || claimed->empty();
    likely_ = claimed && std::cmp_equal(claimed->size(), reserved);
    start(claimed ? std::move(*claimed) : std::vector<store::LeasedAttempt>{}, reserved);
    if (!claimed) co_return forward(claimed);
    co_return none && !guessed ? kContended : Duration{0};
}

Async<store::ClaimRequest> Worker::claim_request() {
    store::ClaimRequest request{
        .worker_id = settings_.worker_id, .lease = settings_.lease, .pacing_factor = pacing_factor_};
    const auto rules = co_await rules_.current();
    request.pacing_scale = static_cast<double>(rules.pacing_percent.value_or(100)) / 100;
    co_return request;
}

/// Takes all free slots; start() gives back those that stayed empty.
int Worker::reserve() { return std::exchange(free_, 0); }

void Worker::start(std::vector<store::LeasedAttempt> attempts, int reserved) {
    const auto now = platform_.clock.monotonic();
    free_ += reserved - static_cast<int>(attempts.size());
    for (auto& attempt : attempts) {
        ++counters_.attempts_started;
        auto held = std::make_shared<Held>(Held{std::move(attempt), now});
        held_[held->attempt.fence] = held;
        attempts_.start("attempt", [this, held] { return run_attempt(held); });
    }
    if (!attempts.empty()) changed_.notify();
    if (free_ > 0 && reserved > 0) work_.notify();
}

} // namespace bolt::roles
