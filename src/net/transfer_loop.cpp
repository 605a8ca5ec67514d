#include "net/transfer_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <new>
#include <unistd.h>

namespace bolt::net {
namespace {

/// Per host; more wait inside libcurl. Long polls hold connections, so this is well above what one service
/// needs.
constexpr long connections_per_host_max = 64;
constexpr long idle_connections_max = 64;

using Descriptor = asio::posix::stream_descriptor;

/// How many turns of the loop may pass without a transfer before the timer goes: a caller that sends one
/// request after another takes a few between two of them.
constexpr int idle_turns_max = 16;

/// A socket of libcurl's, from the first wait for it until libcurl closes it: taking it out of the loop and
/// in again for each request on a kept connection costs system calls. libcurl owns the file descriptor.
struct Watched {
    Watched(const asio::any_io_executor& executor, curl_socket_t fd) : descriptor(executor) {
        boost::system::error_code error;
        descriptor.assign(fd,
                          error); // if it fails nothing is ever reported, and the transfer's timeout ends it
    }
    ~Watched() {
        if (descriptor.is_open()) descriptor.release(); // never close it
    }
    Descriptor descriptor;
    int wanted = CURL_POLL_NONE;
    bool reading = false;
    bool writing = false;
};

/// A coroutine that waits for its transfer.
struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor)
        : done(executor, asio::steady_timer::time_point::max()) {}
    asio::steady_timer done; ///< cancelled when the transfer ends
    std::optional<CURLcode> code;
};

} // namespace

struct TransferLoop::State : std::enable_shared_from_this<State> {
    explicit State(const asio::any_io_executor& loop_executor)
        : executor(loop_executor), timer(loop_executor) {}
    ~State() { shut_down(); }

    asio::any_io_executor executor;
    using Moment = asio::steady_timer::time_point;
    /// Moves only when it would come too late: most requests end long before their time-out, and setting a
    /// timer is a system call.
    asio::steady_timer timer;
    std::optional<Moment> armed; ///< when the timer fires
    std::optional<Moment> due;   ///< when libcurl wants to be called
    bool kicked = false;         ///< a call of act() at once is on its way
    bool idling = false;         ///< turns without a transfer are being counted
    bool starting = false;       ///< run() calls act() itself
    CURLM* multi = nullptr;      ///< made at the first transfer
    std::unordered_map<curl_socket_t, std::shared_ptr<Watched>> watched;
    std::unordered_map<CURL*, Waiting*> running;
    bool stopped = false;

    void open() {
        multi = curl_multi_init();
        if (!multi) throw std::bad_alloc();
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &State::on_socket);
        curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &State::on_timer);
        curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host_max);
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, idle_connections_max);
    }

    void shut_down() {
        stopped = true;
        for (auto& [handle, waiting] : running) {
            curl_multi_remove_handle(multi, handle);
            waiting->done.cancel();
        }
        running.clear();
        watched.clear();
        due.reset();
        disarm();
        if (multi) curl_multi_cleanup(multi);
        multi = nullptr;
    }

    static int on_socket(CURL*, curl_socket_t fd, int what, void* user, void*) {
        auto& self = *static_cast<State*>(user);
        if (what == CURL_POLL_REMOVE) {
            if (auto found = self.watched.find(fd); found != self.watched.end()) {
                found->second->wanted = CURL_POLL_NONE;
                // A wait that is under way would end with what the next transfer waits for.
                if (found->second->reading || found->second->writing) self.forget(fd);
            }
            return 0;
        }
        auto& entry = self.watched[fd];
        if (!entry) entry = std::make_shared<Watched>(self.executor, fd);
        entry->wanted = what;
        self.watch(fd, entry);
        return 0;
    }

    /// Closes it, as libcurl would; set for each transfer.
    static int on_close(void* user, curl_socket_t fd) {
        static_cast<State*>(user)->forget(fd); // before the number comes back
        return ::close(fd);
    }

    void forget(curl_socket_t fd) {
        if (auto found = watched.find(fd); found != watched.end()) {
            found->second->wanted = CURL_POLL_NONE;
            if (found->second->descriptor.is_open()) found->second->descriptor.release();
            watched.erase(found);
        }
    }

    static int on_timer(CURLM*, long after_ms, void* user) {
        auto& self = *static_cast<State*>(user);
        self.due.reset();
        if (after_ms == 0) self.kick();
        if (after_ms > 0) {
            self.due = asio::steady_timer::clock_type::now() + std::chrono::milliseconds(after_ms);
            if (!self.armed || *self.armed > *self.due) self.arm(*self.due);
        }
        return 0;
    }

    /// act() in the next turn: libcurl must not be called from its own callbacks.
    void kick() {
        if (kicked || starting) return;
        kicked = true;
        asio::post(executor, [weak = weak_from_this()] {
            if (auto state = weak.lock()) {
                state->kicked = false;
                state->act(CURL_SOCKET_TIMEOUT, 0);
            }
        });
    }

    void arm(Moment at) {
        armed = at;
        timer.expires_at(at);
        timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            auto state = weak.lock();
            if (!state || error) return;
            state->armed.reset();
            if (!state->due) return;
            if (*state->due <= asio::steady_timer::clock_type::now())
                state->act(CURL_SOCKET_TIMEOUT, 0);
            else
                state->arm(*state->due);
        });
    }

    void disarm() {
        armed.reset();
        timer.cancel();
    }

    /// A timer that nobody waits for would keep the loop from running out of work.
    void idle(int turns) {
        idling = running.empty() && armed && !stopped;
        if (!idling) return;
        if (turns == idle_turns_max) {
            idling = false;
            disarm();
            return;
        }
        asio::post(executor, [weak = weak_from_this(), turns] {
            if (auto state = weak.lock()) state->idle(turns + 1);
        });
    }

    void watch(curl_socket_t fd, const std::shared_ptr<Watched>& entry) {
        if (entry->wanted & CURL_POLL_IN)
            wait(fd, entry, Descriptor::wait_read, CURL_CSELECT_IN, &Watched::reading);
        if (entry->wanted & CURL_POLL_OUT)
            wait(fd, entry, Descriptor::wait_write, CURL_CSELECT_OUT, &Watched::writing);
    }

    void wait(curl_socket_t fd, const std::shared_ptr<Watched>& entry, Descriptor::wait_type type, int event,
              bool Watched::* flag) {
        if ((*entry).*flag) return;
        (*entry).*flag = true;
        entry->descriptor.async_wait(
            type, [weak = weak_from_this(), fd, entry, event, flag](boost::system::error_code error) {
                (*entry).*flag = false;
                auto state = weak.lock();
                if (!state || error || !state->is_current(fd, entry)) return;
                state->act(fd, event);
                if (state->is_current(fd, entry)) state->watch(fd, entry);
            });
    }

    bool is_current(curl_socket_t fd, const std::shared_ptr<Watched>& entry) const {
        const auto found = watched.find(fd);
        return found != watched.end() && found->second == entry;
    }

    void act(curl_socket_t fd, int events) {
        if (stopped || !multi) return;
        int still_running = 0;
        curl_multi_socket_action(multi, fd, events, &still_running);
        int queued = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &queued)) {
            if (message->msg != CURLMSG_DONE) continue;
            auto* handle = message->easy_handle;
            const auto code = message->data.result; // the message dies with the removal
            curl_multi_remove_handle(multi, handle);
            if (auto found = running.find(handle); found != running.end()) {
                found->second->code = code;
                found->second->done.cancel();
                running.erase(found);
            }
        }
        if (!idling) idle(0);
    }

    void remove(CURL* handle) {
        if (running.erase(handle) == 0) return;
        curl_multi_remove_handle(multi, handle);
        if (!idling) idle(0);
    }
};

TransferLoop::TransferLoop(const asio::any_io_executor& executor)
    : state_(std::make_shared<State>(executor)) {}

TransferLoop::~TransferLoop() { state_->shut_down(); }

Async<Result<Response>> TransferLoop::run(Transfer& transfer) {
    auto state = state_;
    if (state->stopped) co_return fail(ErrorCode::cancelled, "the HTTP client was shut down");
    if (!state->multi) state->open();

    Waiting waiting(state->executor);
    // However this coroutine ends, also by being destroyed while it waits, libcurl must forget the transfer.
    struct Forget {
        State& state;
        CURL* handle;
        ~Forget() { state.remove(handle); }
    } forget{*state, transfer.handle()};

    curl_easy_setopt(transfer.handle(), CURLOPT_CLOSESOCKETFUNCTION, &State::on_close);
    curl_easy_setopt(transfer.handle(), CURLOPT_CLOSESOCKETDATA, state.get());
    state->running.emplace(transfer.handle(), &waiting);
    state->starting = true;
    const auto added = curl_multi_add_handle(state->multi, transfer.handle());
    state->starting = false;
    if (added != CURLM_OK) co_return fail(ErrorCode::internal, "libcurl refused the transfer");
    state->act(CURL_SOCKET_TIMEOUT, 0);
    if (!waiting.code) co_await waiting.done.async_wait(as_result);
    if (!waiting.code) co_return fail(ErrorCode::cancelled, "the HTTP call was cancelled");
    co_return transfer.finish(*waiting.code);
}

void TransferLoop::shut_down() { state_->shut_down(); }

} // namespace bolt::net
