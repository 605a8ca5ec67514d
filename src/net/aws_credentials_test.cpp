#include "net/aws_credentials.hpp"

#include "base/test_loop.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::net {
namespace {

using testing::HasSubstr;

/// A chain whose HTTP calls a test answers.
class Credentials : public testing::Test {
  protected:
    AwsCredentialChain& chain() {
        made.emplace(platform, environment,
                     [this](ClientRequest request) { return answer(std::move(request)); });
        return *made;
    }
    Async<Result<Response>> answer(ClientRequest request) {
        requests.push_back(request);
        for (const auto& [url, response] : answers)
            if (request.url == url) co_return response;
        co_return fail(ErrorCode::unavailable, "nobody there");
    }
    Response keys(const std::string& id, std::chrono::minutes lifetime) {
        return Response::json(200, R"({"Code":"Success","AccessKeyId":")" + id +
                                       R"(","SecretAccessKey":"s","Token":"t","Expiration":")" +
                                       format_time(clock.now() + lifetime) + "\"}");
    }
    std::string id() {
        auto got = loop.run(made->get());
        return got ? got->access_key_id : "error: " + got.error().message;
    }

    TestLoop loop;
    ManualClock clock{loop.io.get_executor()};
    Platform platform{loop.io.get_executor(), clock, loop.random};
    AwsEnvironment environment{{"AWS_EC2_METADATA_DISABLED", "true"}};
    std::vector<std::pair<std::string, Response>> answers;
    std::vector<ClientRequest> requests;
    std::optional<AwsCredentialChain> made;
};

TEST_F(Credentials, TheEnvironmentComesFirst) {
    environment["AWS_ACCESS_KEY_ID"] = "ENV";
    environment["AWS_SECRET_ACCESS_KEY"] = "secret";
    environment["AWS_SESSION_TOKEN"] = "token";
    const auto got = loop.run(chain().get());
    ASSERT_TRUE(got);
    EXPECT_EQ(*got, (AwsCredentials{"ENV", "secret", "token"}));
    EXPECT_TRUE(requests.empty());
}

TEST_F(Credentials, HalfAPairIsAMistake) {
    environment["AWS_ACCESS_KEY_ID"] = "ENV";
    EXPECT_EQ(loop.run(chain().get()).error().code, ErrorCode::invalid_argument);
}

TEST_F(Credentials, NoneAtAllSaysWhatToDo) {
    const auto none = loop.run(chain().get());
    EXPECT_EQ(none.error().code, ErrorCode::unauthenticated);
    EXPECT_THAT(none.error().message, HasSubstr("AWS_ACCESS_KEY_ID"));
}

TEST_F(Credentials, ReadsTheProfileFiles) {
    const auto folder = std::filesystem::temp_directory_path() / ("bolt-aws-" + platform.new_id());
    std::filesystem::create_directories(folder);
    const auto file = (folder / "credentials").string(), config = (folder / "config").string();
    std::ofstream(file) << "# mine\n[default]\naws_access_key_id = D\naws_secret_access_key=ds=\n"
                           "[other]\r\naws_access_key_id=O\r\naws_secret_access_key=os\r\n"
                           "aws_session_token = ot\r\n[half]\naws_access_key_id=H\n";
    std::ofstream(config) << "[default]\nregion = eu-west-1\n[profile other]\nregion=us-east-2\ns3 =\n"
                             "  region = nested\n[profile sso]\nsso_session = x\n";
    environment["AWS_SHARED_CREDENTIALS_FILE"] = file;
    environment["AWS_CONFIG_FILE"] = config;
    EXPECT_EQ(*loop.run(chain().get()), (AwsCredentials{"D", "ds=", ""}));
    EXPECT_EQ(aws_region(environment), "eu-west-1");
    environment["AWS_PROFILE"] = "other";
    EXPECT_EQ(*loop.run(chain().get()), (AwsCredentials{"O", "os", "ot"}));
    EXPECT_EQ(aws_region(environment), "us-east-2");
    environment["AWS_REGION"] = "ap-south-1";
    EXPECT_EQ(aws_region(environment), "ap-south-1");
    for (const auto* wrong : {"half", "absent", "sso"}) {
        environment["AWS_PROFILE"] = wrong;
        const auto refused = loop.run(chain().get());
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument) << wrong;
        EXPECT_THAT(refused.error().message, HasSubstr(wrong));
    }
    std::filesystem::remove_all(folder);
}

TEST_F(Credentials, AContainersAreRenewedBeforeTheyEnd) {
    environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/role";
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "secret";
    answers = {{"http://169.254.170.2/v2/role", keys("FIRST", std::chrono::minutes{60})}};
    chain();
    EXPECT_EQ(id(), "FIRST");
    EXPECT_EQ(requests[0].headers.get("Authorization"), "secret");
    answers[0].second = keys("SECOND", std::chrono::minutes{120});
    clock.advance(std::chrono::minutes{50});
    EXPECT_EQ(id(), "FIRST");
    EXPECT_EQ(requests.size(), 1U);
    clock.advance(std::chrono::minutes{6});
    EXPECT_EQ(id(), "SECOND");
}

TEST_F(Credentials, WhatCannotBeRenewedServesToItsEnd) {
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:9/role";
    answers = {{"http://127.0.0.1:9/role", keys("FIRST", std::chrono::minutes{60})}};
    chain();
    EXPECT_EQ(id(), "FIRST");
    answers[0].second = Response::text(500, "no");
    clock.advance(std::chrono::minutes{58});
    EXPECT_EQ(id(), "FIRST");
    EXPECT_EQ(id(), "FIRST");
    EXPECT_EQ(requests.size(), 2U) << "a failed renewal is not tried again at once";
    clock.advance(std::chrono::minutes{3});
    EXPECT_THAT(id(), HasSubstr("500"));
}

TEST_F(Credentials, RefusedOnesAreFetchedAgain) {
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:9/role";
    answers = {{"http://127.0.0.1:9/role", keys("FIRST", std::chrono::minutes{60})}};
    const auto first = loop.run(chain().get()).value();
    answers[0].second = keys("SECOND", std::chrono::minutes{60});
    made->refuse(first);
    EXPECT_EQ(id(), "SECOND");
    made->refuse(first);
    EXPECT_EQ(id(), "SECOND");
    EXPECT_EQ(requests.size(), 2U);
}

TEST_F(Credentials, AContainersTokenGoesToNoOtherMachineInClearText) {
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/role";
    EXPECT_EQ(loop.run(chain().get()).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(requests.empty());
}

TEST_F(Credentials, AnInstancesComeBySession) {
    environment = {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9/"}};
    const std::string roles = "http://127.0.0.1:9/latest/meta-data/iam/security-credentials/";
    answers = {{"http://127.0.0.1:9/latest/api/token", Response::text(200, "session")},
               {roles, Response::text(200, "my-role\n")},
               {roles + "my-role", keys("INSTANCE", std::chrono::minutes{60})}};
    chain();
    EXPECT_EQ(id(), "INSTANCE");
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].method, "PUT");
    EXPECT_EQ(requests[0].headers.get("X-aws-ec2-metadata-token-ttl-seconds"), "21600");
    EXPECT_EQ(requests[2].headers.get("X-aws-ec2-metadata-token"), "session");
}

TEST_F(Credentials, AnswersOfEveryWrongKindAreErrors) {
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:9/role";
    for (const auto* body : {"", "[]", "{}", "<html>", R"({"Code":"Failed"})", R"({"AccessKeyId":7})"}) {
        answers = {{"http://127.0.0.1:9/role", Response::text(200, body)}};
        const auto got = loop.run(chain().get());
        ASSERT_FALSE(got) << body;
        EXPECT_EQ(got.error().code, ErrorCode::unavailable) << body;
    }
}

} // namespace
} // namespace bolt::net
