#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "net/client.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bolt::roles {

/// A Realtime client that remembers what happened to one job: what a person at the dashboard would have seen.
class JobWatch {
  public:
    explicit JobWatch(Platform platform) : platform_(std::move(platform)) {}

    /// Connects and joins from `since`; the error says what refused.
    Async<Result<void>> join(std::string gateway_url, std::string api_key, std::int64_t since);
    /// From now on only this job counts; times are since `started` (monotonic). Changes seen before are kept.
    void follow(std::string job_id, Duration started);
    /// Reads changes until `done` or the deadline (monotonic); true if done.
    Async<bool> wait(std::function<bool()> done, Duration deadline);

    struct Seen {
        std::string event;
        std::int64_t elapsed_ms = 0;
        json::value details;
    };
    /// History events in order of arrival.
    const std::vector<Seen>& history() const { return history_; }
    /// When an event first came, or -1.
    std::int64_t when(std::string_view event) const;
    int count(std::string_view event) const;
    /// The job's newest row; an empty object before the first.
    const json::object& job() const { return job_; }
    const std::vector<int>& progress_values() const { return progress_; }
    /// Status by submission id.
    const std::map<std::string, std::string>& results() const { return results_; }
    int ended_results() const;
    /// When the job's row first had that status, or -1.
    std::int64_t status_when(const std::string& status) const;

  private:
    void take(const json::value& data);
    void apply(const json::value& data);

    Platform platform_;
    std::unique_ptr<net::SocketClient> socket_;
    std::string job_id_;
    Duration started_{0};
    std::vector<json::value> early_; ///< changes before the job's id was known
    std::vector<Seen> history_;
    json::object job_;
    std::vector<int> progress_;
    std::map<std::string, std::string> results_;
    std::map<std::string, std::int64_t> statuses_;
};

} // namespace bolt::roles
