#include "sim/feed_client.hpp"

#include "base/json.hpp"

#include <fmt/format.h>

namespace bolt::sim {
namespace {

constexpr std::size_t kQueueMax = 256; ///< net::ServerSettings::socket_queue_messages_max
constexpr Duration kWay = std::chrono::milliseconds{3};

// What a screen shows of a row.
constexpr std::string_view kShown[] = {"status",   "directories_total", "directories_done", "progress",
                                       "priority", "error_message",     "verdict",          "attempts",
                                       "job_id",   "directory_name",    "listing_url",      "updated_at"};

std::string shown(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    return value.is_null() ? "" : json::serialize(value);
}

} // namespace

/// The server's side of the connection, with the wire behind it: messages arrive in order, each after a
/// while.
class FeedClient::Socket final : public net::WebSocket, public std::enable_shared_from_this<Socket> {
  public:
    Socket(FeedClient& client, Process& process)
        : client_(&client), world_(process.world), owner_(process.owner) {}
    void send_text(std::shared_ptr<const std::string> message) override {
        if (!open_) return;
        ++waiting_;
        bytes_ += message->size();
        if (waiting_ > kQueueMax) return cut();
        const auto slow = world_.fault(0.002) ? world_.between(1s, 15s) : Duration{0};
        arrives_ = std::max(arrives_, world_.now() + world_.latency(kWay) + slow);
        world_.after(arrives_ - world_.now(), World::kNobody, [self = shared_from_this(), message] {
            if (self->client_ != nullptr) self->client_->on_message(*message);
            self->taken(message->size());
        });
    }
    void close(int, std::string) override { cut(); }
    void cut() override {
        if (!std::exchange(open_, false)) return;
        world_.after(world_.latency(kWay), owner_, [self = shared_from_this()] {
            if (auto closed = std::exchange(self->on_close, {})) closed();
        });
        lost();
    }
    bool open() const override { return open_; }
    std::string remote() const override { return "192.0.2.1"; }
    Backlog backlog() const override { return {waiting_, bytes_}; }

    /// A message of the client.
    void say(std::string text) {
        world_.after(world_.latency(kWay), owner_, [self = shared_from_this(), text = std::move(text)] {
            if (self->open_ && self->on_text) self->on_text(text);
        });
    }
    /// The client hears nothing any more.
    void lost() {
        open_ = false;
        if (client_ != nullptr && client_->socket_.get() == this) client_->socket_.reset();
        client_ = nullptr;
    }

  private:
    void taken(std::size_t bytes) {
        --waiting_;
        bytes_ -= bytes;
        if (waiting_ > 0 || !open_) return;
        world_.after(Duration{0}, owner_, [self = shared_from_this()] {
            if (self->open_ && self->on_drained) self->on_drained();
        });
    }

    FeedClient* client_;
    World& world_;
    const World::Owner owner_;
    bool open_ = true;
    std::size_t waiting_ = 0, bytes_ = 0;
    Duration arrives_{0};
};

bool FeedClient::connected() const { return socket_ != nullptr; }

void FeedClient::connect(Process& process, realtime::Hub& hub) {
    socket_ = std::make_shared<Socket>(*this, process);
    process.at_death.push_back([weak = std::weak_ptr(socket_)] {
        if (auto socket = weak.lock()) socket->lost();
    });
    net::Request request;
    request.query = {{"vsn", "2.0.0"}, {"apikey", "key"}};
    hub.accept(socket_, request);
    join();
}

void FeedClient::disconnect() {
    if (socket_) std::shared_ptr(socket_)->cut();
}

void FeedClient::join() {
    const auto wish = [](const char* table) {
        return json::object{{"event", "*"}, {"schema", "public"}, {"table", table}};
    };
    json::object payload{{"config", {{"postgres_changes", json::array{wish("jobs"), wish("job_results")}}}}};
    fresh_ = position_ < 0;
    if (!fresh_) {
        payload["since"] = position_;
        ++resumes;
    }
    const auto ref = std::to_string(++joins_);
    socket_->say(json::serialize(json::array{ref, ref, "realtime:screen", "phx_join", payload}));
}

void FeedClient::reload(std::int64_t position) {
    ++reloads;
    position_ = position;
    for (const auto* table : {"jobs", "job_results"}) replicas_[table] = replica_of(rows_.table(table));
}

void FeedClient::on_message(const std::string& text) {
    auto parsed = parse_json(text);
    const auto& parts = parsed->get_array();
    const auto event = parts.at(3).get_string();
    if (event == "postgres_changes") return apply(parts.at(4).get_object().at("data").get_object());
    if (event == "system") {
        const auto& payload = parts.at(4).get_object();
        if (payload.at("status").get_string() != "ok") { // too old: everything anew
            position_ = -1;
            return join();
        }
        if (fresh_) reload(payload.at("position").get_int64());
    }
}

void FeedClient::apply(const json::object& data) {
    const auto position = data.at("position").get_int64();
    if (position <= position_)
        complaint_ = fmt::format("{} got position {} after {}", name_, position, position_);
    position_ = position;
    ++changes;
    auto& replica = replicas_[std::string(data.at("table").get_string())];
    const bool removed = data.at("type").get_string() == "DELETE";
    const auto& row = data.at(removed ? "old_record" : "record").get_object();
    const std::string id(row.at("id").get_string());
    if (removed) {
        replica.erase(id);
        return;
    }
    auto& columns = replica[id];
    columns.clear();
    for (const auto name : kShown)
        if (const auto* value = row.if_contains(name)) columns[std::string(name)] = shown(*value);
}

FeedClient::Replica replica_of(const store::InlineSqlite::Table& table) {
    FeedClient::Replica replica;
    for (const auto& row : table) {
        auto& columns = replica[row.at("id").value_or("")];
        for (const auto name : kShown)
            if (const auto found = row.find(name); found != row.end())
                columns[std::string(name)] = found->second.value_or("");
    }
    return replica;
}

} // namespace bolt::sim
