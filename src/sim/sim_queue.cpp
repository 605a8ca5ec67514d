#include "sim/sim_queue.hpp"

#include <fmt/format.h>

namespace bolt::sim {
namespace {

using queue::Message;
using queue::Queue;

constexpr Duration kCall = std::chrono::milliseconds{8};

tl::unexpected<Error> down() { return fail(ErrorCode::unavailable, "the queue does not answer"); }

class QueueClient final : public Queue {
  public:
    QueueClient(Process& process, QueueService& service) : process_(process), service_(service) {}

    Async<Result<std::string>> send(std::string body,
                                    std::map<std::string, std::string> attributes) override {
        co_await way();
        if (fails()) co_return down();
        auto& world = service_.world;
        QueueService::Entry entry;
        entry.message.id = fmt::format("message-{}", ++service_.ids);
        entry.message.body = std::move(body);
        entry.message.attributes = std::move(attributes);
        entry.message.receive_count = 0;
        entry.message.sent_at = SimClock::start() + world.now();
        entry.visible_at = world.now() + (world.fault(0.05) ? world.between(1s, 90s) : Duration{0});
        const auto id = entry.message.id;
        // In no order.
        const auto at = world.below(service_.messages.size() + 1);
        service_.messages.insert(service_.messages.begin() + static_cast<std::ptrdiff_t>(at), entry);
        if (world.fault(0.02)) co_return down(); // taken, and the answer is lost
        co_await way();
        co_return id;
    }

    Async<Result<std::vector<Message>>> receive(int count_max, Duration visibility, Duration wait) override {
        const auto wakes = wakes_;
        const auto until = process_.clock.monotonic() + wait;
        for (;;) {
            co_await way();
            if (fails()) co_return down();
            auto taken = take(count_max, visibility);
            if (service_.world.fault(0.01)) co_return down(); // counted as received, and the answer is lost
            if (!taken.empty() || wakes != wakes_ || process_.clock.monotonic() >= until) co_return taken;
            co_await process_.clock.sleep(500ms);
        }
    }

    Async<Result<void>> remove(const Message& message) override {
        const auto receipt = message.receipt;
        co_await way();
        if (fails()) co_return down();
        auto* entry = find(receipt);
        if (entry == nullptr) co_return gone();
        if (service_.world.fault(0.01)) { // one of its copies has not heard of it
            ++service_.delivered_again;
            entry->visible_at = service_.world.now() + service_.world.between(1s, 60s);
            entry->receipt.clear();
            co_return Result<void>{};
        }
        std::erase_if(service_.messages, [&](const auto& each) { return each.receipt == receipt; });
        co_await way();
        co_return Result<void>{};
    }

    Async<Result<void>> extend(const Message& message, Duration visibility) override {
        const auto receipt = message.receipt;
        co_await way();
        if (fails()) co_return down();
        auto* entry = find(receipt);
        if (entry == nullptr) co_return gone();
        entry->visible_at = service_.world.now() + visibility;
        co_return Result<void>{};
    }

    Async<Result<void>> dead_letter(const Message& message, std::string) override {
        const auto receipt = message.receipt;
        co_await way();
        if (fails()) co_return down();
        auto* entry = find(receipt);
        if (entry == nullptr) co_return gone();
        service_.dead.push_back(entry->message);
        std::erase_if(service_.messages, [&](const auto& each) { return each.receipt == receipt; });
        co_return Result<void>{};
    }

    Async<Result<queue::Depth>> depth() override {
        co_await way();
        if (fails()) co_return down();
        queue::Depth depth;
        for (const auto& each : service_.messages)
            ++(each.visible_at <= service_.world.now() ? depth.visible : depth.in_flight);
        depth.dead = static_cast<int>(service_.dead.size());
        co_return depth;
    }
    void wake() override { ++wakes_; }
    std::string provider() const override { return "sqs"; }
    std::string url() const override { return "sim:jobs"; }

  private:
    Async<void> way() { return process_.clock.sleep(service_.world.latency(kCall)); }
    bool fails() { return service_.outage || service_.world.fault(0.01); }
    static tl::unexpected<Error> gone() {
        return fail(ErrorCode::conflict, "the message was delivered again or is gone");
    }
    QueueService::Entry* find(const std::string& receipt) {
        for (auto& each : service_.messages)
            if (!receipt.empty() && each.receipt == receipt) return &each;
        return nullptr;
    }
    std::vector<Message> take(int count_max, Duration visibility) {
        std::vector<Message> taken;
        for (auto& each : service_.messages) {
            if (each.visible_at > service_.world.now()) continue;
            if (taken.size() >= static_cast<std::size_t>(count_max)) break;
            ++each.message.receive_count;
            each.receipt = fmt::format("receipt-{}", ++service_.ids);
            each.message.receipt = each.receipt;
            // Now and then it stays visible: it comes twice.
            each.visible_at = service_.world.now() + (service_.world.fault(0.02) ? Duration{0} : visibility);
            taken.push_back(each.message);
        }
        return taken;
    }

    Process& process_;
    QueueService& service_;
    std::uint64_t wakes_ = 0;
};

class FaultyQueue final : public Queue {
  public:
    FaultyQueue(Process& process, std::unique_ptr<Queue> real, const bool& outage)
        : world_(process.world), real_(std::move(real)), outage_(outage) {}

    Async<Result<std::string>> send(std::string body,
                                    std::map<std::string, std::string> attributes) override {
        if (fails()) co_return down();
        auto sent = co_await real_->send(std::move(body), std::move(attributes));
        if (fails()) co_return down();
        co_return sent;
    }
    Async<Result<std::vector<Message>>> receive(int count_max, Duration visibility, Duration wait) override {
        if (fails()) co_return down();
        auto taken = co_await real_->receive(count_max, visibility, wait);
        if (fails()) co_return down();
        co_return taken;
    }
    Async<Result<void>> remove(const Message& message) override {
        if (fails()) co_return down();
        co_return co_await real_->remove(message);
    }
    Async<Result<void>> extend(const Message& message, Duration visibility) override {
        if (fails()) co_return down();
        co_return co_await real_->extend(message, visibility);
    }
    Async<Result<void>> dead_letter(const Message& message, std::string reason) override {
        if (fails()) co_return down();
        co_return co_await real_->dead_letter(message, std::move(reason));
    }
    Async<Result<queue::Depth>> depth() override { return real_->depth(); }
    void wake() override { real_->wake(); }
    std::string provider() const override { return real_->provider(); }
    std::string url() const override { return real_->url(); }

  private:
    bool fails() { return outage_ || world_.fault(0.01); }
    World& world_;
    std::unique_ptr<Queue> real_;
    const bool& outage_;
};

} // namespace

void QueueService::redrive() {
    for (auto& message : std::exchange(dead, {})) {
        message.receive_count = 0;
        messages.push_back({message, world.now(), ""});
    }
}

std::unique_ptr<queue::Queue> make_queue_client(Process& process, QueueService& service) {
    return std::make_unique<QueueClient>(process, service);
}
std::unique_ptr<queue::Queue> make_faulty_queue(Process& process, std::unique_ptr<queue::Queue> real,
                                                const bool& outage) {
    return std::make_unique<FaultyQueue>(process, std::move(real), outage);
}

} // namespace bolt::sim
