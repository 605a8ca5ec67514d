// How changes reach a connection's channels: live as they come, or read from the store for a channel that is
// behind.
#include "realtime/connection.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::realtime {
namespace {

// How long a read of the feed that failed waits before the next one.
constexpr auto kRetryDelay = 500ms;

} // namespace

bool Connection::is_backed_up() const {
    const auto backlog = socket_->backlog();
    return backlog.messages >= host_->limits().waiting_messages_max ||
           backlog.bytes >= host_->limits().waiting_bytes_max;
}

void Connection::deliver(const FeedEvent& event, MessageCache& cache) {
    if (host_ == nullptr || !socket_->open()) return;
    for (auto& [topic, channel] : channels_) {
        if (channel.state != State::live || event.position <= channel.cursor) continue;
        const auto& seen = event.as_seen(channel.identity.personal);
        const auto ids = matching(channel.bindings, seen);
        if (!ids.empty() && is_backed_up()) {
            channel.state = State::behind; // this one is read again from the store, in its order
            catch_up();
            continue;
        }
        channel.cursor = event.position;
        if (!ids.empty()) send_event(topic, channel, ids, seen, cache);
    }
}

void Connection::go_live(const std::string& topic, Channel& channel) {
    channel.state = State::live;
    if (std::exchange(channel.announced, true)) return;
    system(topic, channel, "ok", "postgres_changes", "Subscribed to PostgreSQL");
}

void Connection::catch_up() {
    if (catching_up_) return;
    catching_up_ = true;
    host_->start("realtime catch-up", [self = shared_from_this()] { return self->run_catch_up(); });
}

// One at a time for all channels of the client: only one page of events can wait for it.
Async<void> Connection::run_catch_up() {
    struct Ended {
        bool& running;
        ~Ended() { running = false; }
    } ended{catching_up_};
    while (const auto* topic = most_behind()) {
        const auto name = *topic;
        const auto serial = channels_.at(name).serial;
        if (!co_await wait_until_drained()) co_return;
        co_await read_on(name, serial);
    }
}

const std::string* Connection::most_behind() const {
    if (host_ == nullptr || !socket_->open()) return nullptr;
    const std::string* found = nullptr;
    std::int64_t least = 0;
    for (const auto& [topic, channel] : channels_)
        if (channel.state == State::behind && (found == nullptr || channel.cursor < least)) {
            found = &topic;
            least = channel.cursor;
        }
    return found;
}

// False if the client is gone or takes nothing: then it is cut.
Async<bool> Connection::wait_until_drained() {
    for (;;) {
        if (host_ == nullptr || !socket_->open()) co_return false;
        const auto seen = drained_.count();
        if (socket_->backlog().messages == 0) co_return true;
        if (co_await drained_.wait_past(seen, host_->limits().stall_max)) continue;
        log::info("a Realtime client takes nothing any more and is cut", {{"remote", socket_->remote()}});
        socket_->cut();
        co_return false;
    }
}

Async<void> Connection::read_on(std::string topic, std::uint64_t serial) {
    auto* channel = find_channel(topic, serial);
    if (channel == nullptr) co_return;
    // What the hub has given out by now is committed: the read below must see it.
    const auto given_out = host_->position();
    auto page = co_await host_->read_after(channel->cursor);
    channel = find_channel(topic, serial);
    if (channel == nullptr) co_return;
    if (!page) {
        log::warn("realtime cannot read the feed for a client; it tries again",
                  {{"error", page.error().message}});
        co_await host_->clock().sleep(kRetryDelay);
        co_return;
    }
    if (page->too_old) {
        system(topic, *channel, "error", "postgres_changes", "position too old: reload");
        channels_.erase(topic);
        co_return;
    }
    for (const auto& event : page->events) {
        // What is read here may be ahead of the hub: nothing that follows the end of its session is for it.
        if (event.of_access && event.table != "staff_users" &&
            channel->identity.is_about(event.table, get_string(event.row, "id")))
            co_return close(1008, "the session was ended");
        if (is_backed_up()) co_return; // the rest is read again when the client has taken these
        const auto& seen = event.as_seen(channel->identity.personal);
        const auto ids = matching(channel->bindings, seen);
        MessageCache own;
        if (!ids.empty()) send_event(topic, *channel, ids, seen, own);
        channel->cursor = event.position;
    }
    if (page->exhausted) channel->cursor = std::max(channel->cursor, given_out);
    // Nothing can be given out between this comparison and the switch: both are on one thread without a wait.
    if (channel->cursor >= host_->position()) go_live(topic, *channel);
}

void Connection::send_event(const std::string& topic, const Channel& channel,
                            const std::vector<std::int64_t>& ids, const FeedEvent& event,
                            MessageCache& cache) {
    // Once for each client and change: by hand, because formatting would be a good part of what a message
    // costs.
    std::string ids_text;
    for (const auto id : ids) {
        if (!ids_text.empty()) ids_text += ',';
        ids_text += std::to_string(id);
    }
    // Lengths first: join_ref and topic are the client's own texts.
    std::string key;
    key.reserve(64 + ids_text.size() + channel.join_ref.size() + topic.size());
    key += version_ == Version::v2 ? '2' : '1';
    key += channel.identity.personal ? 'p' : '-';
    key.append(ids_text).append("|").append(std::to_string(channel.join_ref.size()));
    key.append("|").append(channel.join_ref).append(topic);
    auto& text = cache[std::move(key)];
    if (!text)
        text = std::make_shared<const std::string>(
            write_message(version_, channel.join_ref, std::nullopt, topic, "postgres_changes",
                          fmt::format(R"({{"ids":[{}],"data":{}}})", ids_text, event.data_json)));
    host_->count_message();
    socket_->send_text(text);
}

} // namespace bolt::realtime
