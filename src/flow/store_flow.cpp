#include "flow/store_flow.hpp"

#include "base/handover.hpp"
#include "store/flow_runs.hpp"
#include "store/peek.hpp"

namespace bolt::flow {
namespace {

using store::Durability;
using store::Tx;

class StoreFlow final : public Orchestrator {
  public:
    StoreFlow(const Platform& platform, store::Database& database)
        : platform_(platform), database_(database), handover_(platform.clock) {}

    Async<Result<Run>> start(StartRun request) override {
        // A worker that waits in this process gets its run in the transaction that stores it.
        auto* waiter = handover_.promise();
        likely_ = likely_ || waiter == nullptr;
        auto started =
            co_await database_.write([this, request = std::move(request), claim = waiter != nullptr](
                                         Tx& tx) { return create(tx, request, claim); },
                                     Durability::relaxed);
        if (waiter)
            handover_.give(*waiter, started && started->claimed
                                        ? std::optional(to_run(std::move(*started->claimed)))
                                        : std::nullopt);
        if (!started) co_return forward(started);
        co_return to_run(std::move(started->run));
    }

    Async<Result<std::optional<Run>>> claim(std::string, Duration wait) override {
        const auto started = platform_.clock.monotonic();
        const auto wakes = wakes_;
        for (;;) {
            const auto seen = database_.committed().count();
            // A look costs less than an empty write; after a start in this process it would only cost time.
            const bool guessed = std::exchange(likely_, false);
            const auto waiting = guessed ? Result<bool>(true) : co_await look();
            if (!waiting) co_return forward(waiting);
            if (*waiting) {
                auto run = co_await take();
                if (!run || *run) co_return run;
                if (guessed) continue;
            }
            const auto left = wait - (platform_.clock.monotonic() - started);
            if (left <= Duration::zero() || wakes != wakes_) co_return std::nullopt;
            // What waits but could not be claimed is another worker's already: no commit is worth a new try.
            if (*waiting) {
                co_await platform_.clock.sleep(std::min(kRecheck, left));
                continue;
            }
            Line::Waiter waiter(handover_, {});
            co_await database_.committed().wait_past(seen, left);
            auto handed = co_await waiter.leave();
            if (handed) co_return handed;
        }
    }

    void wake() override {
        ++wakes_;
        database_.committed().notify();
    }
    std::string provider() const override { return "store"; }

  private:
    struct Started {
        store::FlowRun run;
        std::optional<store::FlowRun>
            claimed; ///< for the worker that waits: the most urgent run, mostly this one
    };
    struct AnyRun {};
    using Line = Handover<AnyRun, std::optional<Run>>;

    Result<Started> create(Tx& tx, const StartRun& request, bool claim) {
        auto run = store::create_flow_run(tx, platform_, request.job_id, request.idempotency_key,
                                          request.priority, request.parameters);
        if (!run) return forward(run);
        if (!claim) return Started{std::move(*run), std::nullopt};
        auto claimed = store::claim_flow_run(tx, platform_.now());
        if (!claimed) return forward(claimed);
        return Started{std::move(*run), std::move(*claimed)};
    }

    /// How long a waiting run that another worker is claiming is left alone.
    static constexpr Duration kRecheck = std::chrono::milliseconds{50};

    Async<Result<bool>> look() {
        co_return co_await database_.read([](Tx& tx) { return store::flow_run_waiting(tx); });
    }

    Async<Result<std::optional<Run>>> take() {
        auto run = co_await database_.write(
            [this](Tx& tx) { return store::claim_flow_run(tx, platform_.now()); }, Durability::relaxed);
        if (!run) co_return forward(run);
        if (!*run) co_return std::nullopt;
        likely_ = true; // runs often come in crowds
        co_return to_run(std::move(**run));
    }

    static Run to_run(store::FlowRun run) {
        return {std::move(run.id), std::move(run.job_id), std::move(run.parameters), run.created};
    }

    const Platform platform_;
    store::Database& database_;
    Line handover_;
    std::uint64_t wakes_ = 0;
    bool likely_ = true; ///< a run probably waits: claim without looking first
};

} // namespace

std::unique_ptr<Orchestrator> make_store_flow(const Platform& platform, store::Database& database) {
    return std::make_unique<StoreFlow>(platform, database);
}

} // namespace bolt::flow
