#pragma once
// For tests of this room: small writes, and a gate that makes several of them share a commit.
#include "store/test_store.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace bolt::store {

inline const Statement kInsertActor{
    "INSERT INTO audit_log (actor, action, created_at) VALUES ($1, 'test', $2)"};
inline const Statement kInsertHost{"INSERT INTO host_slots (host, next_at) VALUES ($1, $2)"};

inline Result<void> insert_actor(Tx& tx, std::string_view actor) {
    tx.run(kInsertActor, {actor, "2026-01-01T00:00:00.000000+00:00"});
    return {};
}
inline Result<void> insert_host(Tx& tx, std::string_view host) {
    tx.run(kInsertHost, {host, "2026-01-01T00:00:00.000000+00:00"});
    return {};
}

/// Holds the writing thread so that what follows waits and shares one commit.
class Gate {
  public:
    Result<void> wait() {
        std::unique_lock lock(mutex_);
        entered_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
        return {};
    }
    void until_entered() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return entered_; });
    }
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool entered_ = false, open_ = false;
};

/// Starts writes from coroutines, all waiting behind a gate, and runs them to the end: their results in
/// order.
inline std::vector<Result<void>> write_together(TestStore& store,
                                                std::vector<std::function<Result<void>(Tx&)>> works,
                                                Durability durability = Durability::full) {
    Gate gate;
    std::thread holder([&] { (void)store->write_blocking([&](Tx&) { return gate.wait(); }, durability); });
    gate.until_entered();
    std::vector<Result<void>> results(works.size());
    for (std::size_t i = 0; i < works.size(); ++i)
        spawn(store.io.get_executor(), "write",
              [&, i]() -> Async<void> { results[i] = co_await store->write(works[i], durability); });
    store.io.restart();
    store.io.poll(); // every coroutine has handed in its work
    gate.open();
    holder.join();
    store.io.run();
    return results;
}

} // namespace bolt::store
