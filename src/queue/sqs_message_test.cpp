#include "queue/sqs_message.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "queue/sqs_locator.hpp"

#include <gtest/gtest.h>

namespace bolt::queue {
namespace {

constexpr std::size_t kLimit = 256 << 10;

json::value received(const std::string& body, json::object more = {}) {
    json::object element{
        {"MessageId", "m-1"}, {"ReceiptHandle", "r-1"}, {"Body", body}, {"MD5OfBody", hex(md5(body))}};
    for (const auto& [key, value] : more) element[key] = value;
    return element;
}

TEST(SqsMessage, AttributesHaveTheChecksumThatSqsComputes) {
    // Three other implementations agree on this value.
    EXPECT_EQ(md5_of_attributes({{"traceparent", {{"DataType", "String"}, {"StringValue", "00-x"}}},
                                 {"n", {{"DataType", "Number"}, {"StringValue", "5"}}},
                                 {"b", {{"DataType", "Binary"}, {"BinaryValue", "AQI="}}}}),
              "e84dd62841266c1afbc107cf781d211a");
}

TEST(SqsMessage, WritesTypesAndTheTraceHeaderWhereSqsKeepsThem) {
    const auto entry =
        write_sqs_message("body", {{"job_id", "j"},
                                   {"priority", "4"},
                                   {"version", "04"},
                                   {"empty", ""},
                                   {"AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793"}});
    EXPECT_EQ(entry.at("MessageBody"), "body");
    const auto& own = entry.at("MessageAttributes").as_object();
    EXPECT_EQ(own.size(), 3U);
    EXPECT_EQ(own.at("job_id").at("DataType"), "String");
    EXPECT_EQ(own.at("priority").at("DataType"), "Number");
    EXPECT_EQ(own.at("version").at("DataType"), "String") << "a number would come back as 4";
    EXPECT_EQ(entry.at("MessageSystemAttributes").at("AWSTraceHeader").at("StringValue"),
              "Root=1-5759e988-bd862e3fe1be46a994272793");
}

TEST(SqsMessage, ReadsWhatSqsGives) {
    const auto message = read_sqs_message(received(
        "hello",
        {{"MessageAttributes", {{"a", {{"DataType", "String"}, {"StringValue", "x"}}}}},
         {"Attributes",
          {{"ApproximateReceiveCount", "3"}, {"SentTimestamp", "1795526717445"}, {"AWSTraceHeader", "t"}}}}));
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ(message->id, "m-1");
    EXPECT_EQ(message->receipt, "r-1");
    EXPECT_EQ(message->body, "hello");
    EXPECT_EQ(message->receive_count, 3);
    EXPECT_EQ(message->attributes, (Attributes{{"a", "x"}, {"AWSTraceHeader", "t"}}));
    EXPECT_EQ(message->sent_at, TimePoint{std::chrono::milliseconds{1795526717445}});
}

TEST(SqsMessage, DamagedOnesAreErrors) {
    const json::value wrong[] = {
        nullptr,
        json::object{},
        json::array{},
        json::object{{"MessageId", "m"}, {"ReceiptHandle", "r"}},
        json::object{{"MessageId", "m"}, {"ReceiptHandle", "r"}, {"Body", 7}},
        json::object{{"MessageId", 1}, {"ReceiptHandle", "r"}, {"Body", "b"}},
        received("b", {{"MD5OfBody", "00000000000000000000000000000000"}}),
        received("b", {{"MessageAttributes", {{"a", {{"DataType", "String"}, {"StringValue", "x"}}}}},
                       {"MD5OfMessageAttributes", "00000000000000000000000000000000"}}),
    };
    for (const auto& element : wrong) {
        const auto read = read_sqs_message(element);
        ASSERT_FALSE(read) << json::serialize(element);
        EXPECT_EQ(read.error().code, ErrorCode::data_loss);
    }
}

TEST(SqsMessage, OddMembersAreNoCrash) {
    for (const auto* text : {R"({"Attributes":[]})", R"({"Attributes":{"ApproximateReceiveCount":3}})",
                             R"({"MessageAttributes":[]})", R"({"MessageAttributes":{"a":null,"b":{}}})",
                             R"({"Attributes":{"SentTimestamp":"soon"}})"})
        EXPECT_TRUE(read_sqs_message(received("b", json::parse(text).as_object()))) << text;
}

TEST(SqsMessage, RefusesWhatSqsWould) {
    const auto code = [](const std::string& body, const Attributes& attributes = {}) {
        const auto checked = check_sqs_message(body, attributes, kLimit);
        return checked ? "good" : to_string(checked.error().code);
    };
    EXPECT_STREQ(code("{\"a\":\"Gärtnerei 株 😀\"}\r\n\t"), "good");
    EXPECT_STREQ(code("\xEF\xBF\xBD"), "good") << "U+FFFD is allowed";
    for (const auto* bad : {"", "a\x01", "\x1b", "\xff", "\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        EXPECT_STREQ(code(bad), "invalid_argument") << hex(bad);
    EXPECT_STREQ(code(std::string(kLimit, 'x')), "good");
    EXPECT_STREQ(code(std::string(kLimit, 'x'), {{"a", "b"}}), "too_large");
    EXPECT_STREQ(code("x", {{"bad name", "b"}}), "invalid_argument");
    EXPECT_STREQ(code("x", {{"a", "\x02"}}), "invalid_argument");
    Attributes many;
    for (int i = 0; i < 10; ++i) many["a" + std::to_string(i)] = "v";
    many["AWSTraceHeader"] = "t";
    EXPECT_STREQ(code("x", many), "good");
    many["one more"] = "";
    EXPECT_STREQ(code("x", many), "good") << "empty ones are not sent";
    many["one-more"] = "v";
    EXPECT_STREQ(code("x", many), "invalid_argument");
}

TEST(SqsName, ReadsUrlsAndNames) {
    const auto url =
        read_sqs_name("https://sqs.us-east-2.amazonaws.com/123456789012/jobs.fifo", "QUEUE_URL").value();
    EXPECT_EQ(url.name, "jobs.fifo");
    EXPECT_EQ(url.account, "123456789012");
    EXPECT_EQ(url.region, "us-east-2");
    EXPECT_TRUE(url.fifo());
    EXPECT_EQ(read_sqs_name("sqs:bolt-jobs", "QUEUE_URL")->name, "bolt-jobs");
    EXPECT_EQ(read_sqs_name("https://eu-west-1.queue.amazonaws.com/1/q", "QUEUE_URL")->region, "eu-west-1");
    EXPECT_EQ(read_sqs_name("https://sqs-fips.us-gov-west-1.amazonaws.com/1/q", "QUEUE_URL")->region,
              "us-gov-west-1");
    EXPECT_EQ(read_sqs_name("http://127.0.0.1:9324/000000000000/q", "QUEUE_URL")->region, "");
    for (const auto* wrong : {"sqs:", "sqs:a b", "https://sqs.us-east-2.amazonaws.com", "https://host/1/",
                              "ftp://h/q", "https://h/1/q?x.y", "sqs:.fifo", "nonsense"}) {
        const auto refused = read_sqs_name(wrong, "SQS_DLQ_URL");
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_NE(refused.error().message.find("SQS_DLQ_URL"), std::string::npos);
    }
}

TEST(SqsName, TellsEndpointAndRegion) {
    const auto settings = [](std::string url, net::AwsEnvironment environment) {
        const auto name = read_sqs_name(url, "QUEUE_URL").value();
        return sqs_client_settings({.queue_url = url, .environment = std::move(environment)}, name);
    };
    EXPECT_EQ(settings("https://sqs.us-east-2.amazonaws.com/1/q", {{"AWS_REGION", "eu-west-1"}})->region,
              "us-east-2");
    EXPECT_EQ(settings("https://sqs.us-east-2.amazonaws.com/1/q", {})->endpoint,
              "https://sqs.us-east-2.amazonaws.com/");
    EXPECT_EQ(settings("https://eu-west-1.queue.amazonaws.com/1/q", {})->endpoint,
              "https://sqs.eu-west-1.amazonaws.com/");
    EXPECT_EQ(settings("sqs:q", {{"AWS_DEFAULT_REGION", "cn-north-1"}})->endpoint,
              "https://sqs.cn-north-1.amazonaws.com.cn/");
    EXPECT_EQ(settings("http://127.0.0.1:9324/0/q", {{"AWS_REGION", "r"}})->endpoint,
              "http://127.0.0.1:9324/");
    EXPECT_EQ(
        settings("sqs:q", {{"AWS_REGION", "r"}, {"AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1"}})->endpoint,
        "http://127.0.0.1:1/");
    EXPECT_EQ(settings("sqs:q", {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(settings("sqs:q", {{"AWS_REGION", "r"}, {"AWS_ENDPOINT_URL", "nonsense"}}).error().code,
              ErrorCode::invalid_argument);
}

} // namespace
} // namespace bolt::queue
