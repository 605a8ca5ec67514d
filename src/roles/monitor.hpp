#pragma once
#include "queue/queue.hpp"
#include "roles/alerts.hpp"
#include "roles/backoff.hpp"
#include "roles/live_rules.hpp"
#include "roles/reclaim.hpp"
#include "roles/role_heartbeats.hpp"
#include "roles/work_group.hpp"
#include "store/canaries.hpp"
#include "store/database.hpp"
#include "store/failing_directories.hpp"
#include "store/outbox.hpp"
#include "store/stale.hpp"

#include <functional>

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
    store::FailingRules failing{};
    Duration error_window = std::chrono::minutes{15}; ///< of submissions that ended
    int error_percent_alert = 50;
    int error_least = 20; ///< fewer ends say nothing
    Duration silent_after = kRoleSilentAfter;
    Duration silent_forget = std::chrono::hours{24}; ///< a role that is gone for good is missed for so long
    std::string data_folder{};                       ///< whose disk is watched; "" = none
    int disk_percent_alert = 10;                     ///< free space below it; critical below a third
    std::uint64_t disk_bytes_alert = std::uint64_t{1} << 30; ///< and below this many bytes
    std::string tls_url{}; ///< https address whose certificate is watched; "" = none
    Duration certificate_every = std::chrono::hours{6};
    Duration certificate_alert = std::chrono::hours{24 * 14}; ///< it ends within; critical within three days
};

/// What the last look saw.
struct MonitorView {
    queue::Depth queue;
    store::OutboxDepth outbox;
    Duration overdue{0}; ///< how long the first due submission waits
    int alerts = 0;
    std::uint64_t looks = 0, requeued = 0, finalised = 0, given_up = 0, feed_pruned = 0;
    std::uint64_t directories_paused = 0, directories_resumed = 0;
};

/// Carries what people must be told out of the house.
using TellAlerts = std::function<Async<void>(std::vector<store::AlertReport> news, StopToken& stop)>;

/// Watches the pipeline: revives stale jobs (at most a few times, then a person is asked), takes back the
/// work of dead workers, pauses directories that answer nobody, forgets old feed rows, and tells what needs
/// somebody: in the log, in the table of alerts (dashboard) and by `tell`. Any number may run beside each
/// other: people are told once. One thread; lives until the io_context is gone.
class Monitor {
  public:
    Monitor(const Platform& platform, store::Database& database, queue::Queue& queue,
            MonitorSettings settings = {}, TellAlerts tell = nullptr);
    Async<void> run(StopToken& stop);

    const MonitorView& view() const { return view_; }
    const Alerts& alerts() const { return alerts_; }
    bool healthy() const { return !breaker_.open(); }

  private:
    Async<void> look_loop(StopToken& stop);
    Async<void> stale_loop(StopToken& stop);
    Async<void> prune_loop(StopToken& stop);
    Async<void> directory_loop(StopToken& stop);
    Async<void> certificate_loop(StopToken& stop);
    Async<void> look();
    Async<void> take_rules();
    void judge(bool queue_seen, bool store_seen, const std::string& error);
    struct StoreLook;
    void judge_store(const StoreLook& seen);
    void judge_forms(const std::vector<store::TroubledForm>& forms);
    void judge_disk();
    Async<void> report(StopToken& stop);

    const Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    const MonitorSettings built_in_;
    LiveRules rules_;
    MonitorSettings settings_; ///< with the rules of the last look
    const TellAlerts tell_;
    MonitorView view_;
    bool restored_ = false; ///< knows what was open before it started
    int telling_ = 0;
    Alerts alerts_;
    Breaker breaker_;
    WorkGroup loops_;
};

} // namespace bolt::roles
