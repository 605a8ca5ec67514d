#pragma once
#include "queue/queue.hpp"
#include "roles/alerts.hpp"
#include "roles/backoff.hpp"
#include "roles/reclaim.hpp"
#include "roles/work_group.hpp"
#include "store/database.hpp"
#include "store/outbox.hpp"
#include "store/stale.hpp"

namespace bolt::roles {

struct MonitorSettings {
    Duration look_every = std::chrono::seconds{15};  ///< at queue, outbox, workers and due submissions
    Duration stale_every = std::chrono::seconds{30}; ///< at jobs that do not move
    store::StaleRules stale{};
    Duration prune_every = std::chrono::minutes{1};
    Duration feed_keep = std::chrono::hours{24}; ///< a live screen may be away so long and still resume
    int feed_rows_min = 10'000;
    Duration alert_again_every = std::chrono::minutes{15};
    int dead_letters_alert = 1;                          ///< from so many on
    Duration queue_age_alert = std::chrono::minutes{2};  ///< oldest message nobody takes
    Duration outbox_age_alert = std::chrono::minutes{1}; ///< oldest message not passed on
    Duration overdue_alert = std::chrono::minutes{5};    ///< a submission is due and no worker takes it
    BackoffSettings backoff{};
    ReclaimSettings reclaim{};
};

/// What the last look saw.
struct MonitorView {
    queue::Depth queue;
    store::OutboxDepth outbox;
    Duration overdue{0}; ///< how long the first due submission waits
    int alerts = 0;
    std::uint64_t looks = 0, requeued = 0, finalised = 0, given_up = 0, feed_pruned = 0;
};

/// Watches the pipeline: revives stale jobs (at most a few times, then a person is asked), takes back the
/// work of dead workers, forgets old feed rows, and tells in the log what needs somebody. Any number may run
/// beside each other. One thread; lives until the io_context is gone.
class Monitor {
  public:
    Monitor(const Platform& platform, store::Database& database, queue::Queue& queue,
            MonitorSettings settings = {});
    Async<void> run(StopToken& stop);

    const MonitorView& view() const { return view_; }
    const Alerts& alerts() const { return alerts_; }
    bool healthy() const { return !breaker_.open(); }

  private:
    Async<void> look_loop(StopToken& stop);
    Async<void> stale_loop(StopToken& stop);
    Async<void> prune_loop(StopToken& stop);
    Async<void> look();
    void judge(bool queue_seen, bool store_seen, const std::string& error);

    const Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    const MonitorSettings settings_;
    MonitorView view_;
    Alerts alerts_;
    Breaker breaker_;
    WorkGroup loops_;
};

} // namespace bolt::roles
