#include "base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <map>

namespace bolt {
namespace {

constexpr std::chrono::hours kLongestWait{24 * 365 * 10};

class SystemTimer final : public Timer {
  public:
    explicit SystemTimer(asio::any_io_executor executor) : timer_(std::move(executor)) {}
    Async<void> wait(Duration duration) override {
        // Duration::max() means "until cancelled"; in the nanoseconds of steady_clock it would overflow.
        timer_.expires_after(std::min<Duration>(duration, kLongestWait));
        co_await timer_.async_wait(as_result);
    }
    void cancel() override { timer_.cancel(); }

  private:
    asio::steady_timer timer_;
};

int digits(std::string_view text, std::size_t& at, int count) {
    int value = 0;
    for (int i = 0; i < count; ++i, ++at) {
        if (at >= text.size() || text[at] < '0' || text[at] > '9') return -1;
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

} // namespace

Async<void> Clock::sleep(Duration duration) {
    auto waiting = timer();
    co_await waiting->wait(duration);
}

TimePoint SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Duration SystemClock::monotonic() const {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

std::unique_ptr<Timer> SystemClock::timer() { return std::make_unique<SystemTimer>(executor_); }

// A ManualClock's timer is a steady_timer that never expires by itself: the clock cancels it when its time
// has come.
struct ManualClock::State {
    asio::any_io_executor executor;
    TimePoint start;
    Duration elapsed{0};
    std::multimap<Duration, asio::steady_timer*> waiting;
};

class ManualTimer final : public Timer {
  public:
    explicit ManualTimer(std::shared_ptr<ManualClock::State> state)
        : state_(std::move(state)), timer_(state_->executor) {}
    ~ManualTimer() override { forget(); }
    Async<void> wait(Duration duration) override {
        if (duration <= Duration::zero()) {
            co_await asio::post(state_->executor, asio::use_awaitable);
            co_return;
        }
        timer_.expires_at(asio::steady_timer::time_point::max());
        entry_ =
            state_->waiting.emplace(state_->elapsed + std::min<Duration>(duration, kLongestWait), &timer_);
        listed_ = true;
        co_await timer_.async_wait(as_result);
        forget();
    }
    void cancel() override { timer_.cancel(); }

  private:
    void forget() {
        if (!listed_) return;
        for (auto it = state_->waiting.begin(); it != state_->waiting.end(); ++it)
            if (it->second == &timer_) {
                state_->waiting.erase(it);
                break;
            }
        listed_ = false;
    }
    std::shared_ptr<ManualClock::State> state_;
    asio::steady_timer timer_;
    std::multimap<Duration, asio::steady_timer*>::iterator entry_;
    bool listed_ = false;
};

ManualClock::ManualClock(asio::any_io_executor executor, TimePoint start)
    : state_(std::make_shared<State>()) {
    state_->executor = std::move(executor);
    state_->start = start;
}
ManualClock::~ManualClock() = default;
TimePoint ManualClock::now() const { return state_->start + state_->elapsed; }
Duration ManualClock::monotonic() const { return state_->elapsed; }
std::unique_ptr<Timer> ManualClock::timer() { return std::make_unique<ManualTimer>(state_); }

void ManualClock::advance(Duration by) {
    state_->elapsed += by;
    while (!state_->waiting.empty() && state_->waiting.begin()->first <= state_->elapsed) {
        auto* due = state_->waiting.begin()->second;
        state_->waiting.erase(state_->waiting.begin());
        due->cancel();
    }
}

Duration ManualClock::until_next_timer() const {
    if (state_->waiting.empty()) return Duration::max();
    return state_->waiting.begin()->first - state_->elapsed;
}

std::string format_time(TimePoint time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto rest = time - day;
    const auto h = duration_cast<hours>(rest);
    const auto m = duration_cast<minutes>(rest - h);
    const auto s = duration_cast<seconds>(rest - h - m);
    const auto us = rest - h - m - s;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), h.count(), m.count(), s.count(),
                       us.count());
}

namespace {

/// Reads the pieces of a timestamp from left to right; `good` turns false at the first that does not fit.
struct TimeReader {
    std::string_view text;
    std::size_t at = 0;
    bool good = true;

    bool done() const { return at >= text.size(); }
    bool skip(std::string_view any_of) {
        if (done() || any_of.find(text[at]) == std::string_view::npos) return false;
        ++at;
        return true;
    }
    void need(std::string_view any_of) { good = skip(any_of) && good; }
    int number(int count, int low, int high) {
        const int value = digits(text, at, count);
        good = good && value >= low && value <= high;
        return good ? value : low;
    }
    /// ".123456789" in microseconds; further digits are cut.
    std::chrono::microseconds fraction() {
        std::int64_t value = 0;
        int count = 0;
        for (; !done() && text[at] >= '0' && text[at] <= '9'; ++at)
            if (count < 6) value = value * 10 + (text[at] - '0'), ++count;
        good = good && count > 0;
        for (; count < 6; ++count) value *= 10;
        return std::chrono::microseconds{value};
    }
    /// "+01:30", "-08", "Z" or nothing: how far local time is ahead of UTC.
    std::chrono::minutes offset() {
        if (done() || skip("Zz")) return {};
        const bool west = text[at] == '-';
        need("+-");
        const int hours = number(2, 0, 18);
        skip(":");
        const int minutes = done() ? 0 : number(2, 0, 59);
        const std::chrono::minutes ahead{hours * 60 + minutes};
        return west ? -ahead : ahead;
    }
};

} // namespace

TimePoint parse_time(std::string_view text) {
    using namespace std::chrono;
    TimeReader read{text};
    const int y = read.number(4, 0, 9999);
    read.need("-");
    const int mo = read.number(2, 1, 12);
    read.need("-");
    const int d = read.number(2, 1, 31);
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!read.good || !date.ok()) return {};
    TimePoint time = sys_days{date};
    if (read.done()) return time;
    read.need("Tt ");
    time += hours{read.number(2, 0, 23)};
    read.need(":");
    time += minutes{read.number(2, 0, 59)};
    if (read.skip(":")) time += seconds{read.number(2, 0, 60)}; // 60: a leap second
    if (read.skip(".")) time += read.fraction();
    time -= read.offset();
    return read.good && read.done() ? time : TimePoint{};
}

} // namespace bolt
