#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bolt::roles {

/// The body of a queue message: work on this job, please.
struct JobMessage {
    std::string job_id, customer_id;
    int package_size = 0; ///< caps the package's number of directories; 0 = the package's own number
    int priority = 4;     ///< 1 (soonest) .. 4
    std::string created_at, source;
    json::object
        metadata; ///< "retry": number of a person's or the monitor's retry; each starts a new flow run
};

/// Reads a body from outside. Unknown members are ignored; package_size and priority may be absent.
/// invalid_argument names the first member that is wrong: ids that are no UUIDs, package_size no integer from
/// 0 to 100,000, priority not 1..4 and no package's name, metadata no object.
Result<JobMessage> read_job_message(std::string_view body);
/// {job_id, customer_id, package_size, priority, created_at, source, metadata} as JSON text.
std::string write_job_message(const JobMessage& message);
/// The attributes that go beside the body: job_id, customer_id, priority.
std::map<std::string, std::string> job_message_attributes(const JobMessage& message);
/// True for "00-<32 hex>-<16 hex>-<2 hex>" with ids that are not all zero (W3C Trace Context, section 3.2.2).
bool is_traceparent(std::string_view text);
/// Where nobody began a trace: the job's own, whose trace id is the job's id without hyphens.
std::string job_traceparent(std::string_view job_id);
/// The key under which the orchestrator starts one run: the job id; with the number of a retry or requeue
/// where that is to have a run of its own.
std::string flow_key(const JobMessage& message);

} // namespace bolt::roles
