#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

TEST(Attempts, AnAcceptedSubmissionIsWrittenInOneGo) {
    Scene scene;
    scene.add_directories(2);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(1);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].number, 1);
    EXPECT_EQ(leased[0].profile, complete_profile());
    EXPECT_EQ(leased[0].directory.submission_url, "https://dir-00.example/submit");
    EXPECT_EQ(leased[0].job.id, id);
    EXPECT_EQ(scene.result(id, "status"), "submitting");
    ASSERT_TRUE(scene.mark(leased[0].fence));

    auto outcome = Scene::outcome(Verdict::accepted);
    outcome.listing_url = "https://dir-00.example/biz/1";
    outcome.screenshot_url = "a-after.jpg";
    outcome.payload = {
        {"fields", json::array{{{"label", "Name"}, {"meaning", "business_name"}, {"value", "Ada's"}}}}};
    const auto status = scene.finish(leased[0].fence, outcome);
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(*status, SubmissionStatus::submitted);
    EXPECT_EQ(scene.result(id, "status"), "submitted");
    EXPECT_EQ(scene.result(id, "verdict"), "accepted");
    EXPECT_EQ(scene.result(id, "listing_url"), "https://dir-00.example/biz/1");
    EXPECT_EQ(scene.result(id, "screenshot_url"), "a-after.jpg");
    EXPECT_EQ(scene.result(id, "payload -> 'fields' -> 0 ->> 'value'"), "Ada's");
    EXPECT_EQ(scene.result(id, "coalesce(error_message, 'none')"), "none");
    EXPECT_EQ(scene.text("SELECT status FROM attempts"), "succeeded");
    EXPECT_EQ(scene.text("SELECT evidence ->> 'after' FROM attempts"), "a-after.jpg");
    EXPECT_EQ(scene.events(id, "dir-00"), "submitting,submitted");
    EXPECT_EQ(scene.job(id).directories_done, 1);
    EXPECT_EQ(scene.job(id).progress, 50);
    EXPECT_EQ(scene.job(id).status, JobStatus::in_progress);
}

struct Ending {
    Verdict verdict;
    SubmissionStatus status;
    const char* event;
    bool for_a_person;
};

TEST(Attempts, EachVerdictHasItsStatusItsEventAndItsActionItem) {
    const Ending endings[] = {
        {Verdict::accepted, SubmissionStatus::submitted, "submitted", false},
        {Verdict::pending_review, SubmissionStatus::submitted, "submitted", false},
        {Verdict::confirm_email, SubmissionStatus::action_required, "action_required", true},
        {Verdict::rejected, SubmissionStatus::failed, "failed", false},
        {Verdict::duplicate, SubmissionStatus::skipped, "skipped_duplicate", false},
        {Verdict::needs_login, SubmissionStatus::action_required, "action_required", true},
        {Verdict::needs_captcha, SubmissionStatus::action_required, "action_required", true},
        {Verdict::needs_payment, SubmissionStatus::action_required, "action_required", true},
        {Verdict::blocked, SubmissionStatus::failed, "failed", false},
        {Verdict::unknown, SubmissionStatus::action_required, "action_required", true}};
    Scene scene;
    scene.add_directories(static_cast<int>(std::size(endings)));
    const auto id = scene.begun_job();
    for (const auto& ending : endings) {
        const auto leased = scene.claim(1);
        ASSERT_EQ(leased.size(), 1u);
        const auto& name = leased[0].directory.name;
        const auto status = scene.finish(leased[0].fence, ending.verdict);
        ASSERT_TRUE(status) << status.error().message;
        EXPECT_EQ(*status, ending.status) << to_string(ending.verdict);
        EXPECT_EQ(scene.events(id, name), std::string("submitting,") + ending.event);
        EXPECT_EQ(
            scene.number("SELECT count(*) FROM action_items WHERE status = 'open' AND directory_name = '" +
                         name + "' AND kind = '" + std::string(to_string(ending.verdict)) + "'"),
            ending.for_a_person ? 1 : 0)
            << to_string(ending.verdict);
    }
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
    EXPECT_EQ(scene.job(id).progress, 100);
}

TEST(Attempts, AnUnreachableSiteIsTriedAgainLaterAndThenFails) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    RetryPolicy policy;
    policy.attempts_max = 3;
    for (int tries = 1; tries <= 3; ++tries) {
        const auto leased = scene.claim(1);
        ASSERT_EQ(leased.size(), 1u) << tries;
        EXPECT_EQ(leased[0].number, tries);
        auto outcome = Scene::outcome(Verdict::unreachable);
        outcome.error_message = "connection refused";
        const auto status = scene.finish(leased[0].fence, outcome, policy);
        ASSERT_TRUE(status);
        EXPECT_EQ(*status, tries < 3 ? SubmissionStatus::pending : SubmissionStatus::failed);
        EXPECT_TRUE(scene.claim(1).empty()) << "tried again at once";
        scene.clock.advance(policy.longest_delay);
    }
    EXPECT_EQ(scene.events(id, "dir-00"),
              "submitting,retry_scheduled,submitting,retry_scheduled,submitting,failed");
    EXPECT_EQ(scene.number("SELECT count(*) FROM job_results"), 1) << "one row for each job and directory";
    EXPECT_EQ(scene.result(id, "error_message"), "connection refused");
    EXPECT_EQ(scene.job(id).status, JobStatus::failed);
    EXPECT_EQ(scene.job(id).error_message, "All submissions failed");
}

TEST(Attempts, TheSitesOwnWaitIsRespected) {
    Scene scene;
    scene.add_directories(1);
    scene.begun_job();
    auto outcome = Scene::outcome(Verdict::unreachable);
    outcome.retry_after = 2h;
    ASSERT_TRUE(scene.finish(scene.claim(1).at(0).fence, outcome));
    scene.clock.advance(119min);
    EXPECT_TRUE(scene.claim(1).empty());
    const auto due = scene.write([](Tx& tx) { return next_due(tx); });
    ASSERT_TRUE(due);
    EXPECT_EQ(*due, scene.clock.now() + 1min);
    scene.clock.advance(1min);
    EXPECT_EQ(scene.claim(1).size(), 1u);
}

TEST(Attempts, AnErrorThatALaterTryMendsIsGone) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    auto outcome = Scene::outcome(Verdict::unreachable);
    outcome.error_message = "503";
    ASSERT_TRUE(scene.finish(scene.claim(1).at(0).fence, outcome));
    EXPECT_EQ(scene.result(id, "error_message"), "503");
    scene.clock.advance(1h);
    ASSERT_TRUE(scene.finish(scene.claim(1).at(0).fence, Verdict::accepted));
    EXPECT_EQ(scene.result(id, "coalesce(error_message, 'none')"), "none");
    EXPECT_EQ(scene.result(id, "verdict"), "accepted");
}

TEST(Attempts, WhatMayHaveBeenSentIsNeverTriedAgainByItself) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(1);
    ASSERT_TRUE(scene.mark(leased.at(0).fence));
    const auto status = scene.finish(leased[0].fence, Verdict::unreachable);
    ASSERT_TRUE(status);
    EXPECT_EQ(*status, SubmissionStatus::action_required);
    EXPECT_EQ(scene.result(id, "verdict"), "unknown");
    EXPECT_EQ(scene.text("SELECT kind FROM action_items"), "unknown");
    scene.clock.advance(24h);
    EXPECT_TRUE(scene.claim(1).empty());
}

TEST(Attempts, AWizardStepTakesTheMarkBack) {
    Scene scene;
    scene.add_directories(1);
    const auto id = scene.begun_job();
    const auto fence = scene.claim(1).at(0).fence;
    ASSERT_TRUE(scene.mark(fence));
    EXPECT_EQ(scene.mark(fence).error().code, ErrorCode::conflict) << "marked sent twice";
    ASSERT_TRUE(scene->write_blocking([&](Tx& tx) { return mark_unsent(tx, fence); }));
    EXPECT_FALSE(scene->write_blocking([&](Tx& tx) { return mark_unsent(tx, fence); }));
    ASSERT_TRUE(scene.mark(fence));
    ASSERT_TRUE(scene->write_blocking([&](Tx& tx) { return mark_unsent(tx, fence); }));
    EXPECT_EQ(*scene.finish(fence, Verdict::unreachable), SubmissionStatus::pending);
    EXPECT_EQ(scene.events(id, "dir-00"), "submitting,retry_scheduled");
}

TEST(Attempts, NothingIsSentForACancelledJob) {
    Scene scene;
    scene.add_directories(3);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(2);
    ASSERT_EQ(leased.size(), 2u);
    ASSERT_TRUE(scene.mark(leased[1].fence));
    scene.write([&](Tx& tx) { return cancel_job(tx, scene.platform, id, "staff:ada@example.com"); });
    EXPECT_EQ(scene.mark(leased[0].fence).error().code, ErrorCode::conflict);
    EXPECT_EQ(scene.finish(leased[0].fence, Verdict::accepted).error().code, ErrorCode::conflict);
    EXPECT_EQ(scene.result(id, "status", leased[0].directory.name), "skipped");
    EXPECT_EQ(scene.result(id, "status", "dir-02"), "skipped");
    // What was on its way before still gets its verdict.
    EXPECT_EQ(scene.result(id, "status", leased[1].directory.name), "submitting");
    ASSERT_TRUE(scene.finish(leased[1].fence, Verdict::accepted));
    EXPECT_EQ(scene.result(id, "status", leased[1].directory.name), "submitted");
    EXPECT_EQ(scene.job(id).status, JobStatus::cancelled);
    EXPECT_EQ(scene.job(id).directories_done, 3);
    EXPECT_EQ(scene.number("SELECT count(*) FROM audit_log WHERE action = 'job.cancel'"), 1);
    EXPECT_TRUE(scene.claim(5).empty());

    // Cancelled by hand in SQL: the mark looks at the job, not at our own bookkeeping.
    const auto other = scene.begun_job("b@example.com");
    const auto second = scene.claim(1);
    scene.script("UPDATE jobs SET status = 'cancelled' WHERE id = '" + other + "'");
    EXPECT_EQ(scene.mark(second.at(0).fence).error().code, ErrorCode::conflict);
}

TEST(Attempts, AFenceThatNeverWasCanWriteNothing) {
    Scene scene;
    scene.add_directories(1);
    scene.begun_job();
    EXPECT_EQ(scene.mark(77).error().code, ErrorCode::conflict);
    EXPECT_EQ(scene.finish(77, Verdict::accepted).error().code, ErrorCode::conflict);
}

TEST(Attempts, AnOutcomeIsTakenOnce) {
    Scene scene;
    scene.add_directories(2);
    const auto id = scene.begun_job();
    const auto fence = scene.claim(1).at(0).fence;
    ASSERT_TRUE(scene.finish(fence, Verdict::accepted));
    EXPECT_EQ(scene.finish(fence, Verdict::rejected).error().code, ErrorCode::conflict);
    EXPECT_EQ(scene.result(id, "status"), "submitted");
    EXPECT_EQ(scene.job(id).directories_done, 1);
}

TEST(Attempts, TheLastOutcomeFinalisesExactlyOnce) {
    Scene scene;
    scene.add_directories(8);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(8);
    ASSERT_EQ(leased.size(), 8u);
    std::vector<std::thread> threads;
    for (const auto& each : leased)
        threads.emplace_back(
            [&scene, fence = each.fence] { (void)scene.finish(fence, Verdict::pending_review); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
    EXPECT_EQ(scene.job(id).progress, 100);
    EXPECT_TRUE(scene.job(id).completed_at);
    EXPECT_EQ(scene.events(id), "flow_started,job_started,job_finalized,flow_completed");
    EXPECT_EQ(scene.number("SELECT details ->> 'submitted' FROM queue_history WHERE event = 'job_finalized'"),
              8);
    EXPECT_FALSE(scene.write([&](Tx& tx) { return finalize_job_if_done(tx, scene.platform, id, "w1"); }));
}

TEST(Attempts, AJobSomeOfWhichFailedSaysSo) {
    Scene scene;
    scene.add_directories(3);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(3);
    ASSERT_TRUE(scene.finish(leased.at(0).fence, Verdict::rejected));
    ASSERT_TRUE(scene.finish(leased.at(1).fence, Verdict::accepted));
    ASSERT_TRUE(scene.finish(leased.at(2).fence, Verdict::duplicate));
    EXPECT_EQ(scene.job(id).status, JobStatus::completed);
    EXPECT_EQ(scene.job(id).error_message, "1 of 3 submissions failed");
}

} // namespace
} // namespace bolt::store
