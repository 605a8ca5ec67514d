#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

/// What the subscriber writes when it takes a job from the queue.
namespace bolt::store {
class Tx;

/// One delivery of a job's message.
struct Delivery {
    std::string message_id;
    int receive_count = 1;
    bool repeated = false; ///< an earlier try with this message may have written its events already
    std::string job_id, customer_id;
    int package_size = 0; ///< caps the package's number of directories; 0 = the package's own number
    int priority = 4;     ///< 1..4
    std::string worker_id;
};
struct Intake {
    enum class Decision {
        start,  ///< the flow may start
        drop,   ///< the job has ended: nothing to do, noted as skipped_duplicate
        refuse, ///< no such job, or not that customer's
    };
    Decision decision = Decision::start;
    std::string reason; ///< of drop and refuse, for people
};
/// Decides what a delivery is good for. start: history queue_claimed (once per message), package size and
/// priority set as long as the job has not begun, pending -> queued. Called again for the same delivery it
/// changes nothing more.
Result<Intake> take_delivery(Tx& tx, const Platform& platform, const Delivery& delivery);
/// Notes the run that a delivery started: flow_triggered once per run; for a run that another message had
/// started skipped_duplicate.
Result<void> note_flow_triggered(Tx& tx, const Platform& platform, const Delivery& delivery,
                                 std::string_view flow_run_id, bool created);
/// Notes that the message went to the dead-letter queue, if its job exists.
Result<void> note_dead_letter(Tx& tx, const Platform& platform, const Delivery& delivery,
                              std::string_view reason);

} // namespace bolt::store
