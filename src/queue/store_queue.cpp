#include "queue/store_queue.hpp"

#include "base/encoding.hpp"
#include "base/handover.hpp"
#include "store/messages.hpp"

#include <fmt/format.h>

namespace bolt::queue {
namespace {

using store::Durability;
using store::Tx;

std::map<std::string, std::string> to_attributes(const json::value& value) {
    std::map<std::string, std::string> attributes;
    if (const auto* object = value.if_object())
        for (const auto& [key, each] : *object)
            attributes[key] = each.is_string() ? std::string(each.get_string()) : json::serialize(each);
    return attributes;
}

Message to_message(store::StoredMessage stored) {
    return {.id = std::move(stored.id),
            .receipt = std::move(stored.receipt),
            .body = std::move(stored.body),
            .attributes = to_attributes(stored.attributes),
            .receive_count = stored.receive_count,
            .sent_at = stored.sent_at};
}

std::vector<Message> to_messages(std::vector<store::StoredMessage> stored) {
    std::vector<Message> messages;
    messages.reserve(stored.size());
    for (auto& each : stored) messages.push_back(to_message(std::move(each)));
    return messages;
}

class StoreQueue final : public Queue {
  public:
    StoreQueue(const Platform& platform, store::Database& database, StoreQueueSettings settings)
        : platform_(platform), database_(database), settings_(std::move(settings)),
          handover_(platform.clock) {}

    Async<Result<std::string>> send(std::string body,
                                    std::map<std::string, std::string> attributes) override {
        if (body.size() > settings_.body_bytes_max)
            co_return fail(ErrorCode::too_large, fmt::format("a message of {} bytes exceeds the limit of {}",
                                                             body.size(), settings_.body_bytes_max));
        if (!is_utf8(body) || body.find('\0') != std::string::npos)
            co_return fail(ErrorCode::invalid_argument, "a message body must be UTF-8 text without NUL");
        json::object object;
        for (auto& [key, value] : attributes) object[key] = value;
        // A receiver that waits in this process gets the message in the transaction that stores it.
        auto* waiter = handover_.promise();
        likely_ = likely_ || waiter == nullptr;
        auto sent = co_await database_.write([this, body = std::move(body), object = std::move(object),
                                              wish = waiter ? std::optional(waiter->wish) : std::nullopt](
                                                 Tx& tx) { return insert(tx, body, object, wish); },
                                             Durability::full);
        if (waiter)
            handover_.give(*waiter, sent ? to_messages(std::move(sent->taken)) : std::vector<Message>{});
        if (!sent) co_return forward(sent);
        co_return std::move(sent->id);
    }

    Async<Result<std::vector<Message>>> receive(int count_max, Duration visibility, Duration wait) override {
        const auto started = platform_.clock.monotonic();
        const auto wakes = wakes_;
        for (;;) {
            const auto seen = database_.committed().count();
            // A look costs less than an empty write; after a send in this process it would only cost time.
            const bool guessed = std::exchange(likely_, false);
            const auto next = guessed ? Result<TimePoint>(platform_.now()) : co_await look();
            if (!next) co_return forward(next);
            const bool due = *next <= platform_.now();
            if (due) {
                auto taken = co_await take(count_max, visibility);
                if (!taken || !taken->empty()) co_return taken;
                if (guessed) continue;
            }
            const auto left = wait - (platform_.clock.monotonic() - started);
            if (left <= Duration::zero() || wakes != wakes_) co_return std::vector<Message>{};
            // What is visible but could not be taken is another consumer's already: no commit is worth a new
            // try.
            if (due) {
                co_await platform_.clock.sleep(std::min(kRecheck, left));
                continue;
            }
            Line::Waiter waiter(handover_, {count_max, visibility});
            co_await database_.committed().wait_past(
                seen, std::clamp<Duration>(*next - platform_.now(), Duration{0}, left));
            auto handed = co_await waiter.leave();
            if (!handed.empty()) co_return handed;
        }
    }

    Async<Result<void>> remove(const Message& message) override {
        // A removal lost with the power means one more delivery, which consumers have to bear anyway.
        co_return named(co_await database_.write(
                            [this, receipt = message.receipt](Tx& tx) {
                                return store::delete_message(tx, settings_.name, receipt);
                            },
                            Durability::relaxed),
                        message);
    }

    Async<Result<void>> extend(const Message& message, Duration visibility) override {
        co_return named(co_await database_.write(
                            [this, receipt = message.receipt, visibility](Tx& tx) {
                                return store::change_visibility(tx, platform_.now(), settings_.name, receipt,
                                                                visibility);
                            },
                            Durability::relaxed),
                        message);
    }

    Async<Result<void>> dead_letter(const Message& message, std::string reason) override {
        co_return named(co_await database_.write(
                            [this, receipt = message.receipt, reason = std::move(reason)](Tx& tx) {
                                return store::move_message(tx, platform_.now(), settings_.name, receipt,
                                                           settings_.dead_letter_name, reason);
                            },
                            Durability::full),
                        message);
    }

    Async<Result<Depth>> depth() override {
        co_return co_await database_.read([this](Tx& tx) -> Result<Depth> {
            auto main = store::queue_depth(tx, platform_.now(), settings_.name);
            if (!main) return forward(main);
            auto dead = store::queue_depth(tx, platform_.now(), settings_.dead_letter_name);
            if (!dead) return forward(dead);
            return Depth{main->visible, main->in_flight, dead->visible + dead->in_flight, main->oldest};
        });
    }

    void wake() override {
        ++wakes_;
        database_.committed().notify();
    }
    std::string provider() const override { return "store"; }
    std::string url() const override { return "store:" + settings_.name; }

  private:
    struct Wish {
        int count_max;
        Duration visibility;
    };
    struct Sent {
        std::string id;
        std::vector<store::StoredMessage> taken; ///< for the receiver that wished for it
    };
    using Line = Handover<Wish, std::vector<Message>>;

    Result<Sent> insert(Tx& tx, const std::string& body, const json::object& attributes,
                        const std::optional<Wish>& wish) {
        auto id = store::insert_message(tx, platform_, settings_.name, body, attributes);
        if (!id) return forward(id);
        if (!wish) return Sent{std::move(*id), {}};
        auto taken = store::receive_messages(tx, platform_, settings_.name, std::max(wish->count_max, 1),
                                             wish->visibility);
        if (!taken) return forward(taken);
        return Sent{std::move(*id), std::move(*taken)};
    }

    /// How long a visible message that another consumer is taking is left alone.
    static constexpr Duration kRecheck = std::chrono::milliseconds{50};

    Async<Result<TimePoint>> look() {
        auto next =
            co_await database_.read([this](Tx& tx) { return store::next_visible(tx, settings_.name); });
        if (!next) co_return forward(next);
        co_return next->value_or(TimePoint::max());
    }

    Async<Result<std::vector<Message>>> take(int count_max, Duration visibility) {
        auto stored = co_await database_.write(
            [this, count_max, visibility](Tx& tx) {
                return store::receive_messages(tx, platform_, settings_.name, std::max(count_max, 1),
                                               visibility);
            },
            Durability::relaxed);
        if (!stored) co_return forward(stored);
        likely_ = std::cmp_equal(stored->size(), count_max); // a full batch seldom comes alone
        co_return to_messages(std::move(*stored));
    }

    static Result<void> named(const Result<bool>& done, const Message& message) {
        if (!done) return forward(done);
        if (!*done)
            return fail(ErrorCode::conflict,
                        fmt::format("message {} was delivered again or is gone", message.id));
        return {};
    }

    const Platform platform_;
    store::Database& database_;
    const StoreQueueSettings settings_;
    Line handover_;
    std::uint64_t wakes_ = 0;
    bool likely_ = true; ///< a message probably waits: take without looking first
};

} // namespace

std::unique_ptr<Queue> make_store_queue(const Platform& platform, store::Database& database,
                                        StoreQueueSettings settings) {
    return std::make_unique<StoreQueue>(platform, database, std::move(settings));
}

} // namespace bolt::queue
