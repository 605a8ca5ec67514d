#include "browser/connection.hpp"

#include "base/log.hpp"
#include "browser/driver_error.hpp"
#include "browser/framing.hpp"
#include "browser/text.hpp"

#include <csignal>
#include <deque>
#include <fmt/format.h>
#include <unordered_map>

namespace bolt::browser {
namespace {

constexpr auto watchdog_slack = 5s;
constexpr auto post_timeout = std::chrono::milliseconds{5000};
constexpr auto timeout_max = std::chrono::milliseconds{600'000};
constexpr std::size_t outgoing_bytes_max = 64u << 20;
constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t stderr_tail_bytes = 2000;

struct Pending {
    std::unique_ptr<Timer> timer;
    std::string method;
    std::optional<BrowserResult<json::object>> reply;
};

} // namespace

struct Connection::State {
    State(const Platform& with, std::unique_ptr<Process> process)
        : platform(with), child(std::move(process)) {}

    Platform platform;
    std::unique_ptr<Process> child;
    ObjectTree objects;
    std::unordered_map<std::string, std::shared_ptr<Listener>> listeners;
    std::unordered_map<std::int64_t, Pending*> pending;
    std::int64_t last_id = 0;
    std::deque<std::string> outgoing;
    std::size_t outgoing_bytes = 0;
    bool writing = false;
    bool alive = true;
    std::string end_reason;
    std::string stderr_tail;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;

    void enqueue(const std::shared_ptr<Connection>& self, const json::object& message);
    Async<void> write_all();
    Async<void> read_all();
    Async<void> read_errors();
    Result<void> handle(json::object message);
    void handle_reply(std::int64_t id, json::object message);
    Result<void> handle_event(const json::object& message);
    void dispatch(const std::string& guid, const std::string& method, const json::object& params);
    void end(Failure failure, std::string reason);
};

std::shared_ptr<Connection> Connection::open(const Platform& platform, std::unique_ptr<Process> child) {
    auto connection = std::shared_ptr<Connection>(new Connection(platform, std::move(child)));
    spawn(platform.executor, "driver reader", [connection]() { return connection->state_->read_all(); });
    spawn(platform.executor, "driver stderr", [connection]() { return connection->state_->read_errors(); });
    return connection;
}

Connection::Connection(const Platform& platform, std::unique_ptr<Process> child)
    : state_(std::make_unique<State>(platform, std::move(child))) {}

Connection::~Connection() = default;

void Connection::State::enqueue(const std::shared_ptr<Connection>& self, const json::object& message) {
    outgoing.push_back(frame(message));
    outgoing_bytes += outgoing.back().size();
    ++sent;
    if (std::exchange(writing, true)) return;
    spawn(platform.executor, "driver writer", [self]() { return self->state_->write_all(); });
}

Async<void> Connection::State::write_all() {
    while (alive && !outgoing.empty()) {
        const auto bytes = std::move(outgoing.front());
        outgoing.pop_front();
        outgoing_bytes -= bytes.size();
        // A failed write needs no handling: the reader sees the end of the driver and says why.
        if (auto written = co_await child->write(bytes); !written) break;
    }
    writing = false;
}

Async<void> Connection::State::read_all() {
    std::vector<char> chunk(chunk_bytes);
    FrameReader reader;
    while (const auto count = co_await child->read(chunk)) {
        if (!alive) continue; // drain, so that a driver that is closing does not block on its output
        reader.feed({chunk.data(), count});
        while (alive) {
            const auto skipped = reader.skipped();
            auto message = reader.next();
            if (reader.skipped() != skipped)
                log::warn("an oversized message of the browser driver was skipped");
            auto handled = !message ? Result<void>(forward(message)) : Result<void>{};
            if (message && !*message) break;
            if (message) handled = handle(std::move(**message));
            if (handled) continue;
            child->kill_group(SIGKILL);
            end(Failure::driver_gone, "the driver broke its protocol: " + handled.error().message);
        }
    }
    if (!alive) co_return;
    const auto status = co_await child->wait(1s);
    auto reason = "the driver ended with " + (status ? status->text() : "its output closed");
    if (!stderr_tail.empty()) reason += ": " + bounded_text(stderr_tail, stderr_tail_bytes);
    child->kill_group(SIGKILL);
    end(Failure::driver_gone, std::move(reason));
}

Async<void> Connection::State::read_errors() {
    std::vector<char> chunk(chunk_bytes);
    while (const auto count = co_await child->read_error(chunk)) {
        stderr_tail.append(chunk.data(), count);
        if (stderr_tail.size() > stderr_tail_bytes)
            stderr_tail.erase(0, stderr_tail.size() - stderr_tail_bytes);
    }
}

Result<void> Connection::State::handle(json::object message) {
    ++received;
    if (const auto* id = message.if_contains("id"); id != nullptr && id->is_int64()) {
        handle_reply(id->get_int64(), std::move(message));
        return {};
    }
    return handle_event(message);
}

void Connection::State::handle_reply(std::int64_t id, json::object message) {
    const auto it = pending.find(id);
    if (it == pending.end()) return; // its caller has given up
    auto& call = *it->second;
    if (message.contains("error")) {
        call.reply = tl::unexpected<BrowserError>(driver_error(call.method, message));
    } else {
        auto* result = message.if_contains("result");
        call.reply =
            result != nullptr && result->is_object() ? std::move(result->get_object()) : json::object{};
    }
    call.timer->cancel();
}

Result<void> Connection::State::handle_event(const json::object& message) {
    const auto* guid = message.if_contains("guid");
    const auto* method = message.if_contains("method");
    if (guid == nullptr || !guid->is_string() || method == nullptr || !method->is_string())
        return fail(ErrorCode::invalid_argument, "a message is neither a reply nor an event");
    static const json::object none;
    const auto* given = message.if_contains("params");
    const auto& params = given != nullptr && given->is_object() ? given->get_object() : none;
    const std::string object(guid->get_string());
    const std::string name(method->get_string());
    if (name == "__create__") return objects.create(object, params);
    if (name == "__adopt__") {
        const auto* child_guid = params.if_contains("guid");
        if (child_guid != nullptr && child_guid->is_string())
            objects.adopt(object, std::string(child_guid->get_string()));
    } else if (name == "__dispose__") {
        objects.dispose(object);
    } else {
        dispatch(object, name, params);
    }
    return {};
}

void Connection::State::dispatch(const std::string& guid, const std::string& method,
                                 const json::object& params) {
    for (const auto& at : objects.path(guid)) {
        const auto it = listeners.find(at);
        if (it == listeners.end()) continue;
        const auto listener = it->second; // it may forget itself
        (*listener)(guid, method, params);
    }
}

void Connection::State::end(Failure failure, std::string reason) {
    if (!std::exchange(alive, false)) return;
    end_reason = std::move(reason);
    outgoing.clear();
    outgoing_bytes = 0;
    for (auto& [id, call] : pending) {
        if (call->reply) continue;
        call->reply = browser_fail(failure, fmt::format("{}: {}", call->method, end_reason));
        call->timer->cancel();
    }
    const auto told = std::exchange(listeners, {});
    for (const auto& [guid, listener] : told) (*listener)(guid, "__ended__", {});
}

Async<BrowserResult<json::object>> Connection::call(std::string guid, std::string method, json::object params,
                                                    std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    auto& state = *state_;
    if (!state.alive)
        co_return browser_fail(Failure::driver_gone, fmt::format("{}: {}", method, state.end_reason));
    if (state.outgoing_bytes > outgoing_bytes_max) {
        co_return browser_fail(Failure::stuck, method + ": the driver does not read its calls");
    }
    // Zero would mean "no deadline" to the driver.
    timeout = std::clamp(timeout, std::chrono::milliseconds{1}, timeout_max);
    const auto id = ++state.last_id;
    Pending pending{state.platform.clock.timer(), method, std::nullopt};
    state.pending[id] = &pending;
    struct Entry {
        State& state;
        std::int64_t id;
        ~Entry() { state.pending.erase(id); }
    } entry{state, id};
    state.enqueue(self, {{"id", id},
                         {"guid", guid},
                         {"method", method},
                         {"params", std::move(params)},
                         {"metadata", {{"timeout", timeout.count()}}}});
    const auto deadline = state.platform.clock.monotonic() + timeout + watchdog_slack;
    while (!pending.reply) {
        const auto left = deadline - state.platform.clock.monotonic();
        if (left <= Duration::zero()) break;
        co_await pending.timer->wait(left);
    }
    if (pending.reply) co_return std::move(*pending.reply);
    state.enqueue(
        self, {{"guid", guid}, {"method", "__abort__"}, {"params", {{"id", id}, {"reason", "no reply"}}}});
    co_return browser_fail(Failure::stuck,
                           fmt::format("{}: the driver gave no reply, not even after its deadline of {} ms",
                                       method, timeout.count()));
}

void Connection::post(std::string guid, std::string method, json::object params) {
    if (!state_->alive) return;
    spawn(state_->platform.executor, "driver post",
          [self = shared_from_this(), guid = std::move(guid), method = std::move(method),
           params = std::move(params)]() -> Async<void> {
              // Fails only when its page is gone meanwhile: then there is nothing to answer.
              co_await self->call(guid, method, params, post_timeout);
          });
}

void Connection::listen(const std::string& guid, Listener listener) {
    state_->listeners[guid] = std::make_shared<Listener>(std::move(listener));
}

void Connection::forget(const std::string& guid) { state_->listeners.erase(guid); }

RemoteObject* Connection::find_object(std::string_view guid) { return state_->objects.find(guid); }

std::string Connection::ancestor(std::string_view guid, std::string_view type) const {
    for (auto& at : state_->objects.path(guid))
        if (state_->objects.find(at)->type == type) return at;
    return {};
}

bool Connection::alive() const { return state_->alive; }

std::string Connection::end_reason() const { return state_->end_reason; }

Async<void> Connection::close(Failure failure, std::chrono::milliseconds grace) {
    const auto self = shared_from_this();
    state_->end(failure, "the browser driver was stopped");
    state_->child->close_input();
    if (co_await state_->child->wait(grace)) co_return;
    log::warn("the browser driver did not end by itself and is killed", {{"pid", pid()}});
    state_->child->kill_group(SIGKILL);
    co_await state_->child->wait(5s);
}

void Connection::kill() {
    state_->child->kill_group(SIGKILL);
    state_->end(Failure::driver_gone, "the browser driver was killed");
}

pid_t Connection::pid() const { return state_->child->pid(); }

ConnectionCounts Connection::counts() const {
    return {state_->objects.size(), state_->pending.size(), state_->sent, state_->received};
}

} // namespace bolt::browser
