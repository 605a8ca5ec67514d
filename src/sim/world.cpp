#include "sim/world.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace bolt::sim {
namespace {

constexpr std::chrono::hours kLongest{24 * 365};

class SimTimer final : public Timer {
  public:
    SimTimer(World& world, World::Owner owner, asio::any_io_executor executor)
        : world_(world), owner_(owner), executor_(std::move(executor)) {}

    Async<void> wait(Duration duration) override {
        const auto delay = std::clamp<Duration>(duration, Duration::zero(), kLongest);
        co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
            [this, delay](auto handler) {
                auto shared = std::make_shared<decltype(handler)>(std::move(handler));
                key_ = world_.after(delay, owner_, [shared, target = executor_] {
                    asio::post(target, [shared]() mutable { std::move (*shared)(); });
                });
            },
            asio::use_awaitable);
    }
    void cancel() override {
        if (auto body = world_.take(key_)) body();
    }

  private:
    World& world_;
    const World::Owner owner_;
    const asio::any_io_executor executor_;
    std::uint64_t key_ = 0;
};

} // namespace

World::~World() {
    // What is left may hold what it would have touched.
    while (!list_.empty()) {
        auto happening = std::move(list_.begin()->second);
        list_.erase(list_.begin());
    }
}

std::uint64_t World::after(Duration delay, Owner owner, std::function<void()> body) {
    if (dropped_.contains(owner)) return 0;
    const auto key = ++keys_;
    const auto at = now_ + delay;
    when_[key] = at;
    list_.emplace(Key{at, key}, Happening{owner, std::move(body)});
    return key;
}

std::function<void()> World::take(std::uint64_t key) {
    const auto found = when_.find(key);
    if (found == when_.end()) return {};
    const auto at = list_.find(Key{found->second, key});
    auto body = std::move(at->second.body);
    list_.erase(at);
    when_.erase(found);
    return body;
}

bool World::step(Duration until) {
    if (list_.empty() || list_.begin()->first.first > until) return false;
    const auto first = list_.begin();
    const auto [at, key] = first->first;
    auto happening = std::move(first->second);
    list_.erase(first);
    when_.erase(key);
    now_ = at;
    ++steps_;
    happening.body();
    return true;
}

void World::drop(Owner owner) {
    dropped_.insert(owner);
    std::vector<Happening> gone; // they end when the list is whole again: their ends may look at it
    for (auto at = list_.begin(); at != list_.end();) {
        if (at->second.owner != owner) {
            ++at;
            continue;
        }
        when_.erase(at->first.second);
        gone.push_back(std::move(at->second));
        at = list_.erase(at);
    }
}

Duration World::between(Duration least, Duration most) {
    if (most <= least) return least;
    return least +
           Duration{static_cast<std::int64_t>(below(static_cast<std::uint64_t>((most - least).count()) + 1))};
}

Duration World::latency(Duration usual) {
    const auto delay = between(usual / 4, usual * 2);
    return chance(0.02) ? delay * 20 : delay;
}

void World::note(std::string_view what, std::string_view about) {
    const auto mix = [this](std::string_view text) {
        for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    };
    mix(what);
    mix(about);
    mix(std::to_string(now_.count()));
    if (print_trace)
        fmt::print("{:>12.6f} {:>6} {} {}\n", static_cast<double>(now_.count()) / 1e6, steps_, what, about);
}

TimePoint SimClock::start() { return TimePoint{} + std::chrono::hours{24 * 365 * 56}; }

std::unique_ptr<Timer> SimClock::timer() { return std::make_unique<SimTimer>(world_, owner_, executor_); }

} // namespace bolt::sim
