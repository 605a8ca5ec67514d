#include "bench/world.hpp"

#include "roles/job_message.hpp"
#include "store/directories.hpp"
#include "store/messages.hpp"

#include <fmt/format.h>

namespace bolt::bench {

World::World() : file_((folder_.path() / "bolt.db").string()) {
    store::SqliteSettings settings;
    settings.path = file_;
    open(store::open_sqlite(platform_, settings));
}

World::World(const store::PostgresSettings& settings) { open(store::open_postgres(platform_, settings)); }

void World::open(Result<std::unique_ptr<store::Database>> opened) {
    if (!opened) give_up(opened.error().message);
    database_ = std::move(*opened);
    queue_ = queue::make_store_queue(platform_, *database_);
    flow_ = flow::make_store_flow(platform_, *database_);
}

World::~World() { database_->close(); }

void World::run(Async<void> main) {
    asio::co_spawn(loop_, std::move(main), [this](std::exception_ptr thrown) {
        loop_.stop();
        if (thrown) std::rethrow_exception(thrown);
    });
    loop_.restart();
    loop_.run();
}

void World::add_directories(int count) {
    for (int i = 0; i < count; ++i) {
        store::Directory directory;
        directory.name = fmt::format("directory-{:03}", i);
        directory.title = directory.name;
        directory.host = directory.name + ".example";
        directory.submission_url = "https://" + directory.host + "/add";
        directory.policy = "allowed";
        directory.pacing_ms = 0;
        directory.tier_required = 1;
        write([&](store::Tx& tx) { return store::upsert_directory(tx, platform_, directory); });
    }
}

std::vector<store::ManualJobIds> World::add_jobs(int count) {
    std::vector<store::ManualJobIds> made;
    for (int i = 0; i < count; ++i) {
        store::ManualJob job;
        job.package_type = "bench";
        job.profile.business_name = fmt::format("Example Bakery {}", i);
        job.profile.email = fmt::format("owner{}@example.com", i);
        job.profile.phone = "+1 512-555-0142";
        job.profile.address = "42 Main Street";
        job.profile.city = "Austin";
        job.profile.state = "TX";
        job.profile.description = "Bread, cakes and coffee on the corner since 1962. Family owned.";
        made.push_back(write([&](store::Tx& tx) { return store::create_manual_job(tx, platform_, job); }));
    }
    return made;
}

PackageCatalog bench_packages(int directories) {
    auto parsed = PackageCatalog::parse(
        fmt::format("currency: usd\npackages:\n"
                    "  - {{name: bench, title: Bench, price_cents: 1, directories: {}, priority: 4, "
                    "pacing_factor: 1, turnaround_hours: 1}}\nadd_ons: []\n",
                    directories));
    if (!parsed) give_up(parsed.error().message);
    return std::move(*parsed);
}

std::string message_body(const store::ManualJobIds& job) {
    return roles::write_job_message({job.job_id, job.customer_id, 0, 4, "", "bench", {}});
}

Async<store::AttemptOutcome> IdleSubmitter::run(const store::LeasedAttempt&,
                                                const submit::AttemptHooks& hooks) {
    newest_ns_ = monotonic_ns();
    started_.notify();
    store::AttemptOutcome outcome;
    outcome.verdict = Verdict::accepted;
    outcome.confidence = 0.9;
    auto marked = co_await hooks.mark_sent({{"fields", json::array{}}});
    if (!marked) give_up("an attempt may not send: " + marked.error().message);
    co_return outcome;
}

const std::string& bench_body() {
    static const std::string text =
        R"({"job_id":"0193a5b0-0000-7000-8000-000000000000","padding":")" + std::string(260, 'x') + R"("})";
    return text;
}

namespace {

Async<void> send(World& world, int count, std::shared_ptr<int> left) {
    const auto& platform = world.platform();
    for (int i = 0; i < count; ++i) {
        auto sent = co_await world.database().write([&platform](store::Tx& tx) {
            return store::insert_message(tx, platform, kBenchQueue, bench_body(), {});
        });
        if (!sent) give_up(sent.error().message);
    }
    --*left;
}

} // namespace

Async<void> send_messages(World& world, int callers, int sends, double& rate) {
    const auto left = std::make_shared<int>(callers);
    const Stopwatch watch;
    for (int i = 1; i < callers; ++i)
        spawn(world.platform().executor, "caller",
              [&world, count = sends / callers, left] { return send(world, count, left); });
    co_await send(world, sends / callers, left);
    while (*left > 0) co_await world.platform().clock.sleep(std::chrono::milliseconds{1});
    rate = sends / callers * callers / watch.seconds();
}

} // namespace bolt::bench
