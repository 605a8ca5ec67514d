#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/socket.hpp"
#include "realtime/channel.hpp"
#include "realtime/hub.hpp"
#include "realtime/message.hpp"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

namespace bolt::realtime {

class Connection;

/// Changes after a position, for a channel that catches up.
struct CatchUpPage {
    bool too_old = false;   ///< the position is no longer kept (or never was): the client must reload
    bool exhausted = false; ///< there was nothing after these when they were read
    std::vector<FeedEvent> events;
};

/// What a connection needs of its hub.
class ConnectionHost {
  public:
    virtual ~ConnectionHost() = default;
    virtual Clock& clock() const = 0;
    virtual const HubSettings& limits() const = 0;
    /// Of the last change given out to live channels.
    virtual std::int64_t position() const = 0;
    /// Until position() is known: the hub follows the feed.
    virtual Async<void> wait_until_following() = 0;
    virtual Async<Result<std::optional<Identity>>> authorize_token(std::string token) = 0;
    virtual Async<Result<CatchUpPage>> read_after(std::int64_t after) = 0;
    /// Runs work of a connection; the host lives until it ends.
    virtual void start(std::string name, std::function<Async<void>()> body) = 0;
    virtual void closed(Connection* connection) = 0;
    /// How many changes of staff's access were seen: a check that one of them overtook is made again.
    virtual std::uint64_t access_changes() const = 0;
    virtual void count_message() = 0;
};

/// Messages already written for one event: clients with the same topic, refs and bindings share one text.
using MessageCache = std::unordered_map<std::string, std::shared_ptr<const std::string>>;

/// One client: its channels and what each has seen. A channel is live (gets changes as they come) or behind
/// (they are read from the store for it): at first when it joins with `since`, later when its client is
/// slower than the feed. It turns live in the same step in which it has reached the hub's position, so
/// nothing is missed and nothing comes twice. However slow a client is, little waits for it in memory.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(ConnectionHost& host, std::shared_ptr<net::WebSocket> socket, Version version,
               std::string token, Identity opened_by = {});
    void start();
    void deliver(const FeedEvent& event, MessageCache& cache);
    void close(int code, std::string reason);
    /// The hub goes away: no callbacks any more.
    void abandon();
    /// Ends every channel whose token is no longer good, as Supabase does when a token expires.
    Async<void> recheck_tokens();
    /// True if who opened it, or one of its channels, is whom the change is about (Identity::is_about).
    bool is_about(std::string_view table, std::string_view id) const;
    std::size_t channel_count() const { return channels_.size(); }

  private:
    enum class State { joining, behind, live };
    struct Channel {
        State state = State::joining;
        std::uint64_t serial = 0; ///< tells a rejoined topic from the one before
        std::string join_ref, token;
        Identity identity;
        std::vector<Binding> bindings;
        std::int64_t cursor = 0; ///< last position delivered or passed
        bool announced = false;  ///< the client knows that it is subscribed
    };

    void on_text(const std::string& text);
    void join(Inbound message);
    Async<void> run_join(Inbound message, JoinRequest request, std::uint64_t serial);
    void leave(const Inbound& message);
    void take_token(const Inbound& message);

    void catch_up();
    Async<void> run_catch_up();
    Async<bool> wait_until_drained();
    Async<void> read_on(std::string topic, std::uint64_t serial);
    const std::string* most_behind() const;
    bool is_backed_up() const;
    void go_live(const std::string& topic, Channel& channel);

    void reply(const Inbound& message, std::string_view status, const json::object& response);
    void refuse(const Inbound& message, std::string_view reason);
    void system(const std::string& topic, const Channel& channel, std::string_view status,
                std::string_view extension, std::string_view text);
    void send(const std::optional<std::string>& join_ref, const std::optional<std::string>& ref,
              std::string_view topic, std::string_view event, std::string_view payload);
    void send_event(const std::string& topic, const Channel& channel, const std::vector<std::int64_t>& ids,
                    const FeedEvent& event, MessageCache& cache);
    Channel* find_channel(const std::string& topic, std::uint64_t serial);

    ConnectionHost* host_;
    std::shared_ptr<net::WebSocket> socket_;
    Version version_;
    std::string token_;
    Identity opened_by_;
    std::uint64_t next_serial_ = 0;
    std::size_t joins_running_ = 0;
    bool catching_up_ = false;
    Signal drained_;
    std::map<std::string, Channel> channels_; ///< by topic
};

} // namespace bolt::realtime
