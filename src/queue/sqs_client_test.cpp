#include "queue/sqs_client.hpp"

#include "queue/test_sqs.hpp"

namespace bolt::queue {
namespace {

using testing::HasSubstr;

class SqsClientTest : public FakeSqs {
  protected:
    SqsClient& client() {
        if (!made)
            made.emplace(loop.platform, SqsClientSettings{.endpoint = endpoint,
                                                          .region = "us-east-2",
                                                          .environment = environment,
                                                          .first_delay = std::chrono::milliseconds{1}});
        return *made;
    }
    Result<json::value> call() { return loop.run(client().call("GetQueueUrl", {{"QueueName", "q"}})); }
    void TearDown() override {
        made.reset();
        FakeSqs::TearDown();
    }
    std::optional<SqsClient> made;
};

TEST_F(SqsClientTest, SendsASignedRequest) {
    environment["AWS_SESSION_TOKEN"] = "token";
    answer = [](const Call&) { return good({{"QueueUrl", "u"}}); };
    const auto got = call();
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(get_string(*got, "QueueUrl"), "u");
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].operation, "GetQueueUrl");
    EXPECT_EQ(get_string(calls[0].body, "QueueName"), "q");
    EXPECT_EQ(calls[0].headers.get("Content-Type"), "application/x-amz-json-1.0");
    EXPECT_EQ(calls[0].headers.get("X-Amz-Security-Token"), "token");
    EXPECT_THAT(std::string(calls[0].headers.get("Authorization")),
                testing::AllOf(HasSubstr("Credential=AKIDEXAMPLE/"), HasSubstr("/us-east-2/sqs/aws4_request"),
                               HasSubstr("content-type;host;x-amz-date;x-amz-security-token;x-amz-target")));
}

TEST_F(SqsClientTest, TriesAgainWhatCanPass) {
    int left = 3;
    answer = [&](const Call&) -> net::Response {
        switch (left--) {
        case 3:
            return bad(400, "ThrottlingException");
        case 2:
            return net::Response::html(503, "<h1>busy</h1>");
        case 1:
            return {.cut = true};
        default:
            return good({{"QueueUrl", "u"}});
        }
    };
    EXPECT_TRUE(call());
    EXPECT_EQ(calls.size(), 4U);
}

TEST_F(SqsClientTest, GivesUpAfterItsTries) {
    answer = [](const Call&) { return bad(503, "ServiceUnavailable"); };
    const auto failed = call();
    EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
    EXPECT_THAT(failed.error().message, HasSubstr("GetQueueUrl"));
    EXPECT_EQ(calls.size(), 4U);
}

TEST_F(SqsClientTest, WhatCannotPassIsAskedOnce) {
    const std::pair<net::Response, ErrorCode> faults[] = {
        {bad(400, "QueueDoesNotExist"), ErrorCode::not_found},
        {bad(400, "ReceiptHandleIsInvalid"), ErrorCode::conflict},
        {bad(400, "InvalidParameterValue", "Value x for parameter ReceiptHandle is invalid."),
         ErrorCode::conflict},
        {bad(400, "InvalidParameterValue"), ErrorCode::invalid_argument},
        {bad(403, "AccessDeniedException"), ErrorCode::permission_denied},
        {bad(403, "PurgeQueueInProgress"), ErrorCode::rate_limited},
        {bad(403, "OverLimit"), ErrorCode::rate_limited},
        {net::Response::html(404, "<html>"), ErrorCode::invalid_argument},
    };
    for (const auto& [response, code] : faults) {
        calls.clear();
        answer = [&, &fault = response](const Call&) { return fault; };
        const auto failed = call();
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code, code) << failed.error().message;
        EXPECT_EQ(calls.size(), 1U) << failed.error().message;
    }
}

TEST_F(SqsClientTest, ReadsTheOldProtocolsNames) {
    answer = [](const Call&) {
        auto response = net::Response::json(400, R"({"Message":"gone"})");
        response.headers.set("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender");
        return response;
    };
    const auto failed = call();
    EXPECT_EQ(failed.error().code, ErrorCode::not_found);
    EXPECT_THAT(failed.error().message, HasSubstr("gone"));
    EXPECT_THAT(failed.error().message, HasSubstr("queue setup"));
}

TEST_F(SqsClientTest, TakesTheServersTimeWhereOursIsWrong) {
    const auto theirs = loop.clock.now() + std::chrono::hours{3};
    answer = [&](const Call& call) {
        const auto said = parse_time([&] {
            const std::string date(call.headers.get("X-Amz-Date")); // 20260101T000000Z
            return fmt::format("{}-{}-{}T{}:{}:{}Z", date.substr(0, 4), date.substr(4, 2), date.substr(6, 2),
                               date.substr(9, 2), date.substr(11, 2), date.substr(13, 2));
        }());
        if (std::chrono::abs(theirs - said) < std::chrono::minutes{5}) return good({{"QueueUrl", "u"}});
        auto refused = bad(403, "RequestTimeTooSkewed");
        const std::time_t seconds =
            std::chrono::floor<std::chrono::seconds>(theirs).time_since_epoch().count();
        char date[64];
        std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&seconds));
        refused.headers.set("Date", date);
        return refused;
    };
    EXPECT_TRUE(call());
    EXPECT_EQ(calls.size(), 2U);
    EXPECT_TRUE(call());
    EXPECT_EQ(calls.size(), 3U) << "remembered";
}

TEST_F(SqsClientTest, AWrongSecretIsNoClockProblem) {
    answer = [](const Call&) { return bad(403, "SignatureDoesNotMatch"); };
    const auto failed = call();
    EXPECT_EQ(failed.error().code, ErrorCode::unauthenticated);
    EXPECT_THAT(failed.error().message, HasSubstr("credentials"));
    EXPECT_EQ(calls.size(), 1U);
}

TEST_F(SqsClientTest, ExpiredCredentialsAreFetchedOnceMore) {
    answer = [](const Call&) { return bad(403, "ExpiredTokenException"); };
    EXPECT_EQ(call().error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(calls.size(), 2U);
}

TEST_F(SqsClientTest, AnswersThatAreNoJsonAreErrors) {
    for (const auto* body : {"<html>", "[]", "7", "{", "\xff"}) {
        answer = [&](const Call&) { return net::Response::text(200, body); };
        EXPECT_EQ(call().error().code, ErrorCode::unavailable) << body;
    }
    answer = [](const Call&) { return net::Response::text(200, ""); };
    EXPECT_TRUE(call()) << "some operations have an empty answer";
}

TEST_F(SqsClientTest, ClosingEndsACallUnderWay) {
    held = "GetQueueUrl";
    std::optional<ErrorCode> code;
    spawn(loop.platform.executor, "call", [&]() -> Async<void> {
        auto got = co_await client().call("GetQueueUrl", {{"QueueName", "q"}});
        code = got ? ErrorCode::internal : got.error().code;
    });
    ASSERT_TRUE(loop.run_until([&] { return calls.size() == 1; }));
    client().close();
    ASSERT_TRUE(loop.run_until([&] { return code.has_value(); }));
    EXPECT_EQ(*code, ErrorCode::cancelled);
    released.notify();
}

} // namespace
} // namespace bolt::queue
