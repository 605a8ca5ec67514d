#pragma once
#include "base/platform.hpp"
#include "bench/measure.hpp"
#include "domain/package.hpp"
#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "store/customers.hpp"
#include "store/postgres_database.hpp"
#include "store/sqlite_database.hpp"
#include "submit/submitter.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bolt::bench {

/// One process's loop with the real store on a file of its own.
class World {
  public:
    World();
    /// The same on a PostgreSQL database of its own.
    explicit World(const store::PostgresSettings& settings);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    const Platform& platform() const { return platform_; }
    store::Database& database() { return *database_; }
    queue::Queue& queue() { return *queue_; }
    flow::Orchestrator& flow() { return *flow_; }
    const std::string& file() const { return file_; }
    std::filesystem::path folder() const { return folder_.path(); }
    /// Runs the coroutine and all else on the loop until the coroutine ends; what it throws ends the program.
    void run(Async<void> main);

    /// A transaction on the calling thread; an error ends the program.
    template <class F>
    auto write(F function) {
        auto result = database_->write_blocking(std::move(function));
        if (!result) give_up(result.error().message);
        if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
    }
    /// Practice rows: `count` directories, each on a host of its own and without pacing.
    void add_directories(int count);
    /// `count` pending jobs of the package "bench", each with a customer of its own.
    std::vector<store::ManualJobIds> add_jobs(int count);

  private:
    void open(Result<std::unique_ptr<store::Database>> opened);

    Folder folder_;
    std::string file_;
    asio::io_context loop_{1};
    SystemClock clock_{loop_.get_executor()};
    SystemRandom random_;
    Platform platform_{loop_.get_executor(), clock_, random_};
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<queue::Queue> queue_;
    std::unique_ptr<flow::Orchestrator> flow_;
};

/// Packages with one: "bench", of `directories` directories.
PackageCatalog bench_packages(int directories);
/// The queue message of a job, as the brain writes it.
std::string message_body(const store::ManualJobIds& job);

/// The queue that send_messages() writes to, and the body of its messages: about 330 bytes.
inline constexpr const char* kBenchQueue = "bench";
const std::string& bench_body();
/// Rows a second of `callers` at a time that send `sends` in all, each one after another.
Async<void> send_messages(World& world, int callers, int sends, double& rate);

/// A lane that does nothing but what the store has to see: marks the form sent and ends with `accepted`.
class IdleSubmitter final : public submit::Submitter {
  public:
    explicit IdleSubmitter(const Platform& platform) : started_(platform.clock) {}
    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const submit::AttemptHooks& hooks) override;
    Async<void> close() override { co_return; }
    /// How many attempts have started, and CLOCK_MONOTONIC of the newest.
    std::uint64_t count() const { return started_.count(); }
    std::int64_t newest_ns() const { return newest_ns_; }
    Signal& started() { return started_; }

  private:
    Signal started_;
    std::int64_t newest_ns_ = 0;
};

} // namespace bolt::bench
