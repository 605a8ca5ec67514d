#include "realtime/hub.hpp"

#include "base/log.hpp"
#include "realtime/connection.hpp"
#include "realtime/feed_event.hpp"
#include "realtime/origin.hpp"
#include "store/feed.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <unordered_set>

namespace bolt::realtime {
namespace {

// Given out in one step, so that each socket takes them in one write. Well below the waiting_*_max at which a
// client counts as behind: a burst must not look like a client that does not read.
constexpr std::size_t kTogetherMax = 32, kTogetherBytes = 64 << 10;
// How long a feed read that failed waits before the next one.
constexpr auto kRetryDelay = 500ms;
// Bounds the damage of a lost wake-up between the hub's own coroutines.
constexpr auto kLongestWait = 1s;

// Whose key opened the socket, as noted on the upgrade's request.
const std::string kSession = "realtime.session", kUser = "realtime.user", kKey = "realtime.key";

Identity noted(const net::Request& request) {
    const auto read = [&](const std::string& name) {
        const auto found = request.params.find(name);
        return found == request.params.end() ? std::string() : found->second;
    };
    return {.session_id = read(kSession), .name = {}, .user_id = read(kUser), .key_id = read(kKey)};
}

std::string token_of(const net::Request& request) {
    return request.query_value("apikey").value_or(std::string(request.headers.get("x-api-key")));
}

} // namespace

struct Hub::Impl : ConnectionHost, std::enable_shared_from_this<Hub::Impl> {
    Impl(const Platform& platform_in, store::Database& database_in, Authorize authorize_in,
         HubSettings settings_in)
        : platform(platform_in), database(database_in), authorize(std::move(authorize_in)),
          settings(std::move(settings_in)), began(platform.clock), watcher_ended(platform.clock) {}

    // ConnectionHost
    Clock& clock() const override { return platform.clock; }
    const HubSettings& limits() const override { return settings; }
    std::int64_t position() const override { return newest; }
    Async<void> wait_until_following() override {
        while (!following && !gone) {
            const auto seen = began.count();
            co_await began.wait_past(seen, kLongestWait);
        }
    }
    Async<Result<std::optional<Identity>>> authorize_token(std::string token) override {
        co_return co_await authorize(std::move(token));
    }
    Async<Result<CatchUpPage>> read_after(std::int64_t after) override;
    void start(std::string name, std::function<Async<void>()> body) override {
        // With a hold on this: what the body awaits is ours.
        spawn(platform.executor, std::move(name),
              [self = shared_from_this(), body = std::move(body)] { return body(); });
    }
    void closed(Connection* connection) override { connections.erase(connection->shared_from_this()); }
    std::uint64_t access_changes() const override { return access_changed; }
    void count_message() override { ++messages; }

    std::vector<std::shared_ptr<Connection>> all() const { return {connections.begin(), connections.end()}; }
    void end_access(std::string_view table, std::string_view id);
    Async<void> follow(StopToken& stop);
    Async<bool> find_newest(StopToken& stop);
    Async<bool> deliver_next();
    std::size_t give_out(const std::vector<store::Change>& changes, std::size_t next);
    Async<void> watch(StopToken& stop);

    Platform platform;
    store::Database& database;
    Authorize authorize;
    HubSettings settings;
    std::unordered_set<std::shared_ptr<Connection>> connections;
    bool following = false; ///< `newest` is known
    bool watching = false;
    bool gone = false; ///< the hub was destroyed
    Signal began, watcher_ended;
    std::int64_t newest = 0;
    std::uint64_t messages = 0, access_changed = 0;
};

bool Identity::is_about(std::string_view table, std::string_view id) const {
    if (id.empty()) return false;
    return (table == "staff_sessions" && id == session_id) || (table == "staff_users" && id == user_id) ||
           (table == "api_keys" && id == key_id);
}

void Hub::Impl::end_access(std::string_view table, std::string_view id) {
    ++access_changed;
    for (const auto& connection : all())
        if (connection->is_about(table, id)) connection->close(1008, "the session was ended");
}

Async<Result<CatchUpPage>> Hub::Impl::read_after(std::int64_t after) {
    const int batch = settings.catch_up_batch;
    // A page is what may wait for a client: it is read when nothing does. Measured with rows of 20 KB
    // (bench/dashboards.cpp, 20 clients that catch up, 100 that read nothing): at 256 KiB 6.3 ms of CPU a MB
    // and 415 KB for each that reads nothing; pages of a quarter take 16 ms (more of them) and 200 KB, of
    // four times as much 11 ms (what does not fit is read again) and 455 KB.
    const auto bytes_max = settings.waiting_bytes_max;
    auto read = co_await database.read([after, batch, bytes_max](store::Tx& tx) -> Result<CatchUpPage> {
        CatchUpPage page;
        auto known = store::may_read_on(tx, after);
        if (!known) return forward(known);
        page.too_old = !*known;
        if (page.too_old) return page;
        auto changes = store::changes_after(tx, after, batch);
        if (!changes) return forward(changes);
        std::size_t bytes = 0;
        for (const auto& change : *changes) {
            // Not within one position: its changes are given out together.
            if (bytes >= bytes_max && change.position != page.events.back().position) break;
            bytes += change.record.size() + change.old_record.size();
            page.events.push_back(read_change(change));
        }
        page.exhausted = page.events.size() == changes->size() && std::ssize(page.events) < batch;
        return page;
    });
    co_return read;
}

// Gives out some changes from that index on; gives the index of the next.
std::size_t Hub::Impl::give_out(const std::vector<store::Change>& changes, std::size_t next) {
    struct Given {
        FeedEvent event;
        MessageCache cache;
    };
    std::vector<Given> together;
    std::size_t bytes = 0;
    const FeedEvent* of_access = nullptr;
    while (next < changes.size() && together.size() < kTogetherMax && bytes < kTogetherBytes && !of_access) {
        const auto& change = changes[next++];
        newest = change.position;
        if (connections.empty()) continue;
        bytes += change.record.size() + change.old_record.size();
        together.push_back({read_change(change), {}});
        if (together.back().event.of_access) of_access = &together.back().event;
    }
    if (together.empty()) return next;
    for (const auto& connection : all())
        for (auto& [event, cache] : together) connection->deliver(event, cache);
    if (of_access) end_access(of_access->table, get_string(of_access->row, "id"));
    return next;
}

// True if there may be more to read at once.
Async<bool> Hub::Impl::deliver_next() {
    const auto after = newest;
    const int batch = settings.feed_batch;
    auto changes = co_await database.read(
        [after, batch](store::Tx& tx) { return store::changes_after(tx, after, batch); });
    if (!changes) {
        log::warn("realtime cannot read the feed; it tries again", {{"error", changes.error().message}});
        co_await platform.clock.sleep(kRetryDelay);
        co_return false;
    }
    for (std::size_t next = 0; next < changes->size();) {
        next = give_out(*changes, next);
        // Lets the sockets write before the next ones.
        if (!connections.empty()) co_await asio::post(platform.executor, asio::use_awaitable);
    }
    co_return std::ssize(*changes) >= batch;
}

Async<bool> Hub::Impl::find_newest(StopToken& stop) {
    while (!stop.requested()) {
        auto bounds = co_await database.read([](store::Tx& tx) { return store::feed_bounds(tx); });
        if (bounds) {
            newest = bounds->newest;
            co_return true;
        }
        log::warn("realtime cannot read the feed; it tries again", {{"error", bounds.error().message}});
        co_await stop.sleep(kRetryDelay);
    }
    co_return false;
}

Async<void> Hub::Impl::follow(StopToken& stop) {
    if (!co_await find_newest(stop)) co_return;
    following = true;
    began.notify();
    while (!stop.requested()) {
        const auto seen = database.committed().count();
        if (co_await deliver_next()) continue;
        if (!stop.requested()) co_await database.committed().wait_past(seen, settings.read_at_least_every);
    }
}

// Ends follow()'s wait at the stop; until then checks again whether who listens still may.
Async<void> Hub::Impl::watch(StopToken& stop) {
    struct Ended {
        Impl& impl;
        ~Ended() {
            impl.watching = false;
            impl.watcher_ended.notify();
        }
    } ended{*this};
    while (co_await stop.sleep(settings.recheck_every))
        for (const auto& connection : all()) co_await connection->recheck_tokens();
    database.committed().notify();
}

Hub::Hub(const Platform& platform, store::Database& database, Authorize authorize, HubSettings settings)
    : impl_(std::make_shared<Impl>(platform, database, std::move(authorize), std::move(settings))) {}

Hub::~Hub() {
    impl_->gone = true;
    impl_->began.notify();
    for (const auto& connection : impl_->all()) connection->abandon();
    impl_->connections.clear();
}

Async<void> Hub::run(StopToken& stop) {
    auto impl = impl_;
    impl->watching = true;
    impl->start("realtime watch", [raw = impl.get(), &stop] { return raw->watch(stop); });
    co_await impl->follow(stop);
    for (const auto& connection : impl->all()) connection->close(1001, "the server is going away");
    while (impl->watching) {
        const auto seen = impl->watcher_ended.count();
        co_await impl->watcher_ended.wait_past(seen, kLongestWait);
    }
}

Async<std::optional<net::Response>> Hub::check_upgrade(net::Request& request) {
    auto impl = impl_;
    if (!is_same_origin(request, impl->settings.public_url))
        co_return net::problem(
            403, "Foreign origin",
            fmt::format("Pages of {} may not connect here.", request.headers.get("Origin").substr(0, 200)));
    if (impl->connections.size() >= impl->settings.connections_max)
        co_return net::problem(503, "Too many connections", "Try again later.");
    auto identity = co_await impl->authorize_token(token_of(request));
    if (!identity) co_return net::problem(503, "The apikey could not be checked", "Try again in a moment.");
    if (!*identity) co_return net::problem(401, "Bad apikey", "Sign in again, or use a staff API key.");
    // For accept(), which gets the same request.
    request.params[kSession] = (*identity)->session_id;
    request.params[kUser] = (*identity)->user_id;
    request.params[kKey] = (*identity)->key_id;
    co_return std::nullopt;
}

void Hub::accept(std::shared_ptr<net::WebSocket> socket, const net::Request& request) {
    const auto version = parse_version(request.query_value("vsn").value_or(""));
    auto connection =
        std::make_shared<Connection>(*impl_, std::move(socket), version, token_of(request), noted(request));
    impl_->connections.insert(connection);
    connection->start();
}

void Hub::close_session(const std::string& session_id) { impl_->end_access("staff_sessions", session_id); }

HubCounters Hub::counters() const {
    HubCounters counters{
        .connections = impl_->connections.size(), .position = impl_->newest, .messages = impl_->messages};
    for (const auto& connection : impl_->connections) counters.channels += connection->channel_count();
    return counters;
}

} // namespace bolt::realtime
