#include "store/outcomes.hpp"

#include "store/http_profiles.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

struct Outcomes : ::testing::Test, Scene {
    Outcomes() { add_directories(3); }
    /// One attempt of a fresh job's submission to dir-00 that ends so.
    std::string attempt(AttemptOutcome ended) {
        ended.category = "Restaurant";
        ended.country = "US";
        const auto leased = claim(1);
        EXPECT_EQ(leased.size(), 1u);
        if (leased.empty()) return "";
        EXPECT_TRUE(finish(leased[0].fence, ended));
        return leased[0].submission.directory_name;
    }
    OutcomeModel model() {
        return write([&](Tx& tx) { return load_outcome_model(tx, platform.now()); });
    }
    AnswerHistory answers(const std::string& directory) {
        return write([&](Tx& tx) { return answer_history(tx, platform.now(), directory); });
    }
};

TEST_F(Outcomes, EachEndIsCountedOnceAndARetryOnlyAsAnAnswer) {
    begin(add_job(), 1);
    auto failed = outcome(Verdict::unreachable);
    failed.error_message = "the submission page answers HTTP 503";
    attempt(failed);
    EXPECT_DOUBLE_EQ(model().trials(), 0);
    clock.advance(std::chrono::seconds{6});
    attempt(outcome(Verdict::accepted));
    EXPECT_NEAR(model().trials(), 1, 1e-3);
    const auto known = answers("dir-00");
    EXPECT_NEAR(known.after_wait[0].trials, 1, 1e-3);
    EXPECT_NEAR(known.after_wait[0].successes, 1, 1e-3);
    Evidence all;
    for (const auto& hour : known.by_hour) all += hour;
    EXPECT_NEAR(all.trials, 2, 1e-3);
    EXPECT_NEAR(all.successes, 1, 1e-3);
    EXPECT_EQ(
        number("SELECT count(*) FROM outcome_weights WHERE dimension = 'category' AND level = 'restaurant'"),
        1);
    EXPECT_EQ(number("SELECT count(*) FROM outcome_weights WHERE dimension = 'lane' AND level = 'browser'"),
              1);
}

TEST_F(Outcomes, OldOutcomesFadeAndAreForgotten) {
    begin(add_job(), 1);
    attempt(outcome(Verdict::accepted));
    clock.advance(kHalfLife);
    EXPECT_NEAR(model().trials(), 0.5, 1e-3);
    const auto forget = [&] {
        return write([&](Tx& tx) { return forget_faded_outcomes(tx, platform.now()); });
    };
    EXPECT_EQ(forget(), 0);
    clock.advance(5 * kHalfLife);
    EXPECT_EQ(forget(), 7);
}

TEST_F(Outcomes, TheLikeliestDirectoryIsWorkedOnFirst) {
    write([&](Tx& tx) -> Result<void> {
        for (int i = 0; i < 9; ++i) {
            note_outcome(tx, platform.now(), {.directory_name = "dir-02", .taken = true});
            note_outcome(tx, platform.now(), {.directory_name = "dir-00", .taken = false});
        }
        return {};
    });
    begin(add_job(), 3);
    std::vector<std::string> order;
    for (const auto& leased : claim(3)) order.push_back(leased.submission.directory_name);
    EXPECT_EQ(order, (std::vector<std::string>{"dir-02", "dir-01", "dir-00"}));
}

TEST_F(Outcomes, ADirectoryThatSleepsNowIsVisitedWhenItIsAwake) {
    const auto hour = std::chrono::floor<std::chrono::hours>(platform.now().time_since_epoch()).count() % 24;
    write([&](Tx& tx) -> Result<void> {
        for (int i = 0; i < 12; ++i)
            note_outcome(tx, platform.now(), {.directory_name = "dir-01", .answered = false});
        for (int later = 1; later < 24; ++later)
            for (int i = 0; i < 12; ++i)
                note_outcome(tx, platform.now() + std::chrono::hours{later},
                             {.directory_name = "dir-01", .answered = true});
        return {};
    });
    begin(add_job(), 3);
    EXPECT_EQ(claim(3).size(), 2u);
    clock.advance(std::chrono::hours{1});
    const auto leased = claim(3);
    ASSERT_EQ(leased.size(), 1u) << "hour " << hour;
    EXPECT_EQ(leased[0].submission.directory_name, "dir-01");
}

TEST_F(Outcomes, TheDecisionAndItsReasonStandInHistoryAndResult) {
    const auto job = add_job();
    begin(job, 1);
    auto failed = outcome(Verdict::unreachable);
    failed.error_message = "the submission page answers HTTP 503";
    attempt(failed);
    EXPECT_NE(text("SELECT details FROM queue_history WHERE event = 'retry_scheduled'").find("server_error"),
              std::string::npos);
    EXPECT_NE(result(job, "response_log").find("\"advice\""), std::string::npos);
}

TEST_F(Outcomes, AFailureInTheHttpLaneLeavesTheNextTryToTheBrowser) {
    begin(add_job(), 1);
    write([&](Tx& tx) { return put_http_profile(tx, platform.now(), "dir-00", "https://x.example", {}); });
    auto failed = outcome(Verdict::unreachable);
    failed.lane = Lane::http;
    attempt(failed);
    EXPECT_EQ(number("SELECT count(*) FROM http_profiles"), 0);
    EXPECT_NE(text("SELECT details FROM queue_history WHERE event = 'retry_scheduled'").find("other_lane"),
              std::string::npos);
}

TEST_F(Outcomes, WhatIsExpectedFollowsThePick) {
    const auto found = write([&](Tx& tx) -> Result<std::vector<ExpectedDirectory>> {
        auto known = load_outcome_model(tx, platform.now());
        if (!known) return forward(known);
        return expected_directories(tx, *known, 2, {});
    });
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "dir-00");
    EXPECT_DOUBLE_EQ(found[0].estimate.borrowed, 1);
}

} // namespace
} // namespace bolt::store
