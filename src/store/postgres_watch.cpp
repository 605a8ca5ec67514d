#include "store/postgres_watch.hpp"

#include "base/log.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace bolt::store {
namespace {

const Statement kListen{"LISTEN bolt_commits"};
const Statement kTell{"NOTIFY bolt_commits"};
const Statement kSnapshot{"SELECT pg_current_snapshot()"};

} // namespace

PostgresWatch::PostgresWatch(const PostgresSettings& settings, std::function<void()> committed)
    : settings_(settings), committed_(std::move(committed)), stopping_(0, "nothing"),
      link_(settings, stopping_), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { loop(); }) {}

void PostgresWatch::tell_others() {
    if (to_tell_.exchange(true)) return;
    (void)::eventfd_write(wake_, 1);
}

void PostgresWatch::close() {
    if (!thread_.joinable()) return;
    closing_ = true;
    stopping_.close();
    (void)::eventfd_write(wake_, 1);
    thread_.join();
    ::close(wake_);
}

void PostgresWatch::loop() {
    while (!closing_) {
        if (!link_.ready()) {
            (void)stopping_.pause(settings_.foreign_commit_poll);
            continue;
        }
        try {
            if (!link_.connection().pooled()) link_.connection().run(kListen);
            committed_(); // whatever happened before is news
            watch();
        } catch (const SqlError& refused) {
            log::warn("other processes' commits are not heard of; connecting again",
                      {{"error", refused.what()}});
            link_.connection().disconnect();
        }
    }
}

// One look at a time, and what others told of in between; throws when the connection is lost.
void PostgresWatch::watch() {
    auto& connection = link_.connection();
    while (!closing_) {
        if (wait() && !connection.pooled() && to_tell_.exchange(false)) connection.run(kTell);
        if (connection.foreign_notifications() > 0) committed_();
        if (next_look_.passed()) look();
    }
}

// True if there may be something to tell.
bool PostgresWatch::wait() {
    const auto left = next_look_.left();
    pollfd waiting[] = {{wake_, POLLIN, 0}, {link_.connection().socket(), POLLIN, 0}};
    if (left.count() > 0) ::poll(waiting, 2, static_cast<int>(left.count()));
    eventfd_t ignored = 0;
    return ::eventfd_read(wake_, &ignored) == 0;
}

// Every transaction that wrote moves the server's snapshot when it ends.
void PostgresWatch::look() {
    auto snapshot = link_.connection().run(kSnapshot).text(0, 0);
    next_look_ = Deadline(settings_.foreign_commit_poll);
    if (snapshot == snapshot_) return;
    snapshot_ = std::move(snapshot);
    committed_();
}

} // namespace bolt::store
