#pragma once
#include "flow/prefect_calls.hpp"
#include "store/database.hpp"
#include "store/prefect_runs.hpp"

#include <set>

namespace bolt::flow {

struct PrefectMirrorSettings {
    Duration pace = std::chrono::seconds{2};   ///< a run is told about at most this often
    Duration check = std::chrono::seconds{5};  ///< open runs are compared with Prefect this often
    Duration lease = std::chrono::seconds{30}; ///< of a run that is being told about
    /// A run that Prefect shows as claimed while the store says it waits is offered again after this.
    Duration claim_lost = std::chrono::seconds{30};
    /// Task runs that do not appear in Prefect this long after the end are given up.
    Duration settle_max = std::chrono::minutes{10};
};

/// Keeps Prefect's picture of our flow runs equal to the store's, from any process that has the store: takes
/// runs with news under a lease and tells Prefect (task runs, logs, progress, end), and looks at what people
/// did there: a run that is cancelled cancels its job, one that Prefect wrongly calls ended is corrected.
/// Whatever is interrupted is done again by the next process and says the same. One thread.
class PrefectMirror {
  public:
    PrefectMirror(const Platform& platform, store::Database& database, PrefectClient& client,
                  PrefectMirrorSettings settings);
    /// Until the stop. Outages of Prefect are logged once and waited out.
    Async<void> run(StopToken& stop);

  private:
    using Work = Async<Result<void>>;
    Async<Result<bool>> tell_due();
    Work tell(store::PrefectRun run);
    Work tell_run(store::PrefectRun run, store::PrefectProgress& progress);
    Work send_events(json::array events);
    Work send_logs(const store::PrefectRun& run, json::array lines);
    Work show_progress(const store::PrefectRun& run, int percent, std::string& artifact);
    Work show_end(const store::PrefectRun& run, const store::PrefectNews& news);
    Async<Result<bool>> task_runs_complete(const store::PrefectRun& run, const store::PrefectNews& news);
    Work show_results(const store::PrefectRun& run, const store::PrefectNews& news);
    Async<Result<std::string>> find_artifact(std::string prefect_id, std::string key);

    Work compare();
    Work correct(const store::PrefectRun& run, const PrefectShown& shown);
    Work cancel(const store::PrefectRun& run);
    Work drop(const store::PrefectRun& run);

    void note_outage(const Error& error);

    const Platform platform_;
    store::Database& database_;
    PrefectClient& client_;
    const PrefectMirrorSettings settings_;
    const std::string owner_;
    int failures_ = 0; ///< in a row
};

} // namespace bolt::flow
