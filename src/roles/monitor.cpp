#include "roles/monitor.hpp"

#include "base/log.hpp"
#include "net/certificate.hpp"
#include "roles/monitor_checks.hpp"
#include "store/attempts.hpp"
#include "store/feed.hpp"
#include "store/outcomes.hpp"
#include "store/visit_stats.hpp"

namespace bolt::roles {
namespace {

using store::StaleJob;
using store::Tx;

constexpr int kTellingMax = 4;

std::int64_t seconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

} // namespace

struct Monitor::StoreLook {
    store::OutboxDepth outbox;
    std::optional<TimePoint> next_due;
    store::EndCounts ends;
    std::int64_t stale_jobs = 0;
    std::vector<std::string> silent_roles;
    std::vector<store::FailingDirectory> failing;
    std::vector<store::TroubledForm> forms;

    static Result<StoreLook> read(Tx& tx, TimePoint now, const MonitorSettings& settings);
};

Result<Monitor::StoreLook> Monitor::StoreLook::read(Tx& tx, TimePoint now, const MonitorSettings& settings) {
    auto outbox = store::outbox_depth(tx, now);
    if (!outbox) return forward(outbox);
    auto due = store::next_due(tx);
    if (!due) return forward(due);
    auto ends = store::submission_ends(tx, now - settings.error_window);
    if (!ends) return forward(ends);
    auto stale = store::stale_jobs_open(tx);
    if (!stale) return forward(stale);
    auto silent = store::silent_roles(tx, now, settings.silent_after, settings.silent_forget);
    if (!silent) return forward(silent);
    auto failing = store::failing_directories(tx);
    if (!failing) return forward(failing);
    auto forms = store::troubled_forms(tx);
    if (!forms) return forward(forms);
    return StoreLook{*outbox,          *due, *ends, *stale, std::move(*silent), std::move(*failing),
                     std::move(*forms)};
}

Monitor::Monitor(const Platform& platform, store::Database& database, queue::Queue& queue,
                 MonitorSettings settings, TellAlerts tell)
    : platform_(platform), database_(database), queue_(queue), built_in_(settings),
      rules_(platform, database), settings_(std::move(settings)), tell_(std::move(tell)),
      alerts_(platform, settings_.alert_again_every),
      breaker_("store (monitor)", platform, settings_.backoff), loops_(platform) {}

Async<void> Monitor::run(StopToken& stop) {
    loops_.start("monitor looks", [this, &stop] { return look_loop(stop); });
    loops_.start("monitor stale jobs", [this, &stop] { return stale_loop(stop); });
    loops_.start("monitor feed", [this, &stop] { return prune_loop(stop); });
    loops_.start("monitor directories", [this, &stop] { return directory_loop(stop); });
    loops_.start("monitor certificate", [this, &stop] { return certificate_loop(stop); });
    loops_.start("monitor lost work",
                 [this, &stop] { return reclaim_lost_work(platform_, database_, settings_.reclaim, stop); });
    co_await loops_.wait_empty();
}

Async<void> Monitor::look_loop(StopToken& stop) {
    do {
        co_await look();
        co_await report(stop);
    } while (co_await stop.sleep(settings_.look_every));
}

/// What admins have set since the last look; a rule that was taken back is as this monitor was made.
Async<void> Monitor::take_rules() {
    const auto rules = co_await rules_.current();
    const auto time = [](std::optional<std::int64_t> set, Duration otherwise) {
        return set ? Duration(std::chrono::seconds{*set}) : otherwise;
    };
    settings_.dead_letters_alert =
        static_cast<int>(rules.alert_dead_letters.value_or(built_in_.dead_letters_alert));
    settings_.queue_age_alert = time(rules.alert_queue_age_s, built_in_.queue_age_alert);
    settings_.outbox_age_alert = time(rules.alert_outbox_age_s, built_in_.outbox_age_alert);
    settings_.overdue_alert = time(rules.alert_overdue_s, built_in_.overdue_alert);
}

Async<void> Monitor::look() {
    co_await take_rules();
    std::string error;
    auto depth = co_await queue_.depth();
    if (depth)
        view_.queue = *depth;
    else
        error = depth.error().message;
    auto seen = co_await database_.read(
        [now = platform_.now(), settings = settings_](Tx& tx) { return StoreLook::read(tx, now, settings); });
    if (seen) {
        view_.outbox = seen->outbox;
        const Duration overdue = seen->next_due ? platform_.now() - *seen->next_due : Duration{0};
        view_.overdue = std::max(overdue, Duration{0});
    } else {
        error = seen.error().message;
    }
    judge(depth.has_value(), seen.has_value(), error);
    if (seen) judge_store(*seen);
    judge_disk();
    view_.alerts = alerts_.count();
    ++view_.looks;
}

/// A look that failed says nothing about the condition: it is an alert of its own, never an all-clear.
void Monitor::judge(bool queue_seen, bool store_seen, const std::string& error) {
    alerts_.set("queue_unreadable", !queue_seen, "the queue cannot be looked at", {{"error", error}},
                "critical");
    alerts_.set("store_unreadable", !store_seen, "the store cannot be looked at", {{"error", error}},
                "critical");
    if (queue_seen) {
        const auto& queue = view_.queue;
        alerts_.set("dead_letters", queue.dead >= settings_.dead_letters_alert,
                    "messages lie in the dead-letter queue: look at their reasons",
                    {{"messages", queue.dead}});
        alerts_.set("queue_age", queue.oldest > settings_.queue_age_alert,
                    "messages wait in the queue: is a subscriber running?",
                    {{"visible", queue.visible}, {"oldest_seconds", seconds(queue.oldest)}});
    }
    if (store_seen) {
        alerts_.set("outbox_age", view_.outbox.oldest > settings_.outbox_age_alert,
                    "jobs wait in the outbox: does the brain answer?",
                    {{"waiting", view_.outbox.waiting}, {"oldest_seconds", seconds(view_.outbox.oldest)}});
        alerts_.set("overdue", view_.overdue > settings_.overdue_alert,
                    "submissions are due and no worker takes them: is a worker running?",
                    {{"overdue_seconds", seconds(view_.overdue)}});
    }
}

void Monitor::judge_store(const StoreLook& seen) {
    const auto& ends = seen.ends;
    alerts_.set("error_rate",
                ends.all >= settings_.error_least &&
                    ends.failed * 100 >= ends.all * settings_.error_percent_alert,
                "many submissions fail: look at their causes", {{"failed", ends.failed}, {"ended", ends.all}},
                "critical");
    alerts_.set("stale_jobs", seen.stale_jobs > 0,
                "jobs do not move although they were put back into the queue: look into the inbox",
                {{"jobs", seen.stale_jobs}});
    std::set<std::string> still;
    for (const auto& role : seen.silent_roles) {
        alerts_.set("role_silent:" + role, true, "no process of this role shows a sign of life: start one",
                    {{"role", role}}, "critical");
        still.insert("role_silent:" + role);
    }
    alerts_.keep_only("role_silent:", still);
    still.clear();
    for (const auto& each : seen.failing) {
        alerts_.set("directory_failing:" + each.name, true,
                    "a directory answers nobody and is paused for a while",
                    {{"directory", each.name}, {"reason", each.reason}});
        still.insert("directory_failing:" + each.name);
    }
    alerts_.keep_only("directory_failing:", still);
    judge_forms(seen.forms);
}

void Monitor::judge_forms(const std::vector<store::TroubledForm>& forms) {
    std::set<std::string> drifted, unseen;
    for (const auto& form : forms) {
        const auto name = (form.held ? "form_drifted:" : "form_unseen:") + form.name;
        alerts_.set(name, true,
                    form.held ? "a directory's form changed and cannot be filled: its submissions wait"
                              : "a directory's form was not seen by several looks in a row",
                    {{"directory", form.name}, {"reason", form.reason}});
        (form.held ? drifted : unseen).insert(name);
    }
    alerts_.keep_only("form_drifted:", drifted);
    alerts_.keep_only("form_unseen:", unseen);
}

void Monitor::judge_disk() {
    if (settings_.data_folder.empty()) return;
    const auto space = disk_space(settings_.data_folder);
    if (!space) {
        alerts_.set("disk_space", true, "the disk cannot be looked at", {{"error", space.error().message}});
        return;
    }
    const int percent = space->free_percent();
    const bool low = percent < settings_.disk_percent_alert && space->free_bytes < settings_.disk_bytes_alert;
    const bool very_low =
        percent < settings_.disk_percent_alert / 3 || space->free_bytes < 2 * kDiskBytesLeast;
    alerts_.set(
        "disk_space", low, "the disk is nearly full: free some space",
        {{"folder", settings_.data_folder}, {"free_mib", space->free_bytes >> 20}, {"free_percent", percent}},
        very_low ? "critical" : "warning");
}

/// Writes down how the conditions stand and tells people what is theirs to know. While the store does not
/// answer they are told by what this monitor knows alone.
Async<void> Monitor::report(StopToken& stop) {
    if (!restored_) {
        auto open = co_await database_.read([](Tx& tx) { return store::open_alerts(tx); });
        if (open) {
            alerts_.restore(*open);
            restored_ = true;
        }
    }
    auto reports = alerts_.take_reports();
    if (reports.all.empty()) co_return;
    auto recorded = co_await database_.write(
        [all = std::move(reports.all), now = platform_.now(), again = settings_.alert_again_every](Tx& tx) {
            return store::record_alerts(tx, now, all, again);
        },
        store::Durability::relaxed);
    auto news = recorded ? std::move(*recorded) : std::move(reports.logged);
    if (news.empty() || !tell_) co_return;
    if (telling_ >= kTellingMax) {
        log::error("alerts could not be sent: earlier ones are still on their way",
                   {{"alerts", news.size()}});
        co_return;
    }
    ++telling_;
    loops_.start("monitor tells", [this, &stop, news = std::move(news)]() -> Async<void> {
        co_await tell_(news, stop);
        --telling_;
    });
}

Async<void> Monitor::directory_loop(StopToken& stop) {
    while (co_await stop.sleep(settings_.stale_every)) {
        auto tended = co_await database_.write(
            [this](Tx& tx) { return store::tend_failing_directories(tx, platform_, settings_.failing); });
        if (!tended) {
            log::warn("directories could not be looked at", {{"error", tended.error().message}});
            continue;
        }
        for (const auto& directory : *tended) {
            using Action = store::TendedDirectory::Action;
            const log::Fields fields{{"directory", directory.name}, {"reason", directory.reason}};
            if (directory.action == Action::paused) {
                ++view_.directories_paused;
                log::warn("a directory answers nobody: paused", fields);
            } else {
                if (directory.action == Action::on_trial) ++view_.directories_resumed;
                log::info(directory.action == Action::on_trial ? "a paused directory is tried again"
                                                               : "a directory answers again",
                          fields);
            }
        }
        if (auto pruned =
                co_await database_.write([this](Tx& tx) { return store::prune_roles(tx, platform_.now()); },
                                         store::Durability::relaxed);
            !pruned)
            log::debug("old signs of life could not be removed", {{"error", pruned.error().message}});
    }
}

Async<void> Monitor::certificate_loop(StopToken& stop) {
    if (settings_.tls_url.empty()) co_return;
    do {
        auto end = co_await net::certificate_end(platform_.executor, settings_.tls_url);
        if (!end) {
            alerts_.set("certificate", true, "the certificate of BOLT_PUBLIC_URL cannot be looked at",
                        {{"error", end.error().message}});
            continue;
        }
        const auto left = *end - platform_.now();
        alerts_.set("certificate", left < settings_.certificate_alert,
                    "the certificate of BOLT_PUBLIC_URL ends soon, or has ended: renew it",
                    {{"ends_at", format_time(*end)}},
                    left < std::chrono::hours{24 * 3} ? "critical" : "warning");
    } while (co_await stop.sleep(settings_.certificate_every));
}

Async<void> Monitor::stale_loop(StopToken& stop) {
    auto pause = settings_.stale_every;
    while (co_await stop.sleep(pause)) {
        auto tended = co_await database_.write(
            [this](Tx& tx) { return store::tend_stale_jobs(tx, platform_, settings_.stale); });
        if (!tended) {
            pause = breaker_.failed(tended.error());
            continue;
        }
        breaker_.succeeded();
        pause = settings_.stale_every;
        for (const auto& job : *tended) {
            const log::Fields fields{{"job_id", job.job_id}, {"requeues", job.requeues}};
            switch (job.action) {
            case StaleJob::Action::requeued:
                ++view_.requeued;
                log::warn("a job did not move: put back into the queue", fields);
                break;
            case StaleJob::Action::finalised:
                ++view_.finalised;
                log::warn("a job had ended without its end state: finalised", fields);
                break;
            case StaleJob::Action::gave_up:
                ++view_.given_up;
                log::error("action needed: a job does not move although it was requeued", fields);
                break;
            }
        }
    }
}

Async<void> Monitor::prune_loop(StopToken& stop) {
    while (co_await stop.sleep(settings_.prune_every)) {
        auto pruned = co_await database_.write(
            [this](Tx& tx) -> Result<int> {
                if (auto forgotten = store::forget_faded_outcomes(tx, platform_.now()); !forgotten)
                    return forward(forgotten);
                if (auto old = store::prune_visits(tx, platform_.now()); !old) return forward(old);
                return store::prune_feed(tx, platform_.now(), settings_.feed_keep, settings_.feed_rows_min);
            },
            store::Durability::relaxed);
        if (pruned)
            view_.feed_pruned += static_cast<std::uint64_t>(*pruned);
        else
            log::warn("old feed rows could not be removed", {{"error", pruned.error().message}});
    }
}

} // namespace bolt::roles
