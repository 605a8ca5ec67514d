// PrefectMirror's other half: what people, automations and dead processes left in Prefect.
#include "base/log.hpp"
#include "flow/prefect_mirror.hpp"
#include "flow/prefect_picture.hpp"
#include "store/jobs.hpp"

namespace bolt::flow {
namespace {

using store::Durability;
using store::PrefectRun;
using store::Tx;

constexpr int kRunsMax = 1000;

} // namespace

Async<Result<void>> PrefectMirror::compare() {
    auto open = co_await database_.read([](Tx& tx) { return store::open_prefect_runs(tx, kRunsMax); });
    if (!open) co_return forward(open);
    if (open->empty()) co_return Result<void>{};
    std::vector<std::string> ids;
    for (const auto& run : *open) ids.push_back(run.prefect_id);
    auto shown = co_await read_flow_runs(client_, std::move(ids));
    if (!shown) co_return forward(shown);
    std::map<std::string, PrefectShown> by_id;
    for (auto& each : *shown) {
        auto id = each.id;
        by_id.emplace(std::move(id), std::move(each));
    }
    for (const auto& run : *open) {
        const auto found = by_id.find(run.prefect_id);
        auto done = found == by_id.end() ? co_await drop(run) : co_await correct(run, found->second);
        if (!done) co_return done;
    }
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::correct(const PrefectRun& run, const PrefectShown& shown) {
    if (is_over(run)) co_return Result<void>{}; // told with its news
    const auto& type = shown.state_type;
    if (type == "CANCELLING" || type == "CANCELLED") co_return co_await cancel(run);
    json::object wanted;
    if (run.state == "scheduled") {
        if (type == "SCHEDULED" || type == "PAUSED") co_return Result<void>{};
        const bool claimed = type == "PENDING" || type == "RUNNING";
        if (claimed && shown.state_since + settings_.claim_lost > platform_.now()) co_return Result<void>{};
        wanted = {{"type", "SCHEDULED"}, {"message", "No worker has begun the job: it is offered again"}};
    } else {
        // PENDING and SCHEDULED: the worker that began the job died before it could say so.
        if (type == "RUNNING" || type == "PAUSED") co_return Result<void>{};
        if (type == "PENDING" && shown.state_since + settings_.check > platform_.now())
            co_return Result<void>{};
        wanted = {{"type", "RUNNING"},
                  {"message", "The job is alive: its submissions are leased one by one"}};
    }
    log::warn("Prefect's picture of a flow run is corrected", {{"job_id", run.job_id},
                                                               {"prefect_flow_run_id", run.prefect_id},
                                                               {"was", type},
                                                               {"is", wanted.at("type")}});
    auto said = co_await set_flow_run_state(client_, platform_, run.prefect_id, wanted, true);
    if (!said && said.error().code != ErrorCode::not_found) co_return forward(said);
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::cancel(const PrefectRun& run) {
    auto cancelled = co_await database_.write(
        [this, job = run.job_id](Tx& tx) { return store::cancel_job(tx, platform_, job, "prefect"); });
    if (cancelled)
        log::info("a job was cancelled in Prefect",
                  {{"job_id", run.job_id}, {"prefect_flow_run_id", run.prefect_id}});
    // It ended in the meantime: Prefect is told how.
    if (!cancelled && cancelled.error().code != ErrorCode::conflict) co_return cancelled;
    co_return Result<void>{};
}

Async<Result<void>> PrefectMirror::drop(const PrefectRun& run) {
    if (!is_over(run))
        log::warn(
            "a flow run was deleted in Prefect; its job goes on, and is put back into the queue if it had "
            "not begun",
            {{"job_id", run.job_id}, {"prefect_flow_run_id", run.prefect_id}});
    co_return co_await database_.write(
        [this, id = run.flow_run_id, waits = run.state == "scheduled"](Tx& tx) -> Result<void> {
            // Nobody will be offered it: the monitor finds the job without a run.
            if (waits)
                if (auto ended = store::end_flow_run(tx, platform_.now(), id, "cancelled"); !ended)
                    return ended;
            return store::drop_prefect_run(tx, platform_.now(), id);
        },
        Durability::relaxed);
}

} // namespace bolt::flow
