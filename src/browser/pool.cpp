#include "browser/pool.hpp"

#include "base/log.hpp"
#include "browser/connection.hpp"
#include "browser/temporary_folder.hpp"

#include <fmt/format.h>

namespace bolt::browser {
namespace {

constexpr int attempts_max = 3;
constexpr int removal_tries = 20;
constexpr auto removal_pause = 100ms;

// The lease or the browser behind it is lost, the next one may be fine.
bool is_loss(Failure failure) {
    return failure == Failure::closed || failure == Failure::driver_gone || failure == Failure::crashed ||
           failure == Failure::stuck;
}

// Counts while it lives, whatever way the coroutine that holds it ends.
class Counted {
  public:
    explicit Counted(int& count) : count_(&count) { ++count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() {
        if (count_ != nullptr) --*count_;
    }
    void keep() { count_ = nullptr; }

  private:
    int* count_;
};

Async<void> remove_folder(Clock& clock, std::shared_ptr<TemporaryFolder> folder) {
    for (int i = 0; i < removal_tries && !folder->remove(); ++i) co_await clock.sleep(removal_pause);
}

} // namespace

/// A browser with the leases on it; replaced ones live on until their last lease is back.
struct BrowserSlot {
    std::shared_ptr<Browser> browser;
    int given = 0;
    int active = 0;
    int strikes = 0;
    bool replaced = false;
};

struct BrowserPool::State : std::enable_shared_from_this<BrowserPool::State> {
    State(const Platform& with, PoolSettings given)
        : platform(with), settings(std::move(given)), free(with.clock), started(with.clock), removed(with.clock) {}

    Platform platform;
    PoolSettings settings;
    std::shared_ptr<TemporaryFolder> folder;
    std::shared_ptr<Driver> driver;
    std::shared_ptr<BrowserSlot> current;
    Signal free;
    Signal started;
    Signal removed; ///< a replaced driver's folder is gone, or was given up
    int removing = 0;
    bool starting = false;
    bool stopping = false;
    bool swept = false;
    PoolStats stats;

    bool usable(const BrowserSlot* slot) const {
        return slot != nullptr && slot->browser->connected() && slot->given < settings.leases_per_browser &&
               slot->strikes < settings.strikes_max;
    }
    void drop_driver();
    Async<void> remove_replaced(std::shared_ptr<TemporaryFolder> gone);
    void replace_current();
    void close_if_idle(const std::shared_ptr<BrowserSlot>& slot);
    void lost(const std::shared_ptr<BrowserSlot>& slot, Failure failure);
    Async<BrowserResult<void>> start_driver();
    Async<BrowserResult<std::shared_ptr<BrowserSlot>>> start_browser();
    Async<BrowserResult<std::shared_ptr<BrowserSlot>>> usable_slot();
    Async<void> give_back(std::shared_ptr<BrowserSlot> slot, std::shared_ptr<Context> context, bool struck);
};

struct Lease::State {
    std::shared_ptr<BrowserPool::State> pool;
    std::shared_ptr<BrowserSlot> slot;
    std::shared_ptr<Context> context;
    bool struck = false;
};

void BrowserPool::State::drop_driver() {
    current.reset();
    if (!driver) return;
    driver->kill();
    driver.reset();
    if (!folder) return;
    ++removing;
    spawn(platform.executor, "temporary folder", [self = shared_from_this(), gone = std::move(folder)]() {
        return self->remove_replaced(gone);
    });
    folder.reset();
}

Async<void> BrowserPool::State::remove_replaced(std::shared_ptr<TemporaryFolder> gone) {
    const auto self = shared_from_this();
    co_await remove_folder(platform.clock, gone);
    --removing;
    removed.notify();
}

void BrowserPool::State::replace_current() {
    const auto old = std::exchange(current, nullptr);
    if (!old) return;
    old->replaced = true;
    close_if_idle(old);
}

void BrowserPool::State::close_if_idle(const std::shared_ptr<BrowserSlot>& slot) {
    if (!slot->replaced || slot->active > 0 || !slot->browser->connected()) return;
    spawn(platform.executor, "browser close", [self = shared_from_this(), slot]() -> Async<void> {
        const auto closed = co_await slot->browser->close(self->settings.close_timeout);
        if (closed || self->stopping) co_return;
        log::warn("a worn-out browser did not close", {{"error", closed.error().message}});
        // Its processes end with the driver; that costs the other leases, so only if nobody works.
        if (self->stats.in_use == 0) self->drop_driver();
    });
}

void BrowserPool::State::lost(const std::shared_ptr<BrowserSlot>& slot, Failure failure) {
    if (failure == Failure::stuck) {
        log::warn("the browser driver hangs and is replaced", {{"pid", driver ? driver->pid() : 0}});
        drop_driver();
    } else if (current == slot) {
        replace_current();
    }
}

Async<BrowserResult<void>> BrowserPool::State::start_driver() {
    if (driver && driver->alive()) co_return BrowserResult<void>{};
    if (driver) log::warn("the browser driver ended and is replaced", {{"reason", driver->end_reason()}});
    drop_driver();
    auto installation = co_await find_installation(platform, settings.browser, false);
    if (!installation.complete()) co_return browser_fail(Failure::setup, installation.problem_text());
    if (!std::exchange(swept, true)) TemporaryFolder::sweep(settings.browser.temporary_folder);
    auto made = TemporaryFolder::make(platform, settings.browser.temporary_folder);
    if (!made) co_return browser_fail(Failure::setup, made.error().message);
    std::shared_ptr<TemporaryFolder> fresh = std::move(*made);
    if (const auto& user = settings.browser.user; !user.empty())
        if (auto given = fresh->give_to(user); !given) {
            fresh->remove();
            co_return browser_fail(Failure::setup, "BOLT_BROWSER_USER: " + given.error().message);
        }
    auto begun = co_await Driver::start(platform, std::move(installation), fresh->path(), settings.browser);
    if (!begun) {
        fresh->remove();
        co_return forward(begun);
    }
    folder = std::move(fresh);
    driver = std::move(*begun);
    ++stats.drivers;
    co_return BrowserResult<void>{};
}

Async<BrowserResult<std::shared_ptr<BrowserSlot>>> BrowserPool::State::start_browser() {
    replace_current();
    if (auto ready = co_await start_driver(); !ready) co_return forward(ready);
    if (stopping) co_return browser_fail(Failure::cancelled, "the browser pool is stopping");
    const auto on = driver;
    auto launched = co_await on->launch(settings.browser, settings.start_timeout);
    if (!launched) {
        if (is_loss(launched.error().failure) && driver == on) drop_driver();
        co_return forward(launched);
    }
    ++stats.browsers;
    auto slot = std::make_shared<BrowserSlot>();
    slot->browser = std::move(*launched);
    current = slot;
    co_return slot;
}

Async<BrowserResult<std::shared_ptr<BrowserSlot>>> BrowserPool::State::usable_slot() {
    while (starting && !stopping) co_await started.wait_past(started.count(), settings.start_timeout);
    if (stopping) co_return browser_fail(Failure::cancelled, "the browser pool is stopping");
    if (usable(current.get())) co_return current;
    struct Starting {
        State& state;
        explicit Starting(State& of) : state(of) { state.starting = true; }
        ~Starting() {
            state.starting = false;
            state.started.notify();
        }
    } guard(*this);
    co_return co_await start_browser();
}

Async<void> BrowserPool::State::give_back(std::shared_ptr<BrowserSlot> slot, std::shared_ptr<Context> context,
                                          bool struck) {
    const auto self = shared_from_this();
    const auto crashed = context->crashed();
    const auto closed = co_await context->close(settings.close_timeout);
    if (!closed) log::warn("a browser context did not close", {{"error", closed.error().message}});
    const auto hung = !closed && !is_loss(closed.error().failure);
    if (struck || crashed || hung) {
        ++slot->strikes;
        ++stats.strikes;
    }
    --slot->active;
    --stats.in_use;
    if (!closed) lost(slot, closed.error().failure);
    close_if_idle(slot);
    free.notify();
}

Lease::Lease(std::shared_ptr<State> state) : state_(std::move(state)) {}
Lease::Lease(Lease&&) noexcept = default;

Lease& Lease::operator=(Lease&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

Lease::~Lease() {
    if (!state_) return;
    spawn(state_->pool->platform.executor, "lease release", [state = std::move(state_)]() {
        return state->pool->give_back(state->slot, state->context, state->struck);
    });
}

Context& Lease::context() const { return *state_->context; }

void Lease::strike(std::string reason) {
    log::warn("a browser lease gets a strike", {{"reason", reason}});
    state_->struck = true;
}

Async<void> Lease::release() {
    const auto state = std::move(state_);
    if (state) co_await state->pool->give_back(state->slot, state->context, state->struck);
}

BrowserPool::BrowserPool(const Platform& platform, PoolSettings settings)
    : state_(std::make_shared<State>(platform, std::move(settings))) {}

BrowserPool::~BrowserPool() {
    state_->stopping = true;
    if (state_->driver) state_->driver->kill();
    if (state_->folder) state_->folder->remove();
}

Async<BrowserResult<Lease>> BrowserPool::acquire(ContextOptions options,
                                                 std::chrono::milliseconds wait_at_most) {
    const auto state = state_;
    auto& stats = state->stats;
    const auto deadline = state->platform.clock.monotonic() + wait_at_most;
    {
        Counted waiting(stats.waiting);
        while (stats.in_use >= state->settings.contexts_max && !state->stopping) {
            const auto left = deadline - state->platform.clock.monotonic();
            if (left <= Duration::zero())
                co_return browser_fail(Failure::timeout, "all browser contexts are in use");
            co_await state->free.wait_past(state->free.count(), left);
        }
    }
    Counted place(stats.in_use);
    struct Wake {
        State& state;
        bool on = true;
        ~Wake() {
            if (on) state.free.notify();
        }
    } wake{*state};
    for (int attempt = 1;; ++attempt) {
        auto slot = co_await state->usable_slot();
        if (!slot) co_return forward(slot);
        ++(*slot)->given;
        Counted active((*slot)->active);
        auto context = co_await (*slot)->browser->new_context(options);
        if (state->stopping) co_return browser_fail(Failure::cancelled, "the browser pool is stopping");
        if (context) {
            ++stats.leases;
            active.keep();
            place.keep();
            wake.on = false;
            co_return Lease(
                std::make_shared<Lease::State>(Lease::State{state, *slot, std::move(*context), false}));
        }
        if (!is_loss(context.error().failure)) co_return forward(context);
        state->lost(*slot, context.error().failure);
        if (attempt >= attempts_max) co_return forward(context);
    }
}

Async<BrowserResult<void>> BrowserPool::warm_up() {
    const auto state = state_;
    const auto slot = co_await state->usable_slot();
    if (!slot) co_return forward(slot);
    co_return BrowserResult<void>{};
}

PoolStats BrowserPool::stats() const {
    auto stats = state_->stats;
    if (state_->driver && state_->driver->alive()) stats.driver_pid = state_->driver->pid();
    return stats;
}

Async<void> BrowserPool::shutdown(std::chrono::milliseconds grace) {
    const auto state = state_;
    state->stopping = true;
    state->free.notify();
    if (state->starting && !state->driver) co_await state->started.wait_past(state->started.count(), grace);
    state->current.reset();
    if (state->driver) co_await state->driver->stop(grace);
    if (state->folder) co_await remove_folder(state->platform.clock, state->folder);
    // A killed browser's processes write until they are gone: each removal is bounded by its tries.
    while (state->removing > 0) co_await state->removed.wait_past(state->removed.count(), removal_pause);
    state->driver.reset();
    state->folder.reset();
}

} // namespace bolt::browser
