#include "flow/prefect_picture.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace bolt::flow {
namespace {

using store::HistoryEvent;
using store::PrefectNews;
using store::PrefectRun;
using store::Submission;

constexpr std::size_t kTextBytesMax = 1500;

struct TaskState {
    const char* type;
    const char* name;
};

// By event of history; those that move no directory are not here.
std::optional<TaskState> state_after(std::string_view event) {
    if (event == "submitting") return TaskState{"RUNNING", "Running"};
    if (event == "submitted") return TaskState{"COMPLETED", "Completed"};
    if (event == "skipped" || event == "skipped_duplicate") return TaskState{"COMPLETED", "Skipped"};
    if (event == "action_required") return TaskState{"COMPLETED", "Action required"};
    if (event == "failed") return TaskState{"FAILED", "Failed"};
    if (event == "retry_scheduled" || event == "requeued_stale")
        return TaskState{"SCHEDULED", "AwaitingRetry"};
    return std::nullopt;
}

TaskState state_of(const PrefectNews& news, const Submission& submission) {
    switch (submission.status) {
    case SubmissionStatus::pending:
        return {"PENDING", "Pending"};
    case SubmissionStatus::submitting:
        return {"RUNNING", "Running"};
    case SubmissionStatus::submitted:
        return {"COMPLETED", "Completed"};
    case SubmissionStatus::failed:
        return {"FAILED", "Failed"};
    case SubmissionStatus::skipped:
        if (news.job.status == JobStatus::cancelled && !submission.verdict) return {"CANCELLED", "Cancelled"};
        return {"COMPLETED", "Skipped"};
    case SubmissionStatus::action_required:
        return {"COMPLETED", "Action required"};
    }
    return {"FAILED", "Failed"};
}

std::string bounded(std::string text) {
    text.resize(std::min(text.size(), kTextBytesMax));
    return to_valid_utf8(text);
}

std::string title_of(const PrefectNews& news, const std::string& directory) {
    const auto found = news.titles.find(directory);
    return bounded(found == news.titles.end() || found->second.empty() ? directory : found->second);
}

std::string task_key(const std::string& directory) { return "submit:" + directory; }

struct Moment {
    std::string event_id;
    std::string directory;
    TaskState state{};
    TimePoint at;
    std::string message{};
    int attempts = 0;
    Duration took{0};
};

json::object task_event(const PrefectRun& run, const PrefectNews& news, const Moment& moment) {
    const auto at = format_time(moment.at);
    const auto title = title_of(news, moment.directory);
    const auto attempts = std::max(moment.attempts, 0);
    json::object task{{"name", title},
                      {"task_key", task_key(moment.directory)},
                      {"dynamic_key", "0"},
                      {"empirical_policy", json::object{}},
                      {"tags", json::array{moment.directory}},
                      {"task_inputs", json::object{}},
                      {"run_count", attempts},
                      {"flow_run_run_count", 1}};
    const std::string_view type = moment.state.type;
    if (type == "RUNNING") task["start_time"] = at;
    if (type == "COMPLETED" || type == "FAILED" || type == "CANCELLED") {
        task["end_time"] = at;
        if (moment.took > Duration{0}) {
            task["start_time"] = format_time(moment.at - moment.took);
            task["total_run_time"] = static_cast<double>(moment.took.count()) / 1e6;
        }
    }
    json::object details;
    if (type == "SCHEDULED") details["scheduled_time"] = at;
    json::object state{{"type", moment.state.type},
                       {"name", moment.state.name},
                       {"message", moment.message},
                       {"data", nullptr},
                       {"state_details", std::move(details)}};
    return {
        {"id", moment.event_id},
        {"occurred", at},
        {"event", fmt::format("prefect.task-run.{}", moment.state.name)},
        {"resource",
         {{"prefect.resource.id", "prefect.task-run." + task_run_id(run, moment.directory)},
          {"prefect.resource.name", title},
          {"prefect.run-count", std::to_string(attempts)},
          {"prefect.state-message", moment.message},
          {"prefect.state-name", moment.state.name},
          {"prefect.state-timestamp", at},
          {"prefect.state-type", moment.state.type},
          {"prefect.orchestration", "client"}}},
        {"related", json::array{json::object{{"prefect.resource.id", "prefect.flow-run." + run.prefect_id},
                                             {"prefect.resource.role", "flow-run"},
                                             {"prefect.resource.name", run.name}}}},
        {"payload",
         {{"intended", {{"from", nullptr}, {"to", moment.state.type}}},
          {"initial_state", nullptr},
          {"validated_state", std::move(state)},
          {"task_run", std::move(task)}}}};
}

const Submission* find_submission(const PrefectNews& news, const std::string& directory) {
    const auto found = std::ranges::find(news.submissions, directory, &Submission::directory_name);
    return found == news.submissions.end() ? nullptr : &*found;
}

/// "verdict=accepted, lane=http, attempt=1"
std::string shown(const json::value& details) {
    if (!details.is_object()) return "";
    std::string text;
    for (const auto& [name, value] : details.get_object()) {
        const auto told = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", std::string_view(name), told);
    }
    return text;
}

std::string reason(const PrefectNews& news, const HistoryEvent& event) {
    auto text = shown(event.details);
    const auto* submission = find_submission(news, event.directory_name);
    const bool ended = event.event == "failed" || event.event == "action_required";
    if (ended && submission && !submission->error_message.empty()) text += ": " + submission->error_message;
    return bounded(std::move(text));
}

// Python's levels of logging.
constexpr int kInfo = 20, kWarning = 30, kError = 40;

int level_of(const HistoryEvent& event) {
    if (event.event == "failed" || event.event == "dlq") return kError;
    if (event.event == "job_finalized")
        return get_string(event.details, "final_status") == "failed" ? kError : kInfo;
    if (event.event == "action_required" || event.event == "retry_scheduled" || event.event == "cancelled" ||
        event.event == "requeued_stale" || event.event == "recipe_drift")
        return kWarning;
    return kInfo;
}

std::string counted(const PrefectNews& news) {
    std::map<std::string_view, int> counts;
    for (const auto& submission : news.submissions) ++counts[to_string(submission.status)];
    std::string text;
    for (const auto& [status, count] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count,
                            status == "action_required" ? "for a person to finish" : status);
    return text;
}

} // namespace

std::string stable_uuid(std::string_view text) {
    auto hash = sha256(text).substr(0, 16);
    // Version 8: made by a rule of ours (RFC 9562).
    hash[6] = static_cast<char>((hash[6] & 0x0F) | 0x80);
    hash[8] = static_cast<char>((hash[8] & 0x3F) | 0x80);
    const auto digits = hex(hash);
    return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 4),
                       digits.substr(16, 4), digits.substr(20));
}

std::string task_run_id(const PrefectRun& run, std::string_view directory_name) {
    return stable_uuid(fmt::format("{}\ntask\n{}", run.prefect_id, directory_name));
}

json::array task_run_events(const PrefectRun& run, const PrefectNews& news) {
    json::array events;
    for (const auto& event : news.events) {
        const auto id = [&](const std::string& directory) {
            return stable_uuid(fmt::format("{}\n{}\n{}", run.prefect_id, event.id, directory));
        };
        if (event.event == "job_started") {
            for (const auto& each : news.submissions)
                events.push_back(task_event(run, news,
                                            {.event_id = id(each.directory_name),
                                             .directory = each.directory_name,
                                             .state = {"PENDING", "Pending"},
                                             .at = event.created_at}));
            continue;
        }
        const auto state = state_after(event.event);
        if (!state || event.directory_name.empty()) continue;
        events.push_back(
            task_event(run, news,
                       {.event_id = id(event.directory_name),
                        .directory = event.directory_name,
                        .state = *state,
                        .at = event.created_at,
                        .message = reason(news, event),
                        .attempts = static_cast<int>(get_int(event.details, "attempt")),
                        .took = std::chrono::milliseconds{get_int(event.details, "duration_ms")}}));
    }
    return events;
}

std::string task_run_state_type(const PrefectNews& news, const Submission& submission) {
    return state_of(news, submission).type;
}

json::object last_task_run_event(const PrefectRun& run, const PrefectNews& news, const Submission& submission,
                                 TimePoint after) {
    const auto state = state_of(news, submission);
    const auto at = std::max(submission.updated_at, after + Duration{1});
    auto message = submission.verdict ? std::string(to_string(*submission.verdict)) : std::string();
    if (!submission.error_message.empty())
        message += (message.empty() ? "" : ": ") + submission.error_message;
    return task_event(
        run, news,
        {.event_id = stable_uuid(fmt::format("{}\nend\n{}\n{}\n{}", run.prefect_id, submission.directory_name,
                                             state.name, format_time(at))),
         .directory = submission.directory_name,
         .state = state,
         .at = at,
         .message = bounded(std::move(message)),
         .attempts = submission.attempts});
}

json::array log_lines(const PrefectRun& run, const PrefectNews& news) {
    json::array lines;
    for (const auto& event : news.events) {
        const auto details = reason(news, event);
        const auto what = event.directory_name.empty()
                              ? event.event
                              : fmt::format("{}: {}", title_of(news, event.directory_name), event.event);
        const bool of_task = !event.directory_name.empty() && find_submission(news, event.directory_name);
        json::object line{{"name", "directory-bolt"},
                          {"level", level_of(event)},
                          {"message", details.empty() ? what : fmt::format("{} ({})", what, details)},
                          {"timestamp", format_time(event.created_at)},
                          {"flow_run_id", run.prefect_id}};
        if (of_task) line["task_run_id"] = task_run_id(run, event.directory_name);
        lines.push_back(std::move(line));
    }
    return lines;
}

bool is_over(const PrefectRun& run) {
    return run.superseded || (run.state != "scheduled" && run.state != "running");
}

json::object end_state(const PrefectRun& run, const PrefectNews& news) {
    if (run.state == "scheduled" || run.state == "running")
        return {
            {"type", "CRASHED"},
            {"message", "The job did not move and was put back into the queue: a newer run goes on with it"}};
    const auto counts = counted(news);
    if (run.state == "failed")
        return {{"type", "FAILED"},
                {"message", bounded(news.job.error_message + (counts.empty() ? "" : " (" + counts + ")"))}};
    if (run.state == "cancelled")
        return {{"type", "CANCELLED"}, {"message", "The job was cancelled: " + counts}};
    return {{"type", "COMPLETED"}, {"message", counts}};
}

std::string progress_key(const PrefectRun& run) { return "progress-" + run.flow_run_id; }
std::string results_key(const PrefectRun& run) { return "results-" + run.flow_run_id; }

json::object results_artifact(const PrefectRun& run, const PrefectNews& news) {
    json::array rows;
    for (const auto& each : news.submissions)
        rows.push_back({{"directory", title_of(news, each.directory_name)},
                        {"status", to_string(each.status)},
                        {"verdict", each.verdict ? std::string(to_string(*each.verdict)) : ""},
                        {"attempts", each.attempts},
                        {"listing", bounded(each.listing_url)},
                        {"message", bounded(each.error_message)}});
    return {{"key", results_key(run)},
            {"type", "table"},
            {"description", fmt::format("{}: {}", run.name, counted(news))},
            {"data", json::serialize(rows)},
            {"flow_run_id", run.prefect_id}};
}

} // namespace bolt::flow
