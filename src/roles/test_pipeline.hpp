#pragma once
// For tests of the pipeline roles: processes with the real store on a file, a scripted submitter, and ways to
// look.
#include "base/test_loop.hpp"
#include "domain/package.hpp"
#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "roles/job_message.hpp"
#include "roles/monitor.hpp"
#include "roles/subscriber.hpp"
#include "roles/worker.hpp"
#include "store/customers.hpp"
#include "store/directories.hpp"
#include "store/test_store.hpp"

#include <fmt/format.h>
#include <set>

namespace bolt::roles {

/// What the practice sites received, whoever sent it.
struct Sites {
    std::multiset<std::string> received; ///< "<job id> <directory>"
    int twice() const {
        return static_cast<int>(received.size() -
                                std::set<std::string>(received.begin(), received.end()).size());
    }
};

/// Does what a script says instead of driving a browser.
class ScriptedSubmitter final : public submit::Submitter {
  public:
    struct Step {
        Verdict verdict = Verdict::accepted;
        bool send = true;               ///< marks sent, then the site receives it
        bool hang_before = false;       ///< waits for release() (or for ever) before sending
        bool hang_after = false;        ///< the same after sending
        std::string exception_before{}; ///< thrown instead of sending
        std::string exception_after{};  ///< thrown instead of ending
        Duration retry_after{0};
    };
    using Script = std::function<Step(const store::LeasedAttempt&)>;

    ScriptedSubmitter(const Platform& platform, Sites& sites, Script script)
        : sites_(sites), script_(std::move(script)), released_(platform.clock) {}

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const submit::AttemptHooks& hooks) override {
        started.push_back(attempt.submission.directory_name);
        jobs_started.push_back(attempt.job.id);
        running_max = std::max(running_max, ++running);
        struct Ended {
            int& running;
            ~Ended() { --running; }
        } ended{running};
        const auto step = script_(attempt);
        store::AttemptOutcome outcome;
        outcome.verdict = step.verdict;
        outcome.confidence = 0.9;
        outcome.retry_after = step.retry_after;
        if (step.hang_before) co_await released_.wait_past(releases_, Duration::max());
        if (!step.exception_before.empty()) throw std::runtime_error(step.exception_before);
        if (step.send) {
            auto marked = co_await hooks.mark_sent({{"fields", json::array{}}});
            if (!marked) {
                ++refused;
                outcome.verdict = Verdict::unreachable;
                outcome.error_message = marked.error().message;
                co_return outcome;
            }
            sites_.received.insert(attempt.job.id + " " + attempt.submission.directory_name);
            ++sent;
        }
        if (step.hang_after) co_await released_.wait_past(releases_, Duration::max());
        if (!step.exception_after.empty()) throw std::runtime_error(step.exception_after);
        co_return outcome;
    }
    Async<void> close() override { co_return; }
    /// Lets everything that hangs go on.
    void release() {
        ++releases_;
        released_.notify();
    }

    std::vector<std::string> started, jobs_started;
    int running = 0, running_max = 0, sent = 0, refused = 0;

  private:
    Sites& sites_;
    Script script_;
    Signal released_;
    std::uint64_t releases_ = 0;
};

/// What a process of the pipeline has: a loop of its own, a database connection, the ports. Its end is like
/// kill -9: nothing is drained.
struct Process {
    explicit Process(const store::TestPlace& place) : loop(std::make_unique<TestLoop>(next_seed())) {
        database = place.open(loop->platform);
        queue = queue::make_store_queue(loop->platform, *database);
        flow = flow::make_store_flow(loop->platform, *database);
    }
    ~Process() {
        database->close();
        loop.reset(); // with it all coroutines; what they look at still stands
    }
    static std::uint64_t next_seed() {
        static std::uint64_t seed = 0;
        return ++seed;
    }
    /// Makes something that lives as long as the process.
    template <class T, class... Args>
    T& make(Args&&... args) {
        auto made = std::make_shared<T>(std::forward<Args>(args)...);
        kept.push_back(made);
        return *made;
    }

    std::vector<std::shared_ptr<void>> kept;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<queue::Queue> queue;
    std::unique_ptr<flow::Orchestrator> flow;
    std::unique_ptr<TestLoop> loop;
};

/// A role under way.
struct Running {
    explicit Running(Clock& clock) : stop(clock) {}
    StopToken stop;
    bool ended = false;
};

class PipelineTest : public testing::Test {
  protected:
    static constexpr const char* kPackages = R"(
currency: usd
packages:
  - {name: starter, title: Starter, price_cents: 1, directories: 10, priority: 4, pacing_factor: 1.5, turnaround_hours: 1}
  - {name: enterprise, title: Enterprise, price_cents: 2, directories: 20, priority: 1, pacing_factor: 0.5, turnaround_hours: 1}
add_ons: []
)";

    void SetUp() override {
        auto parsed = PackageCatalog::parse(kPackages);
        ASSERT_TRUE(parsed) << parsed.error().message;
        packages = std::move(*parsed);
        process = std::make_unique<Process>(place);
    }
    TestLoop& loop() { return *process->loop; }
    store::Database& database() { return *process->database; }
    queue::Queue& queue() { return *process->queue; }

    template <class F>
    auto write(F function) {
        auto result = database().write_blocking(std::move(function));
        if (!result) throw std::runtime_error(result.error().message);
        if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
    }
    template <class Role>
    Running& run(Role& role, Process& in) {
        auto& running = in.make<Running>(in.loop->clock);
        spawn(in.loop->platform.executor, "role", [&role, &running]() -> Async<void> {
            co_await role.run(running.stop);
            running.ended = true;
        });
        return running;
    }
    bool stop(Running& running) {
        running.stop.request();
        return loop().run_until([&] { return running.ended; });
    }

    Subscriber& subscribe(SubscriberSettings settings = {}) {
        auto& role =
            process->make<Subscriber>(loop().platform, database(), queue(), *process->flow, settings);
        subscriber_running = &run(role, *process);
        return role;
    }
    static WorkerSettings worker_settings(std::string name = "worker-1") {
        WorkerSettings settings;
        settings.worker_id = std::move(name);
        settings.retry.first_delay = 20ms;
        settings.retry.longest_delay = 40ms;
        settings.lease = 400ms;
        settings.extend_every = 100ms;
        settings.reclaim.every = 50ms;
        settings.reclaim.begin_within = 400ms;
        return settings;
    }
    ScriptedSubmitter& submitter(ScriptedSubmitter::Script script, Process& in) {
        return in.make<ScriptedSubmitter>(in.loop->platform, sites, std::move(script));
    }
    ScriptedSubmitter& submitter(ScriptedSubmitter::Script script = [](const auto&) {
        return ScriptedSubmitter::Step{};
    }) {
        return submitter(std::move(script), *process);
    }
    Worker& work(ScriptedSubmitter& with, WorkerSettings settings, Process& in) {
        auto& role =
            in.make<Worker>(in.loop->platform, *in.database, *in.flow, with, packages, std::move(settings));
        worker_running = &run(role, in);
        return role;
    }
    Worker& work(ScriptedSubmitter& with) { return work(with, worker_settings(), *process); }

    /// Each on a host of its own, so that pacing keeps none waiting.
    void add_directories(int count, int attempts_max = 4) {
        for (int i = 0; i < count; ++i) {
            store::Directory directory;
            directory.name = fmt::format("dir-{:02}", i);
            directory.title = directory.name;
            directory.host = directory.name + ".example";
            directory.submission_url = "https://" + directory.host + "/add";
            directory.policy = "allowed";
            directory.pacing_ms = 1;
            directory.attempts_max = attempts_max;
            directory.tier_required = 1;
            write([&](store::Tx& tx) { return store::upsert_directory(tx, loop().platform, directory); });
        }
    }
    store::ManualJobIds new_job(std::string package = "starter", int priority = 4) {
        store::ManualJob job;
        job.package_type = std::move(package);
        job.priority = priority;
        job.profile.business_name = fmt::format("Example Bakery {}", ++jobs_made);
        job.profile.email = fmt::format("owner{}@example.com", jobs_made);
        return write([&](store::Tx& tx) { return store::create_manual_job(tx, loop().platform, job); });
    }
    std::string body(const store::ManualJobIds& ids, int size = 0, int priority = 4,
                     json::object metadata = {}) {
        return write_job_message(
            {ids.job_id, ids.customer_id, size, priority, "", "test", std::move(metadata)});
    }
    void send(std::string text) {
        auto sent = loop().run(queue().send(std::move(text), {}));
        ASSERT_TRUE(sent) << sent.error().message;
    }

    store::Rows rows(const std::string& query) {
        const auto& text = texts.emplace_back(query);
        const auto& statement = statements.emplace_back(store::Statement{text.c_str()});
        auto result =
            database().read_blocking([&](store::Tx& tx) -> Result<store::Rows> { return tx.run(statement); });
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }
    std::int64_t number(const std::string& query) { return rows(query).integer(0, 0); }
    std::string text(const std::string& query) {
        auto found = rows(query);
        return found.empty() ? "(no row)" : found.text(0, 0);
    }
    std::string job_status(const std::string& job) {
        return text("SELECT status FROM jobs WHERE id = '" + job + "'");
    }
    /// "event" or "event directory" of a job, in order.
    std::vector<std::string> history(const std::string& job) {
        std::vector<std::string> events;
        const auto found =
            rows("SELECT event, directory_name FROM queue_history WHERE job_id = '" + job + "' ORDER BY id");
        for (std::size_t i = 0; i < found.size(); ++i)
            events.push_back(found.null(i, 1) ? found.text(i, 0) : found.text(i, 0) + " " + found.text(i, 1));
        return events;
    }
    int count_events(const std::string& job, const std::string& event) {
        return static_cast<int>(number(fmt::format(
            "SELECT count(*) FROM queue_history WHERE job_id = '{}' AND event = '{}'", job, event)));
    }
    bool until(const std::function<bool()>& done, std::chrono::milliseconds at_most = 20s) {
        return loop().run_until(done, at_most);
    }
    bool until_job(const std::string& job, const std::string& status) {
        return until([&] { return job_status(job) == status; });
    }
    /// Stops the roles started last; each must end.
    void stop_roles() {
        if (subscriber_running) EXPECT_TRUE(stop(*subscriber_running));
        if (worker_running) EXPECT_TRUE(stop(*worker_running));
    }

    store::TestPlace place;
    Sites sites;
    PackageCatalog packages;
    std::deque<std::string> texts;
    std::deque<store::Statement> statements;
    int jobs_made = 0;
    Running* subscriber_running = nullptr;
    Running* worker_running = nullptr;
    std::unique_ptr<Process> process;
};

/// With a worker's view of the rows.
class WorkerTest : public PipelineTest {
  protected:
    std::map<std::string, int> statuses(const std::string& job) {
        std::map<std::string, int> found;
        const auto counts =
            rows("SELECT status, count(*) FROM job_results WHERE job_id = '" + job + "' GROUP BY 1");
        for (std::size_t i = 0; i < counts.size(); ++i)
            found[counts.text(i, 0)] = static_cast<int>(counts.integer(i, 1));
        return found;
    }
    std::string result(const std::string& directory, const std::string& column) {
        return text("SELECT " + column + " FROM job_results WHERE directory_name = '" + directory + "'");
    }
    void enqueue(const store::ManualJobIds& job, int size = 0, int priority = 4) {
        send(body(job, size, priority));
    }
};

} // namespace bolt::roles
