#include "domain/retry_analyst.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

struct RetryAnalyst : ::testing::Test {
    static AttemptEnd unreachable(std::string message, int tries = 1) {
        AttemptEnd end;
        end.verdict = Verdict::unreachable;
        end.message = std::move(message);
        end.tries = tries;
        return end;
    }
    Advice advice(const AttemptEnd& end) { return advise(end, history, policy, random, now); }

    AnswerHistory history;
    RetryPolicy policy;
    SeededRandom random{1};
    TimePoint now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} +
                  std::chrono::minutes{2 * 60 + 20}};
};

TEST_F(RetryAnalyst, NamesTheCauseFromWhatOurLanesSay) {
    EXPECT_EQ(cause_of(unreachable("the submission page answers HTTP 503")), Cause::server_error);
    EXPECT_EQ(cause_of(unreachable("the submission page answers HTTP 429")), Cause::rate_limited);
    EXPECT_EQ(cause_of(unreachable("the submission page cannot be opened: net::ERR_CONNECTION_REFUSED")),
              Cause::site_down);
    EXPECT_EQ(cause_of(unreachable("the site was too slow: too little time is left to send safely")),
              Cause::site_slow);
    EXPECT_EQ(cause_of(unreachable("internal error: bad")), Cause::our_failure);
    AttemptEnd misread;
    misread.verdict = Verdict::rejected;
    misread.message = "a required field did not take its value: State";
    EXPECT_EQ(cause_of(misread), Cause::form_misread);
    misread.message = "required fields cannot be filled: Hours (the profile has no opening hours)";
    EXPECT_EQ(cause_of(misread), Cause::missing_data);
}

TEST_F(RetryAnalyst, WithoutHistoryItIsTheBackOffOfBefore) {
    const auto first = advice(unreachable("HTTP 503", 1)), third = advice(unreachable("HTTP 503", 3));
    EXPECT_EQ(first.decision, Decision::retry_now);
    EXPECT_LE(first.wait, policy.first_delay);
    EXPECT_GE(third.wait, 2 * policy.first_delay);
    EXPECT_NE(first.reason.find("try 2 of 4"), std::string::npos) << first.reason;
}

TEST_F(RetryAnalyst, LearnsTheWaitThatHelps) {
    history.after_wait[0] = {0, 6};
    history.after_wait[1] = {0, 4};
    history.after_wait[4] = {5, 5};
    const auto learned = advice(unreachable("HTTP 503"));
    EXPECT_EQ(learned.decision, Decision::retry_later);
    EXPECT_NEAR(static_cast<double>(learned.wait.count()), static_cast<double>(kWaits[4].count()),
                0.11 * static_cast<double>(kWaits[4].count()));
    EXPECT_NE(learned.reason.find("5 of 5"), std::string::npos) << learned.reason;
}

TEST_F(RetryAnalyst, GoesBackToShortWaitsWhereTheyHelp) {
    history.after_wait[0] = {9, 10};
    EXPECT_LE(advice(unreachable("HTTP 503")).wait, std::chrono::seconds{6});
}

TEST_F(RetryAnalyst, NeverSoonerThanTheSiteAsked) {
    history.after_wait[0] = {9, 10};
    auto end = unreachable("HTTP 429");
    end.retry_after = std::chrono::minutes{7};
    EXPECT_GE(advice(end).wait, std::chrono::minutes{7});
}

TEST_F(RetryAnalyst, WaitsUntilTheSiteIsAwake) {
    for (auto& hour : history.by_hour) hour = {19, 20};
    history.by_hour[2] = history.by_hour[3] = {0, 12};
    const auto later = advice(unreachable("HTTP 503"));
    EXPECT_GE(later.wait, std::chrono::minutes{100}) << later.reason; // 02:20 -> 04:00
    EXPECT_LE(later.wait, std::chrono::minutes{101});
    EXPECT_EQ(until_awake(history.by_hour, now + std::chrono::hours{4}, Duration{0}), Duration{0});
    // A site that never answers has no better hour.
    for (auto& hour : history.by_hour) hour = {0, 20};
    EXPECT_EQ(until_awake(history.by_hour, now, Duration{0}), Duration{0});
}

TEST_F(RetryAnalyst, WhatMayHaveBeenSentIsNeverSentAgain) {
    for (const auto verdict : {Verdict::unreachable, Verdict::rejected, Verdict::unknown})
        for (const int recipe : {0, 3}) {
            auto end = unreachable("did not take its value");
            end.verdict = verdict;
            end.sent = true;
            end.recipe_used = recipe;
            const auto decided = advice(end);
            EXPECT_EQ(decided.wait, Duration{0});
            EXPECT_TRUE(decided.decision == Decision::ask_person || decided.decision == Decision::give_up);
        }
}

TEST_F(RetryAnalyst, EachDecisionHasItsOccasion) {
    auto end = unreachable("connection refused");
    end.lane = Lane::http;
    EXPECT_EQ(advice(end).decision, Decision::other_lane);
    end = unreachable("a required field did not take its value: State");
    end.verdict = Verdict::rejected;
    EXPECT_EQ(advice(end).decision, Decision::give_up);
    end.recipe_used = 4;
    EXPECT_EQ(advice(end).decision, Decision::replan);
    EXPECT_GT(advice(end).wait, Duration{0});
    end.verdict = Verdict::needs_captcha;
    EXPECT_EQ(advice(end).decision, Decision::ask_person);
    EXPECT_EQ(advice(unreachable("HTTP 503", 4)).decision, Decision::give_up);
    end = unreachable("HTTP 503");
    end.job_running = false;
    EXPECT_EQ(advice(end).decision, Decision::give_up);
    end.verdict = Verdict::accepted;
    EXPECT_EQ(advice(end).decision, Decision::none);
}

TEST_F(RetryAnalyst, WaitsAreBounded) {
    for (auto& each : history.after_wait) each = {0, 1000};
    EXPECT_LE(advice(unreachable("HTTP 503", 3)).wait, kWaits.back() * 11 / 10);
    EXPECT_EQ(wait_level(Duration{1}), 0u);
    EXPECT_EQ(wait_level(std::chrono::hours{1000}), kWaits.size() - 1);
    EXPECT_EQ(wait_level(std::chrono::minutes{6}), 3u);
}

} // namespace
} // namespace bolt
