#include "sim/checker.hpp"

#include "domain/rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace bolt::sim {
namespace {

using Table = store::InlineSqlite::Table;
using Row = Table::value_type;

std::string text(const Row& row, std::string_view column) {
    const auto found = row.find(column);
    return found == row.end() ? "" : found->second.value_or("");
}
int number(const Row& row, std::string_view column) {
    const auto found = text(row, column);
    return found.empty() ? 0 : std::stoi(found);
}

/// What was counted of one job's submissions.
struct Counted {
    int total = 0, ended = 0, failed = 0;
};

class Checker {
  public:
    Checker(Deployment& deployment, const Stripe& stripe)
        : deployment_(deployment), stripe_(stripe), jobs_(deployment.store.rows.table("jobs")),
          results_(deployment.store.rows.table("job_results")) {}

    std::vector<std::string> run(std::deque<FeedClient>& screens) {
        orders();
        submissions();
        jobs();
        history();
        leftovers();
        for (auto& screen : screens) feed(screen);
        return std::move(problems_);
    }

  private:
    template <class... Args>
    void complain(fmt::format_string<Args...> format, Args&&... args) {
        problems_.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    void orders() {
        const auto orders = deployment_.store.rows.table("orders");
        for (const auto& paid : stripe_.orders()) {
            const auto rows = std::ranges::count_if(
                orders, [&](const auto& row) { return text(row, "stripe_session_id") == paid.session_id; });
            if (rows != 1 && paid.acknowledged)
                complain("order {} is paid and acknowledged, and has {} rows", paid.session_id, rows);
        }
        std::set<std::string> jobs;
        for (const auto& order : orders)
            if (!jobs.insert(text(order, "job_id")).second)
                complain("job {} stands for two orders", text(order, "job_id"));
        if (jobs.size() != jobs_.size()) complain("{} orders have {} jobs", orders.size(), jobs_.size());
    }

    void submissions() {
        std::set<std::string> items;
        for (const auto& item : deployment_.store.rows.table("action_items"))
            items.insert(text(item, "result_id"));
        for (const auto& row : results_) {
            const auto job = text(row, "job_id"), directory = text(row, "directory_name");
            const auto key = job + " " + directory, status = text(row, "status");
            auto& counted = counted_[job];
            ++counted.total;
            counted.failed += status == "failed" ? 1 : 0;
            counted.ended += status == "pending" || status == "submitting" ? 0 : 1;
            const int taken = deployment_.sites.taken[key];
            if (status == "submitted" && taken == 0)
                complain("{} says submitted and the site has nothing", key);
            if (taken > 0 && status != "submitted" && status != "action_required")
                complain("{} was taken by the site and is {}", key, status);
            if (status == "action_required" && !items.contains(text(row, "id")))
                complain("{} needs a person and none is asked", key);
        }
        for (const auto& [key, times] : deployment_.sites.taken)
            if (times > 1) complain("{} was taken {} times by its site", key, times);
        for (const auto& [key, times] : deployment_.sites.sends)
            if (times > 1) complain("{} was sent {} times", key, times);
    }

    void jobs() {
        std::set<std::string> asked;
        for (const auto& item : deployment_.store.rows.table("action_items"))
            if (text(item, "kind") == "stale_job") asked.insert(text(item, "job_id"));
        for (const auto& job : jobs_) {
            const auto id = text(job, "id"), status = text(job, "status");
            const auto counted = counted_[id];
            if (status != "completed" && status != "failed") {
                if (!asked.contains(id)) complain("job {} is {} and nobody is asked", id, status);
                continue;
            }
            if (counted.total != number(job, "directories_total"))
                complain("job {} has {} submissions and says {}", id, counted.total,
                         number(job, "directories_total"));
            if (counted.ended != number(job, "directories_done") || counted.ended != counted.total)
                complain("job {} ended with {} of {} done and says {}", id, counted.ended, counted.total,
                         number(job, "directories_done"));
            if (number(job, "progress") != progress_percent(counted.ended, counted.total))
                complain("job {} shows {} % with {} of {} done", id, number(job, "progress"), counted.ended,
                         counted.total);
            if (status != to_string(final_status(counted.total, counted.failed)))
                complain("job {} is {} with {} of {} failed", id, status, counted.failed, counted.total);
        }
    }

    void history() {
        std::map<std::string, int> ends;
        for (const auto& event : deployment_.store.rows.table("queue_history")) {
            const auto what = text(event, "event");
            if (what == "job_finalized" || what == "submitted")
                ++ends[text(event, "job_id") + " " + text(event, "directory_name") + " " + what];
        }
        for (const auto& [what, times] : ends)
            if (times > 1) complain("{} stands {} times in the history", what, times);
        for (const auto& job : jobs_)
            if (!text(job, "completed_at").empty() && !ends.contains(text(job, "id") + "  job_finalized"))
                complain("job {} ended without job_finalized", text(job, "id"));
    }

    void leftovers() {
        for (const auto& message : deployment_.store.rows.table("outbox"))
            if (text(message, "delivered_at").empty())
                complain("outbox message {} was never passed on", text(message, "dedupe_key"));
        for (const auto& attempt : deployment_.store.rows.table("attempts"))
            if (text(attempt, "ended_at").empty())
                complain("attempt {} of {} at {} is still {}", text(attempt, "fence"),
                         text(attempt, "job_id"), text(attempt, "directory_name"), text(attempt, "status"));
    }

    void feed(FeedClient& screen) {
        if (!screen.complaint().empty()) complain("{}", screen.complaint());
        if (screen.position() < 0) return complain("a screen never got its first load");
        compare(screen, "jobs", jobs_);
        compare(screen, "job_results", results_);
    }
    void compare(FeedClient& screen, const char* name, const Table& table) {
        const auto wanted = replica_of(table);
        const auto& shown = screen.replica(name);
        for (const auto& [id, columns] : wanted) {
            const auto found = shown.find(id);
            if (found == shown.end()) {
                complain("a screen lacks {} {}", name, id);
                continue;
            }
            for (const auto& [column, value] : columns)
                if (const auto seen = found->second.find(column);
                    seen == found->second.end() || seen->second != value)
                    complain("a screen shows {} {} with {} \"{}\", the table has \"{}\"", name, id, column,
                             seen == found->second.end() ? "" : seen->second, value);
        }
        for (const auto& [id, columns] : shown)
            if (!wanted.contains(id)) complain("a screen shows {} {}, which does not exist", name, id);
    }

    Deployment& deployment_;
    const Stripe& stripe_;
    const Table jobs_, results_;
    std::map<std::string, Counted> counted_;
    std::vector<std::string> problems_;
};

} // namespace

bool all_ended(store::InlineSqlite& rows) {
    for (const auto& message : rows.table("outbox"))
        if (text(message, "delivered_at").empty()) return false;
    std::set<std::string> asked;
    for (const auto& item : rows.table("action_items"))
        if (text(item, "kind") == "stale_job") asked.insert(text(item, "job_id"));
    return std::ranges::all_of(rows.table("jobs"), [&](const auto& job) {
        return !text(job, "completed_at").empty() || asked.contains(text(job, "id"));
    });
}

std::vector<std::string> check(Deployment& deployment, const Stripe& stripe,
                               std::deque<FeedClient>& screens) {
    return Checker(deployment, stripe).run(screens);
}

} // namespace bolt::sim
