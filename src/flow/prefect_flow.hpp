#pragma once
#include "flow/orchestrator.hpp"
#include "flow/prefect_mirror.hpp"
#include "flow/prefect_setup.hpp"
#include "store/database.hpp"

namespace bolt::flow {

struct PrefectSettings {
    PrefectClientSettings client{};
    PrefectTarget target{};
    PrefectMirrorSettings mirror{};
    Duration query = std::chrono::seconds{10};     ///< Prefect is asked for runs at least this often
    Duration heartbeat = std::chrono::seconds{30}; ///< of a worker that claims
    /// A run of the store that Prefect has never heard of is told to it after this.
    Duration adopt_after = std::chrono::seconds{60};
};

/// The orchestrator in Prefect 3, server or Cloud: our subscriber creates flow runs of
/// `process_job/production`, our workers serve its work pool. Each run stands in the store as well, and the
/// store decides: Prefect says which runs may begin and when, the store says what has become of them
/// (PrefectMirror). Makes work pool, queues, flow and deployment with its first call. `database` must outlive
/// it.
std::unique_ptr<Orchestrator> make_prefect_flow(const Platform& platform, store::Database& database,
                                                PrefectSettings settings);

} // namespace bolt::flow
