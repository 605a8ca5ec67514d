#pragma once
#include "domain/package.hpp"
#include "domain/rules.hpp"
#include "flow/orchestrator.hpp"
#include "roles/backoff.hpp"
#include "roles/live_rules.hpp"
#include "roles/reclaim.hpp"
#include "roles/work_group.hpp"
#include "store/attempts.hpp"
#include "store/database.hpp"
#include "submit/submitter.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bolt::roles {

struct WorkerSettings {
    std::string worker_id{}; ///< unique among the living; names leases, history and heartbeat
    std::string host{}, version{};
    int process_id = 0;
    int concurrency = 3;                              ///< attempts at a time
    Duration lease = std::chrono::seconds{30};        ///< of an attempt (docs/architecture.md, promise 4)
    Duration extend_every = std::chrono::seconds{10}; ///< all leases in one call
    Duration heartbeat_every = std::chrono::seconds{10};
    Duration run_wait = std::chrono::seconds{20};      ///< of one wait for a flow run
    Duration drain_timeout = std::chrono::seconds{25}; ///< running attempts may end within it after stop
    /// An attempt that runs longer hangs: its lease is extended no more, so that others can go on with its
    /// submission.
    Duration attempt_max = std::chrono::minutes{10};
    RetryPolicy retry{}; ///< of submissions; attempts_max comes from each directory
    BackoffSettings backoff{};
    ReclaimSettings reclaim{};
    std::string account_secret{}; ///< seals the passwords of accounts at directories; "": none are made
};

struct WorkerCounters {
    std::uint64_t runs_begun = 0, attempts_started = 0, attempts_finished = 0;
    std::uint64_t leases_lost = 0; ///< another worker may go on with what this one held
    std::uint64_t exceptions = 0;  ///< that left the submitter
};

/// Serves flow runs and works on due submissions, at most `concurrency` at a time, each in its own coroutine.
/// Every write names the attempt's fence: after a lost lease it is refused and nothing else happens. Also
/// takes back the work of dead workers and sends heartbeats. One thread; lives until the io_context is gone
/// (an attempt that hangs outlives run()).
class Worker {
  public:
    Worker(const Platform& platform, store::Database& database, flow::Orchestrator& orchestrator,
           submit::Submitter& submitter, const PackageCatalog& packages, WorkerSettings settings);
    /// Ends when stop is requested and the running attempts have ended; after drain_timeout the unsent ones
    /// among them are handed back. The submitter is not closed.
    Async<void> run(StopToken& stop);

    const WorkerCounters& counters() const { return counters_; }
    /// Attempts in hand.
    int running() const { return static_cast<int>(held_.size()); }
    /// False while the store or the orchestrator has an outage.
    bool healthy() const { return !flow_breaker_.open() && !store_breaker_.open(); }

  private:
    struct Held {
        store::LeasedAttempt attempt;
        Duration started{0}; ///< monotonic
        bool sent = false, lost = false;
        bool hangs = false; ///< ran longer than attempt_max: its lease is extended no more
    };
    using HeldPointer = std::shared_ptr<Held>;
    struct Begun {
        int directories = 0;
        bool already_begun = false;
        std::vector<store::LeasedAttempt> attempts;
    };

    // worker.cpp: taking work
    Async<void> serve_runs(StopToken& stop);
    Async<void> begin(flow::Run run, StopToken& stop);
    Async<void> refuse(const flow::Run& run, const Error& error);
    Async<Result<Begun>> begin_and_claim(const flow::Run& run, int count_max);
    Async<void> claim_due(StopToken& stop);
    Async<Result<Duration>> claim_once();
    Async<void> forward_commits(StopToken& stop);
    Async<store::ClaimRequest> claim_request();
    int reserve();
    void start(std::vector<store::LeasedAttempt> attempts, int reserved);

    // worker_attempt.cpp: one attempt
    Async<void> run_attempt(HeldPointer held);
    Async<store::AttemptOutcome> ask_submitter(HeldPointer held);
    Async<Result<void>> mark_sent(HeldPointer held, json::object payload);
    Async<Result<void>> mark_unsent(HeldPointer held);
    void add_account_hooks(HeldPointer held, submit::AttemptHooks& hooks);
    Async<Result<std::optional<forms::Credentials>>> find_account(HeldPointer held);
    Async<Result<void>> keep_account(HeldPointer held, forms::Credentials credentials);
    Async<Result<void>> drop_account(HeldPointer held);
    Async<void> finish(HeldPointer held, store::AttemptOutcome outcome);
    void lost(Held& held, std::string_view while_doing);

    // worker_life.cpp: leases, heartbeat, end
    Async<void> extend_leases();
    Async<void> heartbeats();
    Async<void> heartbeat(std::string status);
    Async<void> drain();

    const Platform platform_;
    store::Database& database_;
    flow::Orchestrator& orchestrator_;
    submit::Submitter& submitter_;
    const WorkerSettings settings_;
    /// Read by the store's thread; never changed.
    std::shared_ptr<const std::map<std::string, int>> package_directories_;
    std::map<std::string, double> pacing_factor_;
    LiveRules rules_;
    WorkerCounters counters_;
    Breaker flow_breaker_, store_breaker_;
    WorkGroup pollers_, attempts_, life_;
    Signal work_;                              ///< something may be due, or a slot is free
    Signal changed_;                           ///< the set of held attempts changed
    StopToken ended_;                          ///< drained: the loops that keep leases and heartbeat may end
    std::map<std::int64_t, HeldPointer> held_; ///< by fence
    int free_;
    bool likely_ = false; ///< more is probably due: claim without looking first
};

} // namespace bolt::roles
