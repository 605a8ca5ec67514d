// What the dashboard's job list costs over 100,000 jobs with 300,000 submissions: a page and the counts of
// its filter in one transaction, as GET /api/staff/jobs reads them, against one bare scan of the jobs.
#include "base/random.hpp"
#include "bench/measure.hpp"
#include "store/sql.hpp"
#include "store/sqlite_database.hpp"
#include "store/stats.hpp"
#include "store/views.hpp"
#include "store/visit_stats.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace bolt::bench {
namespace {

using store::JobFilter;
using store::Tx;

constexpr int kRounds = 7;
constexpr double kLimitMs = 50;

// The feed is not what is measured: without its triggers, and the one that counts what is done, the rows are
// there in seconds.
constexpr const char* kWithoutFeed = "DROP TRIGGER jobs_feed_insert; DROP TRIGGER job_results_feed_insert; "
                                     "DROP TRIGGER customers_feed_insert; "
                                     "DROP TRIGGER job_results_done_insert;";

std::string read_rows(const char* path) {
    std::ifstream in(path);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) give_up(fmt::format("cannot read {}", path));
    return text;
}

struct Case {
    const char* name;
    JobFilter filter;
};

std::vector<Case> cases() {
    JobFilter late;
    for (const char* package : {"starter", "growth", "professional", "enterprise"})
        late.late_before[package] = "2026-11-28T00:00:00.000000+00:00";
    late.state = "active";
    return {
        {"no filter", {}},
        {"failed", {.statuses = {"failed"}}},
        {"active, one package", {.state = "active", .packages = {"growth"}}},
        {"paused, priority 1", {.paused = true, .priority = 1}},
        {"text of one customer", {.text = "owner77777@"}},
        {"text of a tenth", {.text = "business 1"}},
        {"text of all", {.text = "business"}},
        {"a directory", {.directory = "dir-3"}},
        {"failed at a directory", {.directory = "dir-3", .directory_status = "failed"}},
        {"text of an error", {.error = "503 after 1"}},
        {"needs a person", {.needs_action = true}},
        {"late", late},
        {"a week", {.from = parse_time("2026-11-01T00:00:00Z"), .to = parse_time("2026-11-08T00:00:00Z")}},
        {"by last change", {.sort = "updated_at"}},
        {"by priority, package, text", {.packages = {"starter"}, .text = "of b", .sort = "priority"}}};
}

/// Wall time, and CPU time beside it: on a busy machine only that one tells.
struct Took {
    double median_ms = 0, cpu_ms = 0;
};

template <class F>
Took measured(store::Database& database, F function) {
    Samples samples, cpu;
    for (int round = 0; round < kRounds + 2; ++round) {
        const auto cpu_before = own_cpu_seconds();
        const Stopwatch watch;
        if (auto read = database.read_blocking(function); !read) give_up(read.error().message);
        if (round < 2) continue; // the first ones fill the cache
        samples.add(watch.milliseconds());
        cpu.add((own_cpu_seconds() - cpu_before) * 1e3);
    }
    return {samples.median(), cpu.median()};
}

void measure(store::Database& database) {
    static const store::Statement kScan{"SELECT status, count(*) FROM jobs NOT INDEXED GROUP BY status"};
    const auto scan =
        measured(database, [](Tx& tx) -> Result<int> { return static_cast<int>(tx.run(kScan).size()); });
    for (const auto& each : cases()) {
        const auto took = measured(database, [filter = each.filter](Tx& tx) mutable -> Result<json::object> {
            auto looked_up = filter;
            if (auto looked = store::resolve_text(tx, looked_up); !looked) return forward(looked);
            if (auto page = store::list_jobs(tx, looked_up); !page) return page;
            return store::job_facets(tx, looked_up);
        });
        report({fmt::format("job list, {}, p50", each.name), took.median_ms, "ms", "a bare scan of the jobs",
                scan.median_ms, Target::ours_at_most, kLimitMs,
                fmt::format("page of 50 and counts; 100,000 jobs; {:.0f} ms of CPU", took.cpu_ms)});
    }
    const auto charts = measured(
        database, [](Tx& tx) { return store::chart_series(tx, parse_time("2026-11-30T00:00:00Z"), "30d"); });
    report({"charts of 30 days, p50", charts.median_ms, "ms", "a bare scan of the jobs", scan.median_ms,
            Target::ours_at_most, kLimitMs,
            fmt::format("six series; 100,000 jobs; {:.0f} ms of CPU", charts.cpu_ms)});
    const std::pair<std::string_view, store::VisitScope> scopes[] = {
        {"all", {}}, {"a directory", {"dir-0", ""}}, {"a worker", {"", "worker-0"}}};
    for (const auto& [name, scope] : scopes) {
        const auto visits = measured(database, [&scope](Tx& tx) {
            return store::visit_chart(tx, parse_time("2026-11-30T00:00:00Z"), "30d", scope);
        });
        report({fmt::format("attempts of {} over 30 days, p50", name), visits.median_ms, "ms",
                "a bare scan of the jobs", scan.median_ms, Target::ours_at_most, kLimitMs,
                fmt::format("ends, time at work, wait; a row each five minutes; {:.0f} ms of CPU",
                            visits.cpu_ms)});
    }
}

} // namespace
} // namespace bolt::bench

int main(int count, char** arguments) {
    using namespace bolt;
    if (count != 2) bench::give_up("usage: job_filters <file with the rows>");
    const auto rows = bench::read_rows(arguments[1]);
    const bench::Folder folder;
    asio::io_context io{1};
    SystemClock clock{io.get_executor()};
    SystemRandom random;
    const Platform platform{io.get_executor(), clock, random};
    store::SqliteSettings settings;
    settings.path = (folder.path() / "bolt.db").string();
    auto database = store::open_sqlite(platform, settings);
    if (!database) bench::give_up(database.error().message);
    auto filled = (*database)->write_blocking([&](store::Tx& tx) -> Result<void> {
        tx.script(bench::kWithoutFeed);
        tx.script(rows);
        return {};
    });
    if (!filled) bench::give_up(filled.error().message);
    bench::measure(**database);
    (*database)->close();
    return 0;
}
