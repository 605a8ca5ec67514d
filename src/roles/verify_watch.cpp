#include "roles/verify_watch.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr auto kJoinTimeout = 10'000ms;
constexpr std::size_t kEarlyMax = 10'000;

std::string socket_url(std::string gateway_url) {
    gateway_url.replace(0, 4, "ws"); // http -> ws, https -> wss
    return gateway_url;
}

} // namespace

Async<Result<void>> JobWatch::join(std::string gateway_url, std::string api_key, std::int64_t since) {
    auto url = fmt::format("{}/realtime/v1/websocket?vsn=2.0.0&apikey={}", socket_url(std::move(gateway_url)),
                           url_encode(api_key));
    auto socket = co_await net::SocketClient::connect(std::move(url), {}, kJoinTimeout);
    if (!socket) co_return forward(socket);
    socket_ = std::move(*socket);
    json::array bindings;
    for (const char* table : {"jobs", "job_results", "queue_history"})
        bindings.push_back(json::object{{"event", "*"}, {"schema", "public"}, {"table", table}});
    const json::array join{
        "1", "1", "realtime:verify", "phx_join",
        json::object{{"config", {{"postgres_changes", std::move(bindings)}}}, {"since", since}}};
    auto sent = co_await socket_->send(json::serialize(join));
    if (!sent) co_return sent;
    for (;;) {
        auto text = co_await socket_->receive(kJoinTimeout);
        if (!text) co_return forward(text);
        auto message = parse_json(*text);
        if (!message || !message->is_array() || message->get_array().size() != 5) continue;
        const auto& parts = message->get_array();
        const auto event = parts[3].is_string() ? std::string(parts[3].get_string()) : "";
        const auto status = get_string(parts[4], "status");
        if (event == "phx_reply" && status == "error")
            co_return fail(ErrorCode::permission_denied, json::serialize(parts[4]));
        if (event == "system" && status == "error")
            co_return fail(ErrorCode::conflict, get_string(parts[4], "message"));
        if (event == "system") co_return Result<void>{};
        if (event == "postgres_changes")
            if (const auto* data = find(parts[4], "data")) take(*data);
    }
}

void JobWatch::follow(std::string job_id, Duration started) {
    job_id_ = std::move(job_id);
    started_ = started;
    for (const auto& data : std::exchange(early_, {})) apply(data);
}

Async<bool> JobWatch::wait(std::function<bool()> done, Duration deadline) {
    while (!done()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - platform_.clock.monotonic());
        if (left <= 0ms || !socket_) co_return false;
        auto text = co_await socket_->receive(left);
        if (!text) co_return done();
        auto message = parse_json(*text);
        if (!message || !message->is_array() || message->get_array().size() != 5) continue;
        const auto& parts = message->get_array();
        if (!parts[3].is_string() || parts[3].get_string() != "postgres_changes") continue;
        if (const auto* data = find(parts[4], "data")) take(*data);
    }
    co_return true;
}

void JobWatch::take(const json::value& data) {
    if (!job_id_.empty())
        apply(data);
    else if (early_.size() < kEarlyMax)
        early_.push_back(data);
}

void JobWatch::apply(const json::value& data) {
    const auto* record = find(data, "record");
    if (record == nullptr || !record->is_object()) return;
    const auto table = get_string(data, "table");
    if (get_string(*record, table == "jobs" ? "id" : "job_id") != job_id_) return;
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(platform_.clock.monotonic() - started_).count();
    if (table == "queue_history") {
        const auto* details = find(*record, "details");
        history_.push_back({get_string(*record, "event"), elapsed, details ? *details : json::value{}});
    } else if (table == "job_results") {
        results_[get_string(*record, "id")] = get_string(*record, "status");
    } else if (table == "jobs") {
        job_ = record->get_object();
        statuses_.try_emplace(get_string(*record, "status"), elapsed);
        const auto progress = static_cast<int>(get_int(*record, "progress"));
        if (progress_.empty() || progress_.back() != progress) progress_.push_back(progress);
    }
}

std::int64_t JobWatch::when(std::string_view event) const {
    for (const auto& seen : history_)
        if (seen.event == event) return seen.elapsed_ms;
    return -1;
}

int JobWatch::count(std::string_view event) const {
    return static_cast<int>(std::count_if(history_.begin(), history_.end(),
                                          [&](const auto& seen) { return seen.event == event; }));
}

int JobWatch::ended_results() const {
    return static_cast<int>(std::count_if(results_.begin(), results_.end(), [](const auto& entry) {
        return entry.second != "pending" && entry.second != "submitting";
    }));
}

std::int64_t JobWatch::status_when(const std::string& status) const {
    const auto it = statuses_.find(status);
    return it == statuses_.end() ? -1 : it->second;
}

} // namespace bolt::roles
