#include "queue/sqs_queue.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "queue/test_sqs.hpp"

namespace bolt::queue {
namespace {

using testing::HasSubstr;

class SqsQueueTest : public FakeSqs {
  protected:
    static json::object message(const std::string& id, const std::string& body) {
        return {
            {"MessageId", id}, {"ReceiptHandle", "r-" + id}, {"Body", body}, {"MD5OfBody", hex(md5(body))}};
    }
    static json::object stored(const json::value& entry) {
        return {{"MessageId", "id of " + get_string(entry, "MessageBody")},
                {"MD5OfMessageBody", hex(md5(get_string(entry, "MessageBody")))}};
    }
    Message one(Queue& queue) {
        auto got = loop.run(queue.receive(10, std::chrono::minutes{1}, Duration{0}));
        if (!got || got->empty()) throw std::runtime_error("nothing received");
        return got->front();
    }
};

TEST_F(SqsQueueTest, DamagedMessagesAreLeftAndTheOthersDelivered) {
    answer = [](const Call&) {
        auto wrong = message("b", "two");
        wrong["MD5OfBody"] = "no";
        return good(
            {{"Messages", {message("a", "one"), wrong, nullptr, json::object{}, message("c", "three")}}});
    };
    auto jobs = queue();
    const auto got = loop.run(jobs->receive(10, std::chrono::minutes{1}, Duration{0}));
    ASSERT_TRUE(got) << got.error().message;
    ASSERT_EQ(got->size(), 2U);
    EXPECT_EQ((*got)[0].body, "one");
    EXPECT_EQ((*got)[1].body, "three");
    EXPECT_EQ(calls[0].body.at("MaxNumberOfMessages"), 10);
    EXPECT_EQ(calls[0].body.at("VisibilityTimeout"), 60);
}

TEST_F(SqsQueueTest, ManyAtATimeShareCallsAndOneAloneDoesNotWait) {
    answer = [](const Call& call) {
        if (call.operation == "SendMessage") return good(stored(call.body));
        json::array done;
        for (const auto& entry : call.body.at("Entries").as_array()) {
            auto each = stored(entry);
            each["Id"] = entry.at("Id");
            done.push_back(each);
        }
        return good({{"Successful", done}, {"Failed", json::array{}}});
    };
    auto jobs = queue();
    EXPECT_EQ(loop.run(jobs->send("alone", {})).value(), "id of alone");
    EXPECT_EQ(count("SendMessage"), 1);
    int ended = 0;
    for (int i = 0; i < 45; ++i)
        spawn(loop.platform.executor, "send", [&, i]() -> Async<void> {
            const auto body = "m" + std::to_string(i);
            const auto id = co_await jobs->send(body, {});
            EXPECT_EQ(id.value_or("none"), "id of " + body);
            ++ended;
        });
    ASSERT_TRUE(loop.run_until([&] { return ended == 45; }));
    EXPECT_LE(calls.size(), 12U);
}

TEST_F(SqsQueueTest, EachEntryOfABatchTellsForItself) {
    answer = [&](const Call& call) {
        if (call.operation == "SendMessage") return good(stored(call.body));
        json::array done, failed;
        for (const auto& entry : call.body.at("Entries").as_array()) {
            auto each = stored(entry);
            each["Id"] = entry.at("Id");
            if (get_string(entry, "MessageBody") == "bad")
                failed.push_back({{"Id", entry.at("Id")}, {"SenderFault", true}, {"Code", "AccessDenied"}});
            else if (get_string(entry, "MessageBody") == "later")
                failed.push_back({{"Id", entry.at("Id")}, {"SenderFault", false}, {"Code", "InternalError"}});
            else if (get_string(entry, "MessageBody") != "forgotten")
                done.push_back(each);
        }
        return good({{"Successful", done}, {"Failed", failed}});
    };
    auto jobs = queue();
    held = "SendMessage"; // the first four keep every call busy, so that the rest goes together
    std::map<std::string, Result<std::string>> results;
    const auto start = [&](const std::string& body) {
        spawn(loop.platform.executor, "send",
              [&, body]() -> Async<void> { results.emplace(body, co_await jobs->send(body, {})); });
    };
    for (const auto* body : {"1", "2", "3", "4"}) start(body);
    ASSERT_TRUE(loop.run_until([&] { return calls.size() == 4; }));
    for (const auto* body : {"good", "bad", "later", "forgotten"}) start(body);
    loop.run_until([] { return false; }, std::chrono::milliseconds{20});
    released.notify();
    ASSERT_TRUE(loop.run_until([&] { return results.size() == 8; }));
    EXPECT_EQ(count("SendMessageBatch"), 1);
    EXPECT_EQ(results.at("good").value(), "id of good");
    EXPECT_EQ(results.at("bad").error().code, ErrorCode::permission_denied);
    EXPECT_EQ(results.at("later").value(), "id of later") << "sent again alone";
    EXPECT_EQ(results.at("forgotten").value(), "id of forgotten");
}

TEST_F(SqsQueueTest, AFifoSendIsRecognisedWhenItIsTriedAgain) {
    int left = 1;
    answer = [&](const Call& call) {
        return left-- > 0 ? bad(500, "InternalError") : good(stored(call.body));
    };
    auto jobs = queue("jobs.fifo");
    EXPECT_TRUE(loop.run(jobs->send("x", {{"job_id", "j-1"}})));
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].body.at("MessageGroupId"), "j-1");
    EXPECT_EQ(calls[0].body.at("MessageDeduplicationId"), calls[1].body.at("MessageDeduplicationId"));
    EXPECT_TRUE(loop.run(jobs->send("x", {{"job_id", "j-1"}})));
    EXPECT_NE(calls[2].body.at("MessageDeduplicationId"), calls[1].body.at("MessageDeduplicationId"));
}

TEST_F(SqsQueueTest, WhatSqsStoredOtherwiseIsAnError) {
    answer = [](const Call&) { return good({{"MessageId", "m"}, {"MD5OfMessageBody", "no"}}); };
    auto jobs = queue();
    EXPECT_EQ(loop.run(jobs->send("x", {})).error().code, ErrorCode::unavailable);
}

TEST_F(SqsQueueTest, WithoutADeadLetterQueueABadMessageStaysAndTheErrorSaysWhatToDo) {
    answer = [](const Call& call) {
        return call.operation == "ReceiveMessage" ? good({{"Messages", {message("a", "one")}}}) : good({});
    };
    auto jobs = queue();
    const auto moved = loop.run(jobs->dead_letter(one(*jobs), "bad"));
    EXPECT_THAT(moved.error().message, HasSubstr("queue setup"));
    EXPECT_EQ(count("DeleteMessage"), 0);
    EXPECT_TRUE(loop.run(jobs->depth())) << "no dead letters is no error";
}

TEST_F(SqsQueueTest, ADeadLetterIsSentBeforeItIsRemoved) {
    bool refuse = true;
    answer = [&](const Call& call) {
        if (call.operation == "ReceiveMessage") return good({{"Messages", {message("a", "one")}}});
        if (call.operation == "GetQueueAttributes")
            return good({{"Attributes",
                          {{"RedrivePolicy",
                            R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-2:123456789012:dead"})"}}}});
        if (call.operation == "GetQueueUrl") return good({{"QueueUrl", endpoint + "123456789012/dead"}});
        if (call.operation == "SendMessage")
            return refuse ? bad(403, "AccessDenied") : good(stored(call.body));
        return good({});
    };
    auto jobs = queue();
    EXPECT_EQ(loop.run(jobs->dead_letter(one(*jobs), "bad")).error().code, ErrorCode::permission_denied);
    EXPECT_EQ(count("DeleteMessage"), 0);
    refuse = false;
    EXPECT_TRUE(loop.run(jobs->dead_letter(one(*jobs), "bad")));
    EXPECT_EQ(count("DeleteMessage"), 1);
    for (const auto& call : calls)
        if (call.operation == "SendMessage") {
            EXPECT_EQ(get_string(call.body, "QueueUrl"), endpoint + "123456789012/dead");
            EXPECT_EQ(call.body.at("MessageAttributes").at("reason").at("StringValue"), "bad");
        }
}

TEST_F(SqsQueueTest, AMessageThatComesAfterAStopIsHandedBack) {
    answer = [](const Call& call) {
        return call.operation == "ReceiveMessage" ? good({{"Messages", {message("a", "one")}}}) : good({});
    };
    held = "ReceiveMessage";
    auto jobs = queue();
    bool ended = false;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        auto got = co_await jobs->receive(1, std::chrono::minutes{1}, std::chrono::seconds{20});
        ended = got && got->empty();
    });
    ASSERT_TRUE(loop.run_until([&] { return count("ReceiveMessage") == 1; }));
    jobs->wake();
    ASSERT_TRUE(loop.run_until([&] { return ended; }, std::chrono::seconds{1}));
    released.notify();
    ASSERT_TRUE(loop.run_until([&] { return count("ChangeMessageVisibility") == 1; }));
    EXPECT_EQ(calls.back().body.at("VisibilityTimeout"), 0);
    EXPECT_EQ(get_string(calls.back().body, "ReceiptHandle"), "r-a");
}

TEST_F(SqsQueueTest, APollLeftByAStopServesTheNextReceive) {
    answer = [](const Call&) { return good({{"Messages", {message("a", "one")}}}); };
    held = "ReceiveMessage";
    auto jobs = queue();
    bool ended = false;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        co_await jobs->receive(1, std::chrono::minutes{1}, std::chrono::seconds{20});
        ended = true;
    });
    ASSERT_TRUE(loop.run_until([&] { return count("ReceiveMessage") == 1; }));
    jobs->wake();
    ASSERT_TRUE(loop.run_until([&] { return ended; }));
    std::string body;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        auto got = co_await jobs->receive(10, std::chrono::minutes{1}, std::chrono::seconds{5});
        body = got && !got->empty() ? got->front().body : "nothing";
    });
    loop.run_until([] { return false; }, std::chrono::milliseconds{10});
    released.notify();
    ASSERT_TRUE(loop.run_until([&] { return !body.empty(); }));
    EXPECT_EQ(body, "one");
    EXPECT_EQ(calls.size(), 1U);
}

TEST_F(SqsQueueTest, AServerThatHoldsNoAnswerIsNotAskedWithoutAPause) {
    auto jobs = queue();
    EXPECT_TRUE(loop.run(jobs->receive(1, std::chrono::minutes{1}, std::chrono::seconds{2}))->empty());
    EXPECT_LE(calls.size(), 4U);
}

TEST_F(SqsQueueTest, ItsEndEndsAPoll) {
    held = "ReceiveMessage";
    auto jobs = queue();
    std::optional<ErrorCode> code;
    spawn(loop.platform.executor, "receiver", [&]() -> Async<void> {
        auto got = co_await jobs->receive(1, std::chrono::minutes{1}, std::chrono::seconds{20});
        code = got ? ErrorCode::internal : got.error().code;
    });
    ASSERT_TRUE(loop.run_until([&] { return count("ReceiveMessage") == 1; }));
    jobs.reset();
    ASSERT_TRUE(loop.run_until([&] { return code.has_value(); }));
    EXPECT_EQ(*code, ErrorCode::cancelled);
    released.notify();
}

TEST_F(SqsQueueTest, SettingsThatCannotWorkAreNamed) {
    const auto refused = [&](SqsSettings settings) {
        settings.environment = environment;
        auto made = make_sqs_queue(loop.platform, std::move(settings));
        return made ? "made" : made.error().message;
    };
    EXPECT_THAT(refused({.queue_url = "https://h/"}), HasSubstr("QUEUE_URL"));
    EXPECT_THAT(refused({.queue_url = "sqs:a", .dead_letter_url = "nonsense"}), HasSubstr("SQS_DLQ_URL"));
    EXPECT_THAT(refused({.queue_url = "sqs:a.fifo", .dead_letter_url = "sqs:b"}), HasSubstr("both FIFO"));
    environment.erase("AWS_REGION");
    EXPECT_THAT(refused({.queue_url = "sqs:a"}), HasSubstr("AWS_REGION"));
}

} // namespace
} // namespace bolt::queue
