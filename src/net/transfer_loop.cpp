#include "net/transfer_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <new>
#include <unordered_set>

namespace bolt::net {
namespace {

/// Per host; more wait inside libcurl. Long polls hold connections, so this is well above what one service
/// needs.
constexpr long connections_per_host_max = 64;
constexpr long idle_connections_max = 64;

using Descriptor = asio::posix::stream_descriptor;

/// A socket of libcurl's while libcurl waits for it. libcurl owns the file descriptor.
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
    asio::steady_timer timer;
    CURLM* multi = nullptr; ///< made at the first transfer
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
        timer.cancel();
        if (multi) curl_multi_cleanup(multi);
        multi = nullptr;
    }

    static int on_socket(CURL*, curl_socket_t fd, int what, void* user, void*) {
        auto& self = *static_cast<State*>(user);
        if (what == CURL_POLL_REMOVE) {
            if (auto found = self.watched.find(fd); found != self.watched.end()) {
                found->second->wanted = CURL_POLL_NONE;
                found->second->descriptor.release(); // libcurl may close it now, and the number come back
                self.watched.erase(found);
            }
            return 0;
        }
        auto& entry = self.watched[fd];
        if (!entry) entry = std::make_shared<Watched>(self.executor, fd);
        entry->wanted = what;
        self.watch(fd, entry);
        return 0;
    }

    static int on_timer(CURLM*, long after_ms, void* user) {
        auto& self = *static_cast<State*>(user);
        if (after_ms < 0) {
            self.timer.cancel();
            return 0;
        }
        self.timer.expires_after(std::chrono::milliseconds(after_ms));
        self.timer.async_wait([weak = self.weak_from_this()](boost::system::error_code error) {
            auto state = weak.lock();
            if (state && !error) state->act(CURL_SOCKET_TIMEOUT, 0);
        });
        return 0;
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
    }

    void remove(CURL* handle) {
        if (running.erase(handle) > 0) curl_multi_remove_handle(multi, handle);
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

    state->running.emplace(transfer.handle(), &waiting);
    if (curl_multi_add_handle(state->multi, transfer.handle()) != CURLM_OK)
        co_return fail(ErrorCode::internal, "libcurl refused the transfer");
    co_await waiting.done.async_wait(as_result);
    if (!waiting.code) co_return fail(ErrorCode::cancelled, "the HTTP call was cancelled");
    co_return transfer.finish(*waiting.code);
}

void TransferLoop::shut_down() { state_->shut_down(); }

} // namespace bolt::net
