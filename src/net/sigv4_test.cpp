#include "net/sigv4.hpp"

#include <gtest/gtest.h>

namespace bolt::net {
namespace {

// The credentials of AWS's published "Signature Version 4 test suite".
const AwsCredentials kExample{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
const SigningScope kSuite{"us-east-1", "service"};

TimePoint suite_time() { return parse_time("2015-08-30T12:36:00Z"); }

std::string signature(ClientRequest request, const AwsCredentials& credentials = kExample,
                      const SigningScope& scope = kSuite, TimePoint now = suite_time()) {
    EXPECT_TRUE(sign_v4(request, credentials, scope, now));
    const std::string authorization(request.headers.get("Authorization"));
    return authorization.substr(authorization.rfind('=') + 1);
}

TEST(SigV4, GivesTheSignaturesOfThePublishedTestSuite) {
    EXPECT_EQ(signature({.url = "http://example.amazonaws.com/"}),
              "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"); // get-vanilla
    EXPECT_EQ(signature({.url = "http://example.amazonaws.com/?Param2=value2&Param1=value1"}),
              "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"); // ...-query-order-key-case
    EXPECT_EQ(signature({.method = "POST", .url = "http://example.amazonaws.com/"}),
              "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"); // post-vanilla
    EXPECT_EQ(
        signature({.method = "POST",
                   .url = "http://example.amazonaws.com/",
                   .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                   .body = "Param1=value1"}),
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"); // post-x-www-form-urlencoded
    EXPECT_EQ(signature({.url = "http://example.amazonaws.com/",
                         .headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}}),
              "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"); // get-header-value-trim
}

TEST(SigV4, NamesWhatItSigned) {
    ClientRequest request{.url = "http://example.amazonaws.com/"};
    ASSERT_TRUE(sign_v4(request, kExample, kSuite, suite_time()));
    EXPECT_EQ(request.headers.get("Authorization"),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
              "SignedHeaders=host;x-amz-date, "
              "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    EXPECT_EQ(request.headers.get("X-Amz-Date"), "20150830T123600Z");
    EXPECT_EQ(request.headers.get("Host"), "example.amazonaws.com");
}

TEST(SigV4, SignsASessionTokenAndSignsAgainWithoutTheOldOne) {
    auto temporary = kExample;
    temporary.session_token = "a-session-token";
    ClientRequest request{.url = "http://example.amazonaws.com:8443/"};
    ASSERT_TRUE(sign_v4(request, temporary, kSuite, suite_time()));
    EXPECT_EQ(request.headers.get("X-Amz-Security-Token"), "a-session-token");
    EXPECT_EQ(request.headers.get("Host"), "example.amazonaws.com:8443");
    EXPECT_NE(std::string(request.headers.get("Authorization")).find("host;x-amz-date;x-amz-security-token"),
              std::string::npos);
    request.url = "http://example.amazonaws.com/";
    ASSERT_TRUE(sign_v4(request, kExample, kSuite, suite_time()));
    EXPECT_FALSE(request.headers.has("X-Amz-Security-Token"));
    EXPECT_EQ(request.headers.all().size(), 3U);
    EXPECT_NE(std::string(request.headers.get("Authorization"))
                  .find("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
              std::string::npos);
}

// Computed with three other implementations (the JavaScript SDK's signer among them).
TEST(SigV4, SignsARequestToSqs) {
    EXPECT_EQ(
        signature(
            {.method = "POST",
             .url = "https://sqs.us-east-2.amazonaws.com/",
             .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                         {"X-Amz-Target", "AmazonSQS.SendMessage"}},
             .body =
                 R"({"QueueUrl":"https://sqs.us-east-2.amazonaws.com/123456789012/jobs","MessageBody":"hello"})"},
            kExample, {"us-east-2", "sqs"}, parse_time("2026-01-01T00:00:00Z")),
        "8250997147ee0bd4471bb89deb73c716fec9f1156af4af16c7db5cc9165c8b22");
}

TEST(SigV4, RefusesWhatIsNoUrl) {
    ClientRequest request{.url = "http://exa mple/"};
    EXPECT_EQ(sign_v4(request, kExample, kSuite, suite_time()).error().code, ErrorCode::invalid_argument);
}

} // namespace
} // namespace bolt::net
