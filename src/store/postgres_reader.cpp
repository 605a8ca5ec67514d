#include "store/postgres_reader.hpp"

#include "store/engine.hpp"

namespace bolt::store {
namespace {

constexpr int kTriesMax = 3;

} // namespace

PostgresReader::PostgresReader(const PostgresSettings& settings, WorkQueue& queue)
    : queue_(queue), link_(settings, queue), thread_([this] { loop(); }) {}

void PostgresReader::join() {
    if (thread_.joinable()) thread_.join();
}

void PostgresReader::loop() {
    for (;;) {
        auto taken = queue_.take(1);
        if (taken.empty()) return;
        taken.front().done(read(taken.front()));
    }
}

Result<void> PostgresReader::read(const WaitingWork& waiting) {
    Result<void> outcome;
    for (int tries = 0; tries < kTriesMax; ++tries) {
        if (auto ready = link_.ready(); !ready) return ready;
        auto& connection = link_.connection();
        outcome = run_guarded(
            [&](Tx&) -> Result<void> {
                connection.begin_read();
                return run_guarded(waiting.work, connection);
            },
            connection);
        if (!connection.connected()) continue; // nothing was written: it may run again
        if (outcome) {
            outcome = run_guarded(
                [&](Tx&) -> Result<void> {
                    connection.defer("COMMIT");
                    connection.leave();
                    return {};
                },
                connection);
            if (outcome) return outcome;
            connection.disconnect();
            return Result<void>{}; // what was read stands
        }
        connection.rollback();
        return outcome;
    }
    return outcome;
}

} // namespace bolt::store
