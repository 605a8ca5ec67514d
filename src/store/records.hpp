#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "domain/profile.hpp"
#include "domain/words.hpp"

#include <optional>
#include <string>
#include <vector>

/// The rows as the other rooms see them.
namespace bolt::store {

struct Job {
    std::string id;
    std::string customer_id;
    JobStatus status = JobStatus::pending;
    bool paused = false;
    std::string package_type;
    std::optional<int> package_size; ///< caps the package's number of directories
    int directories_total = 0;
    int directories_done = 0;
    int progress = 0;
    int priority = 4;
    std::string error_message;
    json::value metadata;
    TimePoint created_at, updated_at;
    std::optional<TimePoint> started_at, completed_at;
};

/// One submission (job_results).
struct Submission {
    std::string id;
    std::string job_id;
    std::string directory_name;
    SubmissionStatus status = SubmissionStatus::pending;
    std::string idempotency_key;
    std::optional<Verdict> verdict;
    std::optional<double> confidence;
    std::string lane;
    int attempts = 0;
    TimePoint next_attempt_at;
    json::value payload;      ///< {"fields":[{"label","meaning","value"}]}: what was sent
    json::value response_log; ///< {"reasons":[...], "responses":[...], "evidence":{"before","after"}}
    std::string screenshot_url, listing_url, error_message;
    std::optional<TimePoint> verified_at;
    TimePoint created_at, updated_at;
};

struct HistoryEvent {
    std::int64_t id = 0;
    std::string job_id;
    std::string directory_name; ///< "" = about the job
    std::string event;          ///< a word of docs/architecture.md section 5
    json::value details;
    std::string worker_id;
    TimePoint created_at;
};

struct Directory {
    std::string id;
    std::string name; ///< unique slug
    std::string title, website, category, description, language, country_code;
    std::string submission_url; ///< "" = not known
    std::string host;           ///< of submission_url; the key of pacing
    std::optional<int> domain_authority, tier_required;
    std::optional<bool> requires_login, has_captcha;
    std::string policy = "ask"; ///< allowed, ask, never
    bool active = true;
    bool paused = false;
    int pacing_ms = 1500; ///< least time between two visits of the host
    int attempts_max = 4;
    bool despite_robots = false;  ///< its operator agreed to our visits: its robots.txt is not asked
    bool captcha_service = false; ///< a person allowed a paid service to solve its captchas
};

} // namespace bolt::store
