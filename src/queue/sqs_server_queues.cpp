#include "base/log.hpp"
#include "queue/sqs_server_call.hpp"
#include "store/queue_tables.hpp"

#include <fmt/format.h>

namespace bolt::queue {
namespace {

using One = SqsServed::One;

constexpr Duration kPurgeEvery = std::chrono::seconds{60};
constexpr std::size_t kMovesKept = 10;

tl::unexpected<SqsRefusal> no_such_queue() {
    return sqs_refuse("QueueDoesNotExist", "The specified queue does not exist.");
}
tl::unexpected<SqsRefusal> fixed(const std::string& what) {
    return sqs_refuse("UnsupportedOperation",
                      what + " The embedded queue and its dead letters are what there is.");
}

std::string last_part(const std::string& text, char at) { return text.substr(text.rfind(at) + 1); }

/// What does not change: the same for every call.
json::object fixed_attributes(const SqsServed& served, const SqsCall& call, const One& queue) {
    json::object attributes{{"QueueArn", call.arn_of(queue)},
                            {"VisibilityTimeout", "30"},
                            {"DelaySeconds", "0"},
                            {"ReceiveMessageWaitTimeSeconds", "0"},
                            {"MaximumMessageSize", std::to_string(served.settings.queue.body_bytes_max)},
                            {"MessageRetentionPeriod", "1209600"}};
    if (&queue == &served.jobs)
        attributes["RedrivePolicy"] =
            json::serialize(json::object{{"deadLetterTargetArn", call.arn_of(served.dead)},
                                         {"maxReceiveCount", served.settings.receives_max}});
    return attributes;
}

/// True if every attribute asked for is as it is here: numbers may be written as texts, and JSON in another
/// way.
bool are_given(const json::value* wished, const json::object& have) {
    if (wished == nullptr || !wished->is_object()) return true;
    for (const auto& [name, value] : wished->get_object()) {
        const auto* ours = have.if_contains(name);
        if (ours == nullptr || !value.is_string()) return false;
        if (*ours == value) continue;
        const auto theirs = parse_json(value.get_string()), own = parse_json(ours->get_string());
        if (name != "RedrivePolicy" || !theirs || !own ||
            get_string(*theirs, "deadLetterTargetArn") != get_string(*own, "deadLetterTargetArn"))
            return false;
        const auto* count = find(*theirs, "maxReceiveCount");
        const auto text = count == nullptr     ? ""
                          : count->is_string() ? std::string(count->get_string())
                                               : json::serialize(*count);
        if (text != json::serialize(own->at("maxReceiveCount"))) return false;
    }
    return true;
}

Async<SqsAnswer> get_queue_url(SqsServed& served, const SqsCall& call) {
    const auto* queue = served.find(get_string(call.body, "QueueName"));
    if (!queue) co_return no_such_queue();
    co_return json::object{{"QueueUrl", call.url_of(*queue)}};
}

Async<SqsAnswer> list_queues(SqsServed& served, const SqsCall& call) {
    json::array urls;
    const auto prefix = get_string(call.body, "QueueNamePrefix");
    for (const auto* queue : {&served.jobs, &served.dead})
        if (queue->name.starts_with(prefix)) urls.emplace_back(call.url_of(*queue));
    json::object answer;
    if (!urls.empty()) answer["QueueUrls"] = std::move(urls);
    co_return answer;
}

Async<SqsAnswer> create_queue(SqsServed& served, const SqsCall& call) {
    const auto* queue = served.find(get_string(call.body, "QueueName"));
    if (!queue)
        co_return fixed(
            fmt::format("No queues are made here; there are {} and {}.", served.jobs.name, served.dead.name));
    if (!are_given(find(call.body, "Attributes"), fixed_attributes(served, call, *queue)))
        co_return sqs_refuse("QueueNameExists",
                             "A queue already exists with the same name and a different value for "
                             "an attribute.");
    co_return json::object{{"QueueUrl", call.url_of(*queue)}};
}

Async<SqsAnswer> delete_queue(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return fixed("Queues are not deleted here.");
}

Async<SqsAnswer> set_queue_attributes(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    if (!are_given(find(call.body, "Attributes"), fixed_attributes(served, call, **queue)))
        co_return fixed("A queue's attributes are not changed here.");
    co_return json::object{};
}

Async<SqsAnswer> get_queue_attributes(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    const auto numbers =
        co_await served.database.read([now = served.platform.now(), name = (*queue)->name](store::Tx& tx) {
            return store::queue_numbers(tx, now, name);
        });
    if (!numbers) co_return tl::unexpected(sqs_store_failure(numbers.error()));
    auto all = fixed_attributes(served, call, **queue);
    all["ApproximateNumberOfMessages"] = std::to_string(numbers->visible);
    all["ApproximateNumberOfMessagesNotVisible"] = std::to_string(numbers->in_flight);
    all["ApproximateNumberOfMessagesDelayed"] = std::to_string(numbers->delayed);
    json::object told;
    const auto* wished = find(call.body, "AttributeNames");
    if (wished != nullptr && wished->is_array())
        for (const auto& each : wished->get_array()) {
            const auto name = each.is_string() ? std::string(each.get_string()) : std::string();
            if (name == "All") {
                told = all;
                break;
            }
            if (const auto* value = all.if_contains(name)) told[name] = *value;
        }
    json::object answer;
    if (!told.empty()) answer["Attributes"] = std::move(told);
    co_return answer;
}

Async<SqsAnswer> purge_queue(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    const auto now = served.platform.now();
    auto& last = served.purged_at[(*queue)->name];
    if (last != TimePoint{} && now - last < kPurgeEvery)
        co_return sqs_refuse(
            "PurgeQueueInProgress",
            fmt::format("Only one PurgeQueue operation on {} is allowed every 60 seconds.", (*queue)->name),
            403);
    last = now;
    const auto gone = co_await served.database.write(
        [name = (*queue)->name](store::Tx& tx) { return store::purge_messages(tx, name); });
    if (!gone) {
        served.purged_at.erase((*queue)->name);
        co_return tl::unexpected(sqs_store_failure(gone.error()));
    }
    log::warn("a client of the SQS endpoint purged a queue",
              {{"queue", (*queue)->name}, {"messages", *gone}});
    co_return json::object{};
}

Async<SqsAnswer> list_dead_letter_source_queues(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    json::array sources;
    if (*queue == &served.dead) sources.emplace_back(call.url_of(served.jobs));
    co_return json::object{{"queueUrls", std::move(sources)}};
}

Async<SqsAnswer> start_message_move_task(SqsServed& served, const SqsCall& call) {
    const auto* source = served.find(last_part(get_string(call.body, "SourceArn"), ':'));
    const auto target = get_string(call.body, "DestinationArn");
    if (source == nullptr)
        co_return sqs_refuse("ResourceNotFoundException",
                             "The resource that you specified for SourceArn doesn't exist.", 404);
    if (source != &served.dead || (!target.empty() && last_part(target, ':') != served.jobs.name))
        co_return sqs_refuse("InvalidParameterValue",
                             "Source queue must be configured as a Dead Letter Queue, and "
                             "what it holds goes back where it came from.");
    const auto now = served.platform.now();
    const auto moved =
        co_await served.database.write([now, from = served.dead.name, to = served.jobs.name](store::Tx& tx) {
            return store::move_all_messages(tx, now, from, to);
        });
    if (!moved) co_return tl::unexpected(sqs_store_failure(moved.error()));
    auto handle = served.platform.random.token(24);
    served.moves.insert(
        served.moves.begin(),
        json::object{{"Status", "COMPLETED"},
                     {"SourceArn", call.arn_of(served.dead)},
                     {"DestinationArn", call.arn_of(served.jobs)},
                     {"ApproximateNumberOfMessagesMoved", *moved},
                     {"ApproximateNumberOfMessagesToMove", *moved},
                     {"StartedTimestamp",
                      std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count()}});
    if (served.moves.size() > kMovesKept) served.moves.resize(kMovesKept);
    co_return json::object{{"TaskHandle", std::move(handle)}};
}

Async<SqsAnswer> list_message_move_tasks(SqsServed& served, const SqsCall& call) {
    if (served.find(last_part(get_string(call.body, "SourceArn"), ':')) != &served.dead)
        co_return sqs_refuse("ResourceNotFoundException",
                             "The resource that you specified for SourceArn doesn't exist.", 404);
    const auto most =
        static_cast<std::size_t>(std::clamp<std::int64_t>(get_int(call.body, "MaxResults", 1), 1, 10));
    auto moves = served.moves;
    if (moves.size() > most) moves.resize(most);
    co_return json::object{{"Results", std::move(moves)}};
}

Async<SqsAnswer> list_queue_tags(SqsServed& served, const SqsCall& call) {
    const auto queue = named_queue(served, call);
    if (!queue) co_return tl::unexpected(queue.error());
    co_return json::object{{"Tags", json::object{}}};
}

} // namespace

SqsResult<One*> named_queue(SqsServed& served, const SqsCall& call) {
    const auto url = get_string(call.body, "QueueUrl");
    if (url.empty())
        return sqs_refuse("MissingParameter", "The request must contain the parameter QueueUrl.");
    auto* queue = served.find(last_part(url, '/'));
    if (!queue) return no_such_queue();
    return queue;
}

SqsAction find_sqs_queue_action(std::string_view operation) {
    static const std::map<std::string_view, SqsAction> kActions{
        {"GetQueueUrl", get_queue_url},
        {"ListQueues", list_queues},
        {"CreateQueue", create_queue},
        {"DeleteQueue", delete_queue},
        {"GetQueueAttributes", get_queue_attributes},
        {"SetQueueAttributes", set_queue_attributes},
        {"PurgeQueue", purge_queue},
        {"ListDeadLetterSourceQueues", list_dead_letter_source_queues},
        {"StartMessageMoveTask", start_message_move_task},
        {"ListMessageMoveTasks", list_message_move_tasks},
        {"ListQueueTags", list_queue_tags}};
    const auto found = kActions.find(operation);
    return found == kActions.end() ? nullptr : found->second;
}

} // namespace bolt::queue
