#include "assist/model_wire.hpp"

#include <gtest/gtest.h>

namespace bolt::assist {
namespace {

ModelSettings settings_of(ModelKind kind, std::string base = "") {
    ModelSettings out;
    out.kind = kind;
    out.model = "m-1";
    out.key = "k";
    out.base_url = std::move(base);
    return out;
}
ModelQuestion question() {
    ModelQuestion out;
    out.system = "be brief";
    out.prompt = "hello";
    out.schema = {{"type", "object"}};
    return out;
}
net::Response reply(int status, const json::value& body, net::Headers headers = {}) {
    net::Response out;
    out.status = status;
    out.body = json::serialize(body);
    out.headers = std::move(headers);
    return out;
}

TEST(ModelWire, EachVendorIsAskedAtItsOwnAddressWithItsOwnKeyHeader) {
    const auto anthropic = write_question(settings_of(ModelKind::anthropic), question());
    EXPECT_EQ(anthropic.url, "https://api.anthropic.com/v1/messages");
    EXPECT_EQ(anthropic.headers.get("x-api-key"), "k");
    EXPECT_EQ(anthropic.headers.get("anthropic-version"), "2023-06-01");
    const auto openai = write_question(settings_of(ModelKind::openai), question());
    EXPECT_EQ(openai.url, "https://api.openai.com/v1/chat/completions");
    EXPECT_EQ(openai.headers.get("Authorization"), "Bearer k");
    const auto gemini = write_question(settings_of(ModelKind::gemini), question());
    EXPECT_EQ(gemini.url, "https://generativelanguage.googleapis.com/v1beta/models/m-1:generateContent");
    EXPECT_EQ(gemini.headers.get("x-goog-api-key"), "k");
    for (const auto* request : {&anthropic, &openai, &gemini})
        EXPECT_EQ(request->url.find("k="), std::string::npos);
}

TEST(ModelWire, LocalServersGetWhatTheyKnow) {
    const auto body =
        parse_json(write_question(settings_of(ModelKind::openai, "http://127.0.0.1:9"), question()).body);
    ASSERT_TRUE(body);
    EXPECT_NE(find(*body, "max_tokens"), nullptr);
    EXPECT_NE(find(*find(*body, "response_format"), "schema"), nullptr);
    const auto vendor = parse_json(write_question(settings_of(ModelKind::openai), question()).body);
    EXPECT_EQ(find(*vendor, "max_tokens"), nullptr);
    EXPECT_EQ(find(*find(*vendor, "response_format"), "schema"), nullptr);
}

TEST(ModelWire, AnswersAreReadWithTheirUsage) {
    const json::value anthropic{
        {"content", {{{"type", "thinking"}, {"thinking", "hm"}}, {{"type", "text"}, {"text", "{\"a\":1}"}}}},
        {"stop_reason", "end_turn"},
        {"usage", {{"input_tokens", 10}, {"output_tokens", 3}}}};
    const json::value openai{
        {"choices", {{{"message", {{"content", "{\"a\":1}"}}}, {"finish_reason", "stop"}}}},
        {"usage", {{"prompt_tokens", 10}, {"completion_tokens", 3}}}};
    const json::value gemini{
        {"candidates",
         {{{"content", {{"parts", {{{"text", "{\"a\""}}, {{"text", ":1}"}}}}}}, {"finishReason", "STOP"}}}},
        {"usageMetadata", {{"promptTokenCount", 10}, {"candidatesTokenCount", 3}}}};
    for (const auto& [kind, body] :
         {std::pair{ModelKind::anthropic, anthropic}, std::pair{ModelKind::openai, openai},
          std::pair{ModelKind::gemini, gemini}}) {
        const auto answer = read_answer(kind, reply(200, body));
        ASSERT_TRUE(answer) << answer.error().error.message;
        EXPECT_EQ(get_int(answer->value, "a"), 1);
        EXPECT_EQ(answer->input_tokens, 10);
        EXPECT_EQ(answer->output_tokens, 3);
    }
}

TEST(ModelWire, CutOffRefusedAndBlockedAnswersAreNone) {
    const json::value cut{{"content", {{{"type", "text"}, {"text", "{\"a\":1}"}}}},
                          {"stop_reason", "max_tokens"},
                          {"usage", {{"output_tokens", 3}}}};
    const auto anthropic = read_answer(ModelKind::anthropic, reply(200, cut));
    ASSERT_FALSE(anthropic);
    EXPECT_EQ(anthropic.error().error.code, ErrorCode::data_loss);
    EXPECT_EQ(anthropic.error().output_tokens, 3); // billed all the same
    EXPECT_FALSE(anthropic.error().retry);
    const json::value refused{
        {"choices", {{{"message", {{"content", nullptr}, {"refusal", "no"}}}, {"finish_reason", "stop"}}}}};
    EXPECT_FALSE(read_answer(ModelKind::openai, reply(200, refused)));
    EXPECT_FALSE(
        read_answer(ModelKind::gemini, reply(200, {{"promptFeedback", {{"blockReason", "SAFETY"}}}})));
    net::Response noise;
    for (const auto* text :
         {"", "<html>", "[]", "{}", "{\"choices\":7}", "{\"content\":[{\"type\":\"text\",\"text\":7}]}"}) {
        noise.body = text;
        for (const auto kind : {ModelKind::anthropic, ModelKind::openai, ModelKind::gemini})
            EXPECT_FALSE(read_answer(kind, noise)) << text;
    }
}

TEST(ModelWire, AnAnswerOf100KbIsNone) {
    const json::value long_one{
        {"choices",
         {{{"message", {{"content", "\"" + std::string(100'001, 'x') + "\""}}}, {"finish_reason", "stop"}}}}};
    EXPECT_FALSE(read_answer(ModelKind::openai, reply(200, long_one)));
}

TEST(ModelWire, FailuresSayWhetherToAskAgainAndWhen) {
    const auto failure = [](int status, const json::value& body, net::Headers headers = {}) {
        const auto answer = read_answer(ModelKind::anthropic, reply(status, body, std::move(headers)));
        EXPECT_FALSE(answer);
        return answer.error();
    };
    const json::value plain{{"error", {{"message", "busy"}}}};
    EXPECT_TRUE(failure(529, plain).retry);
    EXPECT_EQ(failure(529, plain).error.code, ErrorCode::unavailable);
    EXPECT_EQ(failure(429, plain, {{"Retry-After", "7"}}).after, Duration(std::chrono::seconds{7}));
    EXPECT_EQ(failure(429, plain, {{"retry-after-ms", "250"}}).after,
              Duration(std::chrono::milliseconds{250}));
    const json::value google{
        {"error",
         {{"details", {{{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", "17s"}}}}}}};
    EXPECT_EQ(failure(429, google).after, Duration(std::chrono::seconds{17}));
    EXPECT_FALSE(failure(429, {{"error", {{"code", "insufficient_quota"}}}}).retry);
    EXPECT_FALSE(failure(401, plain).retry);
    EXPECT_EQ(failure(401, plain).error.code, ErrorCode::unauthenticated);
    EXPECT_FALSE(failure(400, plain).retry);
    EXPECT_NE(failure(404, {{"error", "model \"x\" not found"}}).error.message.find("not found"),
              std::string::npos);
}

} // namespace
} // namespace bolt::assist
