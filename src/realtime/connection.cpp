#include "realtime/connection.hpp"

#include <fmt/format.h>

namespace bolt::realtime {
namespace {

constexpr std::string_view kTopicPrefix = "realtime:";
constexpr std::size_t kTopicBytesMax = 255;

} // namespace

Connection::Connection(ConnectionHost& host, std::shared_ptr<net::WebSocket> socket, Version version,
                       std::string token, Identity opened_by)
    : host_(&host), socket_(std::move(socket)), version_(version), token_(std::move(token)),
      opened_by_(std::move(opened_by)), drained_(host.clock()) {}

void Connection::start() {
    // Weak: the socket must not keep alive what keeps the socket alive.
    std::weak_ptr<Connection> weak = shared_from_this();
    socket_->on_text = [weak](std::string text) {
        if (auto self = weak.lock()) self->on_text(text);
    };
    // Binary frames are broadcasts of clients: this feed only goes one way.
    socket_->on_binary = [](std::string) {};
    socket_->on_drained = [weak] {
        if (auto self = weak.lock()) self->drained_.notify();
    };
    socket_->on_close = [weak] {
        auto self = weak.lock();
        if (!self) return;
        self->drained_.notify();
        if (self->host_) self->host_->closed(self.get());
    };
    if (!socket_->open()) host_->closed(this);
}

void Connection::abandon() {
    host_ = nullptr;
    drained_.notify();
    socket_->close(1001, "the server is going away");
}

void Connection::close(int code, std::string reason) {
    socket_->close(code, std::move(reason));
    drained_.notify();
}

bool Connection::is_about(std::string_view table, std::string_view id) const {
    return opened_by_.is_about(table, id) || std::ranges::any_of(channels_, [&](const auto& entry) {
               return entry.second.identity.is_about(table, id);
           });
}

void Connection::on_text(const std::string& text) {
    if (host_ == nullptr) return;
    auto message = read_message(version_, text);
    if (!message) {
        close(1003, message.error().message);
    } else if (message->event == "heartbeat" && message->topic == "phoenix") {
        reply(*message, "ok", {});
    } else if (message->event == "phx_join") {
        join(std::move(*message));
    } else if (message->event == "phx_leave") {
        leave(*message);
    } else if (message->event == "access_token") {
        take_token(*message);
    } else if (message->ref) {
        refuse(*message, fmt::format("this server only sends changes: '{}' is not supported",
                                     std::string_view(message->event).substr(0, 64)));
    }
}

// The topic is taken at once, so that a leave or another join of it that follows finds this one.
void Connection::join(Inbound message) {
    const auto& limits = host_->limits();
    const auto& topic = message.topic;
    if (!topic.starts_with(kTopicPrefix) || topic.size() == kTopicPrefix.size() ||
        topic.size() > kTopicBytesMax)
        return refuse(message, "TopicNameInvalid: a topic is realtime:<name>, at most 255 bytes");
    const bool known = channels_.contains(topic);
    if ((channels_.size() >= limits.channels_max && !known) || joins_running_ >= limits.channels_max)
        return refuse(message, "ChannelRateLimitReached: too many channels on this connection");
    auto request = read_join(message.payload);
    if (!request) return refuse(message, "RealtimeDisabledForConfiguration: " + request.error().message);
    Channel channel;
    channel.serial = ++next_serial_;
    channel.join_ref = message.join_ref.value_or(message.ref.value_or(""));
    channel.token = request->access_token.empty() ? token_ : request->access_token;
    channel.bindings = request->bindings;
    const auto serial = channel.serial;
    channels_[topic] = std::move(channel);
    ++joins_running_;
    host_->start("realtime join",
                 [self = shared_from_this(), message = std::move(message), request = std::move(*request),
                  serial]() -> Async<void> { return self->run_join(message, request, serial); });
}

Async<void> Connection::run_join(Inbound message, JoinRequest request, std::uint64_t serial) {
    struct Ended {
        std::size_t& running;
        ~Ended() { --running; }
    } ended{joins_running_};
    const auto topic = message.topic;
    co_await host_->wait_until_following();
    auto* channel = find_channel(topic, serial);
    if (channel == nullptr) co_return;
    Result<std::optional<Identity>> identity;
    for (auto seen = ~std::uint64_t{0}; channel != nullptr && seen != host_->access_changes();) {
        seen = host_->access_changes();
        identity = co_await host_->authorize_token(channel->token);
        channel = find_channel(topic, serial);
    }
    if (channel == nullptr) co_return;
    if (!identity || !*identity) {
        channels_.erase(topic);
        refuse(message, identity ? "Unauthorized: the access token is not valid"
                                 : "DatabaseConnectionIssue: the token could not be checked, try again");
        co_return;
    }
    channel->identity = std::move(**identity);
    channel->cursor = request.since.value_or(host_->position());
    reply(message, "ok", {{"postgres_changes", describe_bindings(channel->bindings)}});
    send(channel->join_ref, std::nullopt, topic, "presence_state", "{}");
    if (!request.since) {
        go_live(topic, *channel);
    } else {
        channel->state = State::behind;
        catch_up();
    }
}

// Another channel of that name may have been joined meanwhile: the leave of an older one must not end it.
void Connection::leave(const Inbound& message) {
    const auto found = channels_.find(message.topic);
    if (found != channels_.end() && (!message.join_ref || *message.join_ref == found->second.join_ref))
        channels_.erase(found);
    reply(message, "ok", {});
    send(message.join_ref, message.ref, message.topic, "phx_close", "{}");
}

// No answer, as Supabase: the token is checked with the next recheck or join.
void Connection::take_token(const Inbound& message) {
    auto token = get_string(message.payload, "access_token");
    if (token.empty()) return;
    if (const auto found = channels_.find(message.topic); found != channels_.end())
        found->second.token = token;
    token_ = std::move(token);
}

Async<void> Connection::recheck_tokens() {
    const auto self = shared_from_this();
    std::vector<std::pair<std::string, std::uint64_t>> known;
    for (const auto& [topic, channel] : channels_) known.emplace_back(topic, channel.serial);
    std::map<std::string, bool> refused; // the channels of a page share one token
    for (const auto& [topic, serial] : known) {
        auto* channel = find_channel(topic, serial);
        if (channel == nullptr || channel->state == State::joining) continue;
        const auto token = channel->token;
        if (!refused.contains(token)) {
            const auto identity = co_await host_->authorize_token(token);
            refused[token] = identity && !*identity; // a check that could not be made refuses nobody
        }
        channel = find_channel(topic, serial);
        if (channel == nullptr || channel->token != token || !refused[token]) continue;
        system(topic, *channel, "error", "system", "Token has expired or was revoked");
        send(channel->join_ref, std::nullopt, topic, "phx_close", "{}");
        channels_.erase(topic);
    }
}

Connection::Channel* Connection::find_channel(const std::string& topic, std::uint64_t serial) {
    if (host_ == nullptr || !socket_->open()) return nullptr;
    const auto it = channels_.find(topic);
    return it != channels_.end() && it->second.serial == serial ? &it->second : nullptr;
}

void Connection::reply(const Inbound& message, std::string_view status, const json::object& response) {
    send(message.join_ref, message.ref, message.topic, "phx_reply",
         json::serialize(json::object{{"status", status}, {"response", response}}));
}

void Connection::refuse(const Inbound& message, std::string_view reason) {
    reply(message, "error", {{"reason", reason}});
}

void Connection::system(const std::string& topic, const Channel& channel, std::string_view status,
                        std::string_view extension, std::string_view text) {
    send(channel.join_ref, std::nullopt, topic, "system",
         json::serialize(json::object{{"channel", std::string_view(topic).substr(kTopicPrefix.size())},
                                      {"extension", extension},
                                      {"message", text},
                                      {"status", status},
                                      {"position", channel.cursor}}));
}

void Connection::send(const std::optional<std::string>& join_ref, const std::optional<std::string>& ref,
                      std::string_view topic, std::string_view event, std::string_view payload) {
    socket_->send_text(
        std::make_shared<const std::string>(write_message(version_, join_ref, ref, topic, event, payload)));
}

} // namespace bolt::realtime
