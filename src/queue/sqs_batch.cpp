#include "queue/sqs_batch.hpp"

#include "queue/sqs_fault.hpp"

#include <fmt/format.h>

namespace bolt::queue {
namespace {

constexpr std::size_t kEntriesMax = 10;           // SQS's limit
constexpr std::size_t kBatchBytesMax = 256 << 10; // of older queues; newer ones take 1 MiB
constexpr int kFlyingMax = 4;

std::string batch_id(std::size_t index) { return fmt::format("e{}", index); }

} // namespace

Async<Result<json::value>> SqsBatch::add(const std::string& queue_url, json::object entry,
                                         std::size_t bytes) {
    auto item = std::make_shared<Item>(Item{queue_url, std::move(entry), bytes, std::nullopt});
    waiting_.push_back(item);
    while (!item->result) {
        const auto seen = landed_.count();
        if (flying_ >= kFlyingMax || waiting_.empty()) {
            co_await landed_.wait_past(seen, std::chrono::seconds{5});
            continue;
        }
        struct Flight {
            SqsBatch& batch;
            const Items items;
            explicit Flight(SqsBatch& of) : batch(of), items(of.take()) { ++batch.flying_; }
            ~Flight() {
                // Whatever ended the flight: nobody waits for a word that does not come.
                for (const auto& each : items)
                    if (!each->result) each->result = fail(ErrorCode::internal, "a call to SQS was given up");
                --batch.flying_;
                batch.landed_.notify();
            }
        };
        const Flight flight(*this);
        co_await fly(flight.items);
    }
    co_return std::move(*item->result);
}

SqsBatch::Items SqsBatch::take() {
    Items items;
    std::size_t bytes = 0;
    while (!waiting_.empty() && items.size() < kEntriesMax) {
        const auto& next = waiting_.front();
        if (!items.empty() &&
            (bytes + next->bytes > kBatchBytesMax || next->queue_url != items.front()->queue_url))
            break;
        bytes += next->bytes;
        items.push_back(next);
        waiting_.pop_front();
    }
    return items;
}

Async<void> SqsBatch::fly_alone(Item& item) {
    auto request = item.entry;
    request["QueueUrl"] = item.queue_url;
    item.result = co_await client_.call(operation_, std::move(request));
}

Async<void> SqsBatch::fly(const Items& items) {
    if (items.size() == 1) co_return co_await fly_alone(*items.front());
    json::array entries;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto entry = items[i]->entry;
        entry["Id"] = batch_id(i);
        entries.push_back(std::move(entry));
    }
    const auto answer = co_await client_.call(
        operation_ + "Batch", {{"QueueUrl", items.front()->queue_url}, {"Entries", std::move(entries)}});
    if (!answer) {
        for (const auto& item : items) item->result = forward(answer);
        co_return;
    }
    // The answer is 200 even if every entry failed: each tells for itself.
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto mine = [&](const char* list) -> const json::value* {
            const auto* all = find(*answer, list);
            if (all == nullptr || !all->is_array()) return nullptr;
            for (const auto& each : all->get_array())
                if (get_string(each, "Id") == batch_id(i)) return &each;
            return nullptr;
        };
        if (const auto* good = mine("Successful")) {
            items[i]->result = *good;
        } else if (const auto* bad = mine("Failed"); bad != nullptr && get_bool(*bad, "SenderFault")) {
            items[i]->result = tl::unexpected(sqs_error(
                read_batch_fault(get_string(*bad, "Code"), get_string(*bad, "Message"), true), operation_));
        } else {
            co_await fly_alone(*items[i]); // the service's own fault, or no word about it: with back-off
        }
    }
}

} // namespace bolt::queue
