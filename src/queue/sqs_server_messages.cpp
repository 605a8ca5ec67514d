#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "queue/sqs_server_call.hpp"
#include "queue/sqs_server_message.hpp"
#include "store/messages.hpp"
#include "store/queue_tables.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace bolt::queue {
namespace {

using One = SqsServed::One;

constexpr std::size_t kEntriesMax = 10;
constexpr std::int64_t kVisibilityMaxSeconds = 43'200, kVisibilitySeconds = 30;
constexpr std::int64_t kWaitMaxSeconds = 20, kReceiveMax = 10;

tl::unexpected<SqsRefusal> out_of_range(const char* name, std::int64_t value, std::int64_t least,
                                        std::int64_t most) {
    return sqs_refuse("InvalidParameterValue",
                      fmt::format("Value {} for parameter {} is invalid. Reason: Must be "
                                  "between {} and {}, if provided.",
                                  value, name, least, most));
}

SqsResult<std::int64_t> bounded(const json::value& request, const char* name, std::int64_t otherwise,
                                std::int64_t least, std::int64_t most) {
    const auto value = get_int(request, name, otherwise);
    if (value < least || value > most) return out_of_range(name, value, least, most);
    return value;
}

std::vector<std::string> names(const json::value& request, const char* member) {
    std::vector<std::string> list;
    const auto* given = find(request, member);
    if (given != nullptr && given->is_array())
        for (const auto& each : given->get_array())
            if (each.is_string()) list.emplace_back(each.get_string());
    return list;
}

/// A receipt that this server may have given; whether it still holds is another question.
SqsResult<std::string> read_receipt(const json::value& request) {
    auto receipt = get_string(request, "ReceiptHandle");
    if (receipt.empty())
        return sqs_refuse("MissingParameter", "The request must contain the parameter ReceiptHandle.");
    if (receipt.find(':') == receipt.npos || receipt.size() > 1'024)
        return sqs_refuse("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    return receipt;
}

json::object sent(const SqsSending& sending, const std::string& id) {
    json::object out{{"MessageId", id}, {"MD5OfMessageBody", hex(md5(sending.body))}};
    if (!sending.attributes_md5.empty()) out["MD5OfMessageAttributes"] = sending.attributes_md5;
    if (!sending.system_md5.empty()) out["MD5OfMessageSystemAttributes"] = sending.system_md5;
    return out;
}

/// All of them in one transaction; ids in their order.
Async<Result<std::vector<std::string>>> store_messages(SqsServed& served, const One& queue,
                                                       std::vector<SqsSending> sendings) {
    co_return co_await served.database.write(
        [platform = served.platform, name = queue.name,
         sendings = std::move(sendings)](store::Tx& tx) -> Result<std::vector<std::string>> {
            std::vector<std::string> ids;
            for (const auto& each : sendings) {
                auto id = store::insert_message(tx, platform, name, each.body, each.attributes, each.delay);
                if (!id) return forward(id);
                ids.push_back(std::move(*id));
            }
            return ids;
        },
        store::Durability::full);
}

Async<SqsAnswer> send_message(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    auto sending = read_sqs_sending(call.body, served.settings.queue.body_bytes_max);
    if (!sending) co_return tl::unexpected(sending.error());
    const auto ids = co_await store_messages(served, **queue, {*sending});
    if (!ids) co_return tl::unexpected(sqs_store_failure(ids.error()));
    co_return sent(*sending, ids->front());
}

/// Drops messages that were delivered too often already, into the dead letters.
Async<Result<std::vector<Message>>> receive(SqsServed& served, One& from, int count, Duration visibility,
                                            Duration wait) {
    const auto end = served.platform.clock.monotonic() + wait;
    for (;;) {
        auto messages = co_await from.queue->receive(
            count, visibility, std::max(Duration{0}, end - served.platform.clock.monotonic()));
        if (!messages || messages->empty() || &from == &served.dead) co_return messages;
        std::vector<Message> good;
        for (auto& message : *messages) {
            if (message.receive_count <= served.settings.receives_max) {
                good.push_back(std::move(message));
                continue;
            }
            auto moved = co_await from.queue->dead_letter(
                message, fmt::format("received {} times and not deleted", message.receive_count - 1));
            if (!moved && moved.error().code != ErrorCode::conflict) co_return forward(moved);
        }
        if (!good.empty()) co_return good;
    }
}

Async<SqsAnswer> receive_message(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    const auto count = bounded(call.body, "MaxNumberOfMessages", 1, 1, kReceiveMax);
    const auto wait = bounded(call.body, "WaitTimeSeconds", 0, 0, kWaitMaxSeconds);
    const auto visibility =
        bounded(call.body, "VisibilityTimeout", kVisibilitySeconds, 0, kVisibilityMaxSeconds);
    for (const auto* each : {&count, &wait, &visibility})
        if (!*each) co_return tl::unexpected(each->error());
    SqsWanted wanted{names(call.body, "MessageAttributeNames"),
                     names(call.body, "MessageSystemAttributeNames")};
    for (auto& name : names(call.body, "AttributeNames")) wanted.system_attributes.push_back(std::move(name));

    const auto messages = co_await receive(served, **queue, static_cast<int>(*count),
                                           std::chrono::seconds{*visibility}, std::chrono::seconds{*wait});
    if (!messages) co_return tl::unexpected(sqs_store_failure(messages.error()));
    json::array list;
    for (const auto& message : *messages) {
        auto first = served.platform.now();
        // Also of the first time: the next one must be told the same millisecond.
        if (!wanted.system_attributes.empty()) {
            auto known = co_await served.database.read(
                [id = message.id](store::Tx& tx) { return store::first_received_at(tx, id); });
            if (known && *known) first = **known;
        }
        list.push_back(write_sqs_received(message, wanted, first));
    }
    json::object answer;
    if (!list.empty()) answer["Messages"] = std::move(list);
    co_return answer;
}

/// What a batch's entries have done to them, one after the other.
using EntryAction = std::function<Async<SqsAnswer>(const json::value& entry)>;

SqsResult<const json::array*> read_entries(const json::value& request) {
    const auto* entries = find(request, "Entries");
    if (entries == nullptr || !entries->is_array() || entries->get_array().empty())
        return sqs_refuse("EmptyBatchRequest", "There should be at least one entry in the request.");
    if (entries->get_array().size() > kEntriesMax)
        return sqs_refuse("TooManyEntriesInBatchRequest",
                          fmt::format("Maximum number of entries per request are {}. You have sent {}.",
                                      kEntriesMax, entries->get_array().size()));
    std::set<std::string> ids;
    for (const auto& entry : entries->get_array()) {
        const auto id = get_string(entry, "Id");
        const bool good = !id.empty() && id.size() <= 80 && std::ranges::all_of(id, [](unsigned char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '_';
        });
        if (!good)
            return sqs_refuse("InvalidBatchEntryId",
                              "A batch entry id can only contain alphanumeric characters, "
                              "hyphens and underscores. It can be at most 80 letters long.");
        if (!ids.insert(id).second)
            return sqs_refuse("BatchEntryIdsNotDistinct", fmt::format("Id {} repeated.", id));
    }
    return &entries->get_array();
}

json::object failed(const json::value& entry, const SqsRefusal& refusal) {
    return {{"Id", get_string(entry, "Id")},
            {"SenderFault", refusal.status < 500},
            {"Code", sqs_query_code(refusal.code)},
            {"Message", refusal.message}};
}

json::object batch_answer(json::array successful, json::array failures) {
    json::object answer{{"Successful", std::move(successful)}};
    if (!failures.empty()) answer["Failed"] = std::move(failures);
    return answer;
}

Async<SqsAnswer> each_entry(const SqsCall& call, EntryAction action) {
    const auto entries = read_entries(call.body);
    if (!entries) co_return tl::unexpected(entries.error());
    json::array successful, failures;
    for (const auto& entry : **entries) {
        auto done = co_await action(entry);
        if (!done) {
            failures.push_back(failed(entry, done.error()));
            continue;
        }
        (*done)["Id"] = get_string(entry, "Id");
        successful.push_back(std::move(*done));
    }
    co_return batch_answer(std::move(successful), std::move(failures));
}

Async<SqsAnswer> send_message_batch(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    const auto entries = read_entries(call.body);
    if (!entries) co_return tl::unexpected(entries.error());
    const auto bytes_max = served.settings.queue.body_bytes_max;
    json::array successful, failures;
    std::vector<SqsSending> good;
    std::vector<std::string> good_ids;
    std::size_t bytes = 0;
    for (const auto& entry : **entries) {
        auto sending = read_sqs_sending(entry, bytes_max);
        if (!sending) {
            failures.push_back(failed(entry, sending.error()));
            continue;
        }
        bytes += sending->bytes;
        good.push_back(std::move(*sending));
        good_ids.push_back(get_string(entry, "Id"));
    }
    if (bytes > bytes_max)
        co_return sqs_refuse(
            "BatchRequestTooLong",
            fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.", bytes_max,
                        bytes));
    const auto stored =
        good.empty() ? Result<std::vector<std::string>>{} : co_await store_messages(served, **queue, good);
    if (!stored) co_return tl::unexpected(sqs_store_failure(stored.error()));
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto answer = sent(good[i], (*stored)[i]);
        answer["Id"] = good_ids[i];
        successful.push_back(std::move(answer));
    }
    co_return batch_answer(std::move(successful), std::move(failures));
}

Async<SqsAnswer> remove(One& queue, const json::value& request) {
    auto receipt = read_receipt(request);
    if (!receipt) co_return tl::unexpected(receipt.error());
    Message message;
    message.receipt = *receipt;
    const auto done = co_await queue.queue->remove(message);
    // Deleted before, or by now in other hands: to SQS that is a success.
    if (!done && done.error().code != ErrorCode::conflict)
        co_return tl::unexpected(sqs_store_failure(done.error()));
    co_return json::object{};
}

Async<SqsAnswer> change_visibility(One& queue, const json::value& request) {
    auto receipt = read_receipt(request);
    if (!receipt) co_return tl::unexpected(receipt.error());
    if (find(request, "VisibilityTimeout") == nullptr)
        co_return sqs_refuse("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
    const auto seconds = bounded(request, "VisibilityTimeout", 0, 0, kVisibilityMaxSeconds);
    if (!seconds) co_return tl::unexpected(seconds.error());
    Message message;
    message.receipt = *receipt;
    const auto done = co_await queue.queue->extend(message, std::chrono::seconds{*seconds});
    if (!done && done.error().code == ErrorCode::conflict)
        co_return sqs_refuse("MessageNotInflight",
                             "The message of this receipt handle was deleted, or delivered again.");
    if (!done) co_return tl::unexpected(sqs_store_failure(done.error()));
    co_return json::object{};
}

Async<SqsAnswer> delete_message(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return co_await remove(**queue, call.body);
}

Async<SqsAnswer> delete_message_batch(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return co_await each_entry(call, [&](const json::value& entry) { return remove(**queue, entry); });
}

Async<SqsAnswer> change_message_visibility(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return co_await change_visibility(**queue, call.body);
}

Async<SqsAnswer> change_message_visibility_batch(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return co_await each_entry(
        call, [&](const json::value& entry) { return change_visibility(**queue, entry); });
}

} // namespace

SqsAction find_sqs_message_action(std::string_view operation) {
    static const std::map<std::string_view, SqsAction> kActions{
        {"SendMessage", send_message},
        {"SendMessageBatch", send_message_batch},
        {"ReceiveMessage", receive_message},
        {"DeleteMessage", delete_message},
        {"DeleteMessageBatch", delete_message_batch},
        {"ChangeMessageVisibility", change_message_visibility},
        {"ChangeMessageVisibilityBatch", change_message_visibility_batch}};
    const auto found = kActions.find(operation);
    return found == kActions.end() ? nullptr : found->second;
}

} // namespace bolt::queue
