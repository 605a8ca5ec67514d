#include "assist/language_model.hpp"

#include "store/customers.hpp"
#include "store/test_store.hpp"

#include <deque>

namespace bolt::assist {
namespace {

struct LanguageModels : ::testing::Test, store::TestStore {
    static net::Response reply(int status, std::string text, net::Headers headers = {}) {
        net::Response out;
        out.status = status;
        out.headers = std::move(headers);
        out.body = status == 200
                       ? json::serialize(json::object{
                             {"choices", json::array{json::object{{"message", {{"content", std::move(text)}}},
                                                                  {"finish_reason", "stop"}}}},
                             {"usage", {{"prompt_tokens", 100}, {"completion_tokens", 20}}}})
                       : std::move(text);
        return out;
    }
    void open(store::ModelBudget budget = {}) {
        ModelSettings settings;
        settings.model = "small";
        settings.key = "the key";
        settings.input_price = 1;
        settings.output_price = 2;
        model = make_language_model(
            platform, *database,
            [this](net::ClientRequest request) -> Async<Result<net::Response>> {
                requests.push_back(std::move(request));
                if (replies.empty()) co_return fail(ErrorCode::timeout, "no answer in time");
                auto next = std::move(replies.front());
                replies.pop_front();
                co_return next;
            },
            settings, budget);
    }
    ModelTask task(std::string prompt = "what is it?", std::string job = "") {
        ModelTask out;
        out.purpose = "plan_form";
        out.job_id = std::move(job);
        out.question.system = "system";
        out.question.prompt = std::move(prompt);
        out.question.output_tokens_max = 50;
        out.check = [](const json::value& value) -> Result<void> {
            if (get_bool(value, "good")) return {};
            return fail(ErrorCode::invalid_argument, "not good");
        };
        return out;
    }
    Result<json::value> ask(ModelTask one) {
        std::optional<Result<json::value>> out;
        asio::co_spawn(
            io, [&]() -> Async<void> { out = co_await model->ask(std::move(one)); },
            [](std::exception_ptr failure) {
                if (failure) std::rethrow_exception(failure);
            });
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!out && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_for(std::chrono::milliseconds{2});
            if (!out && clock.until_next_timer() != Duration::max()) clock.advance(clock.until_next_timer());
        }
        if (!out) throw std::runtime_error("no end in time");
        return std::move(*out);
    }
    std::string statuses() {
        std::string out;
        const auto found = rows("SELECT status FROM model_calls ORDER BY created_at, id");
        for (std::size_t i = 0; i < found.size(); ++i) out += (i > 0 ? "," : "") + found.text(i, 0);
        return out;
    }

    std::deque<Result<net::Response>> replies;
    std::vector<net::ClientRequest> requests;
    std::unique_ptr<LanguageModel> model;
};

TEST_F(LanguageModels, TheSameContentIsAskedOnce) {
    open();
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_TRUE(ask(task()));
    EXPECT_TRUE(ask(task()));
    EXPECT_EQ(requests.size(), 1u);
    EXPECT_EQ(number("SELECT input_tokens FROM model_calls"), 100);
    EXPECT_EQ(number("SELECT cost_microusd FROM model_calls"), 140);
}

TEST_F(LanguageModels, AUselessAnswerIsNotAskedForAgain) {
    open();
    replies.push_back(reply(200, R"({"good":false})"));
    EXPECT_EQ(ask(task()).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(ask(task()).error().code, ErrorCode::not_found);
    replies.push_back(reply(200, "no json at all"));
    EXPECT_EQ(ask(task("other")).error().code, ErrorCode::data_loss);
    EXPECT_EQ(ask(task("other")).error().code, ErrorCode::not_found);
    EXPECT_EQ(requests.size(), 2u);
    EXPECT_EQ(statuses(), "refused,refused");
    clock.advance(std::chrono::hours{24 * 8});
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_TRUE(ask(task()));
}

TEST_F(LanguageModels, RateLimitsAreWaitedFor) {
    open();
    replies.push_back(reply(429, "{}", {{"Retry-After", "9"}}));
    replies.push_back(reply(529, "{}"));
    replies.push_back(reply(200, R"({"good":true})"));
    const auto before = clock.monotonic();
    EXPECT_TRUE(ask(task()));
    EXPECT_EQ(requests.size(), 3u);
    EXPECT_GE(clock.monotonic() - before, std::chrono::seconds{10});
    // Longer than our patience: no second try.
    replies.push_back(reply(429, "{}", {{"Retry-After", "3600"}}));
    EXPECT_EQ(ask(task("other")).error().code, ErrorCode::rate_limited);
    EXPECT_EQ(requests.size(), 4u);
}

TEST_F(LanguageModels, ARefusedKeyOrThreeFailuresLeaveItAlone) {
    open();
    replies.push_back(reply(401, "{}"));
    EXPECT_EQ(ask(task("1")).error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(ask(task("2")).error().code, ErrorCode::unavailable);
    EXPECT_EQ(requests.size(), 1u);
    clock.advance(std::chrono::minutes{6});
    for (int i = 3; i < 6; ++i) EXPECT_EQ(ask(task(std::to_string(i))).error().code, ErrorCode::timeout);
    const auto asked = requests.size();
    EXPECT_EQ(ask(task("7")).error().code, ErrorCode::unavailable);
    EXPECT_EQ(requests.size(), asked);
}

TEST_F(LanguageModels, BudgetsHold) {
    open({.tokens_per_day = 1000, .tokens_per_job = 200});
    const std::string job = platform.new_id(), other = platform.new_id();
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_TRUE(ask(task("1", job)));
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_TRUE(ask(task("2", job))); // 240 used
    const auto spent = ask(task("3", job));
    EXPECT_EQ(spent.error().code, ErrorCode::rate_limited);
    EXPECT_NE(spent.error().message.find("of the job"), std::string::npos);
    for (int i = 0; i < 10; ++i) {
        replies.push_back(reply(200, R"({"good":true})"));
        (void)ask(task("o" + std::to_string(i)));
    }
    EXPECT_LE(number("SELECT sum(input_tokens + output_tokens) FROM model_calls"), 1000);
    replies.clear();
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_EQ(ask(task("late", other)).error().code, ErrorCode::rate_limited);
    clock.advance(std::chrono::hours{24});
    EXPECT_TRUE(ask(task("late", other)));
    open({.microusd_per_day = 10});
    EXPECT_NE(ask(task("money")).error().message.find("money of the day"), std::string::npos);
}

TEST_F(LanguageModels, TheAuditHoldsNoSecretAndNobodysData) {
    open();
    replies.push_back(reply(200, R"({"good":true,"said":"call +1 312 555 0100"})"));
    EXPECT_TRUE(ask(task("ada@example.com, password: hunter22, sk-abcdefghijklmnop, Bearer abcdefghijkl")));
    const auto kept = text("SELECT prompt || answer FROM model_calls");
    for (const auto* part : {"ada@", "hunter22", "sk-abc", "abcdefghijkl", "555 0100", "the key"})
        EXPECT_EQ(kept.find(part), std::string::npos) << kept;
}

TEST_F(LanguageModels, WhatIsPersonalKeepsItsJob) {
    open();
    auto personal = task("mine", platform.new_id());
    personal.personal = true;
    replies.push_back(reply(200, R"({"good":true})"));
    EXPECT_TRUE(ask(std::move(personal)));
    EXPECT_EQ(number("SELECT count(*) FROM model_cache WHERE job_id IS NOT NULL"), 1);
}

} // namespace
} // namespace bolt::assist
