#include "assist/captcha_service.hpp"

#include "store/test_store.hpp"

#include <deque>
#include <gmock/gmock.h>

namespace bolt::assist {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Kind = forms::Captcha::Kind;

struct CaptchaServices : ::testing::Test, store::TestStore {
    void open(store::CaptchaBudget budget = {}) {
        CaptchaSettings settings;
        settings.key = "the key";
        settings.base_url = "http://solver.example/";
        service = make_captcha_service(
            platform, *database,
            [this](net::ClientRequest request) -> Async<Result<net::Response>> {
                bodies.push_back(request.body);
                urls.push_back(request.url);
                if (replies.empty()) co_return fail(ErrorCode::timeout, "no answer in time");
                auto text = std::move(replies.front());
                replies.pop_front();
                net::Response out;
                out.status = text == "502" ? 502 : 200;
                out.body = std::move(text);
                co_return out;
            },
            settings, budget);
    }
    template <class T>
    T run(Async<T> work) {
        std::optional<T> out;
        asio::co_spawn(
            io, [&]() -> Async<void> { out = co_await std::move(work); },
            [](std::exception_ptr failure) {
                if (failure) std::rethrow_exception(failure);
            });
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!out && std::chrono::steady_clock::now() < end) {
            io.restart();
            io.run_for(2ms);
            if (!out && clock.until_next_timer() != Duration::max()) clock.advance(clock.until_next_timer());
        }
        if (!out) throw std::runtime_error("no end in time");
        return std::move(*out);
    }
    Result<forms::CaptchaAnswer> solve(Kind kind = Kind::turnstile, std::string job = "") {
        forms::Captcha captcha;
        captcha.kind = kind;
        captcha.page_url = "https://site.example/add";
        captcha.site_key = "0x4AAAAAAAsitekey";
        captcha.image = "picture";
        return run(service->solve(std::move(job), "site", std::move(captcha), 120s));
    }
    void judge(forms::CaptchaAnswer answer, bool good) {
        run([](auto& service, auto answer, bool good) -> Async<bool> {
            co_await service.judged(answer, good);
            co_return true;
        }(*service, std::move(answer), good));
    }
    /// What the budget counts.
    std::int64_t spent() { return number("SELECT coalesce(sum(cost_microusd), 0) FROM captcha_calls"); }

    static constexpr const char* kMade = R"({"errorId":0,"taskId":74372499131})";
    static constexpr const char* kBusy = R"({"errorId":0,"status":"processing"})";
    static constexpr const char* kToken =
        R"({"errorId":0,"status":"ready","solution":{"token":"0.a-token-of-it","userAgent":"x"},"cost":"0.00145"})";
    static std::string error(const std::string& code) {
        return R"({"errorId":1,"errorCode":")" + code + R"(","errorDescription":"described: the key"})";
    }
    std::deque<std::string> replies;
    std::vector<std::string> bodies, urls;
    std::unique_ptr<CaptchaService> service;
};

TEST_F(CaptchaServices, ATokenIsPolledForAsDocumentedAndItsVerdictReportedOnce) {
    open();
    replies = {kMade, kBusy, "502", kToken};
    const auto before = clock.monotonic();
    const auto answer = solve();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, "0.a-token-of-it");
    EXPECT_EQ(clock.monotonic() - before, 25s);
    EXPECT_EQ(urls.front(), "http://solver.example/createTask");
    EXPECT_EQ(parse_json(bodies.front()).value(), (json::value{{"clientKey", "the key"},
                                                               {"task",
                                                                {{"type", "TurnstileTaskProxyless"},
                                                                 {"websiteURL", "https://site.example/add"},
                                                                 {"websiteKey", "0x4AAAAAAAsitekey"}}}}));
    EXPECT_EQ(parse_json(bodies.back()).value(),
              (json::value{{"clientKey", "the key"}, {"taskId", 74372499131}}));
    EXPECT_EQ(spent(), 1450);
    replies = {R"({"errorId":0,"status":"success"})"};
    judge(*answer, false);
    judge(*answer, true);
    EXPECT_EQ(urls.size(), 5u);
    EXPECT_EQ(urls.back(), "http://solver.example/reportIncorrect");
    EXPECT_EQ(text("SELECT judged FROM captcha_calls"), "bad");
}

TEST_F(CaptchaServices, APictureIsReadAsText) {
    open();
    replies = {kMade, R"({"errorId":0,"status":"ready","solution":{"text":"48213"},"cost":"0.0005"})"};
    const auto answer = solve(Kind::image);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text, "48213");
    EXPECT_THAT(bodies.front(), HasSubstr(R"("type":"ImageToTextTask","body":"cGljdHVyZQ==")"));
    EXPECT_EQ(spent(), 500);
}

TEST_F(CaptchaServices, WhatTheServiceRefusesCostsNothingAndNeverShowsTheKey) {
    const std::pair<const char*, ErrorCode> refusals[] = {
        {"ERROR_KEY_DOES_NOT_EXIST", ErrorCode::unauthenticated},
        {"ERROR_ZERO_BALANCE", ErrorCode::rate_limited},
        {"ERROR_IP_BLOCKED", ErrorCode::permission_denied},
        {"ERROR_TASK_NOT_SUPPORTED", ErrorCode::invalid_argument},
        {"ERROR_WHATEVER_COMES", ErrorCode::invalid_argument}};
    for (const auto& [code, expected] : refusals) {
        open();
        replies = {error(code)};
        const auto answer = solve();
        ASSERT_FALSE(answer) << code;
        EXPECT_EQ(answer.error().code, expected) << code;
        EXPECT_THAT(answer.error().message, HasSubstr(code));
        EXPECT_THAT(answer.error().message, ::testing::Not(HasSubstr("described")));
    }
    EXPECT_EQ(spent(), 0);
}

TEST_F(CaptchaServices, UnsolvableIsFreeAndNoReasonToStop) {
    open();
    for (int i = 0; i < 4; ++i) {
        replies = {kMade, error("ERROR_CAPTCHA_UNSOLVABLE")};
        EXPECT_EQ(solve().error().code, ErrorCode::not_found);
    }
    EXPECT_EQ(bodies.size(), 8u);
    EXPECT_EQ(spent(), 0);
}

TEST_F(CaptchaServices, NobodyFreeIsWaitedForALittle) {
    open();
    replies = {error("ERROR_NO_SLOT_AVAILABLE"), error("ERROR_NO_SLOT_AVAILABLE"), kMade, kToken};
    EXPECT_TRUE(solve());
    replies = {};
    for (int i = 0; i < 9; ++i) replies.push_back(error("ERROR_NO_SLOT_AVAILABLE"));
    EXPECT_EQ(solve().error().code, ErrorCode::unavailable);
    EXPECT_EQ(replies.size(), 5u);
}

TEST_F(CaptchaServices, SlowAnswersEndInTimeAndCountAsPaid) {
    open();
    replies = {kMade};
    for (int i = 0; i < 50; ++i) replies.push_back(kBusy);
    const auto before = clock.monotonic();
    EXPECT_EQ(solve().error().code, ErrorCode::timeout);
    EXPECT_LE(clock.monotonic() - before, 120s);
    EXPECT_EQ(spent(), 3000);
}

TEST_F(CaptchaServices, NonsenseIsNoAnswer) {
    const std::vector<std::vector<std::string>> all = {
        {"<html>"},
        {"[]"},
        {"{}"},
        {R"({"errorId":"0"})"},
        {R"({"errorId":0})"},
        {R"({"errorId":0,"taskId":"7"})"},
        {R"({"errorId":0,"taskId":-1})"},
        {kMade, R"({"errorId":0,"status":"done"})"},
        {kMade, R"({"errorId":0,"status":"ready"})"},
        {kMade, R"({"errorId":0,"status":"ready","solution":"token"})"},
        {kMade, R"({"errorId":0,"status":"ready","solution":{"token":5}})"},
        {kMade, R"({"errorId":0,"status":"ready","solution":{"token":"short"}})"},
        {kMade, R"({"errorId":0,"status":"ready","solution":{"token":"a token with blanks"}})"},
        {kMade, R"({"errorId":0,"status":"ready","solution":{"text":"of another kind"}})"}};
    for (const auto& each : all) {
        open();
        replies.assign(each.begin(), each.end());
        const auto answer = solve();
        ASSERT_FALSE(answer) << each.back();
        EXPECT_EQ(answer.error().code, ErrorCode::data_loss) << each.back();
    }
}

TEST_F(CaptchaServices, BudgetsHoldBeforeATaskIsMade) {
    const auto job = platform.new_id(), other = platform.new_id();
    open({.microusd_per_day = 7'000, .microusd_per_job = 3'500});
    replies = {kMade, kToken};
    EXPECT_TRUE(solve(Kind::turnstile, job)); // 1,450 of 3,500: the most of another fits no more
    EXPECT_THAT(solve(Kind::turnstile, job).error().message, HasSubstr("of the job"));
    replies = {kMade, kToken};
    EXPECT_TRUE(solve(Kind::turnstile, other));
    replies = {kMade, kToken};
    EXPECT_TRUE(solve());
    EXPECT_THAT(solve().error().message, HasSubstr("of the day"));
    EXPECT_EQ(bodies.size(), 6u);
    clock.advance(24h);
    replies = {kMade, kToken};
    EXPECT_TRUE(solve());
}

TEST_F(CaptchaServices, AWrongKeyOrThreeFailuresLeaveItAlone) {
    open();
    replies = {error("ERROR_KEY_DOES_NOT_EXIST")};
    EXPECT_FALSE(solve());
    EXPECT_EQ(solve().error().code, ErrorCode::unavailable);
    EXPECT_EQ(bodies.size(), 1u);
    clock.advance(6min);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(solve().error().code, ErrorCode::timeout);
    EXPECT_EQ(solve().error().code, ErrorCode::unavailable);
    EXPECT_EQ(bodies.size(), 4u) << "a task that may have been made is not made again";
}

TEST_F(CaptchaServices, TheBalanceIsRead) {
    open();
    replies = {R"({"errorId":0,"balance":1.23})", error("ERROR_KEY_DOES_NOT_EXIST"), R"({"errorId":0})"};
    EXPECT_EQ(run(service->balance()).value(), 1.23);
    EXPECT_EQ(run(service->balance()).error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(run(service->balance()).error().code, ErrorCode::data_loss);
}

} // namespace
} // namespace bolt::assist
