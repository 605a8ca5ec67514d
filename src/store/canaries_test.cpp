#include "store/canaries.hpp"

#include "store/pauses.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;
using Kind = CanaryLook::Kind;

/// dir-00 has recipe 1 of the form "f1".
struct Canaries : ::testing::Test, Scene {
    Canaries() {
        add_directories(1, 1000);
        put("f1");
        clock.advance(24h);
    }
    int put(const std::string& fingerprint) {
        return write([&](Tx& tx) {
                   return put_recipe(tx, platform, "dir-00", fingerprint, {{"parts", json::array()}}, "test");
               })
            .version;
    }
    std::optional<CanaryVisit> claim_look(const std::string& worker = "w1") {
        return write([&](Tx& tx) { return claim_canary(tx, platform.now(), rules, worker); });
    }
    static CanaryLook seen(Kind kind, std::string fingerprint = "") {
        CanaryLook look;
        look.kind = kind;
        look.reason = "as told";
        look.fingerprint = std::move(fingerprint);
        if (kind == Kind::fillable) look.plan = {{"parts", json::array()}};
        return look;
    }
    CanaryNote note(const CanaryVisit& visit, const CanaryLook& look) {
        return write([&](Tx& tx) { return note_canary(tx, platform, visit, look, rules); });
    }
    /// One look, which must be due.
    CanaryNote look(Kind kind, const std::string& fingerprint = "") {
        const auto visit = claim_look();
        if (!visit) throw std::runtime_error("no look is due");
        return note(*visit, seen(kind, fingerprint));
    }
    json::value view() {
        return write([&](Tx& tx) { return canary_view(tx, "dir-00"); });
    }
    bool held() { return number("SELECT count(*) FROM directories WHERE name = 'dir-00' AND paused") == 1; }
    int active() {
        const auto row = write([&](Tx& tx) { return active_recipe(tx, "dir-00"); });
        return row ? row->version : 0;
    }
    CanaryRules rules;
};

TEST_F(Canaries, ADirectoryWithARecipeIsLookedAtOnceInItsTime) {
    const auto visit = claim_look();
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->directory.name, "dir-00");
    ASSERT_TRUE(visit->recipe);
    EXPECT_EQ(visit->recipe->fingerprint, "f1");
    EXPECT_FALSE(claim_look("w2")) << "one worker looks";
    EXPECT_TRUE(view().is_null());
    EXPECT_EQ(note(*visit, seen(Kind::same, "f1")).outcome, "same");
    EXPECT_EQ(view().at("outcome"), "same");
    EXPECT_EQ(view().at("version"), 1);
    clock.advance(24h - 1s);
    EXPECT_FALSE(claim_look());
    clock.advance(1s);
    EXPECT_TRUE(claim_look());
}

TEST_F(Canaries, AYoungRecipeIsNoneYet) {
    script("UPDATE recipes SET created_at = '" + format_time(platform.now() - 1h) + "'");
    EXPECT_FALSE(claim_look());
}

TEST_F(Canaries, ALookThatNobodyNotedIsTakenOver) {
    ASSERT_TRUE(claim_look());
    clock.advance(rules.lease);
    EXPECT_TRUE(claim_look("w2"));
}

TEST_F(Canaries, WhatIsNotToBeVisitedIsNotLookedAt) {
    for (const auto* state :
         {"policy = 'ask'", "policy = 'never'", "active = FALSE", "paused = TRUE", "submission_url = NULL"}) {
        script(std::string("UPDATE directories SET ") + state + " WHERE name = 'dir-00'");
        EXPECT_FALSE(claim_look()) << state;
        script("UPDATE directories SET policy = 'allowed', active = TRUE, paused = FALSE, "
               "submission_url = 'https://dir-00.example/submit'");
    }
    const Actor ada{"staff:ada@example.com", ""};
    write([&](Tx& tx) { return set_pause(tx, platform, kPauseEverything, true, ada); });
    EXPECT_FALSE(claim_look());
    write([&](Tx& tx) { return set_pause(tx, platform, kPauseEverything, false, ada); });
    script("UPDATE recipes SET active = FALSE");
    EXPECT_FALSE(claim_look());
    script("UPDATE recipes SET active = TRUE");
    EXPECT_TRUE(claim_look());
}

TEST_F(Canaries, LooksAndAttemptsKeepTheHostsPaceTogether) {
    begun_job();
    const auto attempt = claim();
    ASSERT_EQ(attempt.size(), 1u);
    clock.advance(2s);
    EXPECT_FALSE(claim_look()) << "an attempt is there";
    ASSERT_TRUE(finish(attempt[0].fence, Verdict::pending_review));
    const auto visit = claim_look();
    ASSERT_TRUE(visit);
    begun_job("other@example.com");
    EXPECT_TRUE(claim(2).empty());
    note(*visit, seen(Kind::same, "f1"));
    EXPECT_TRUE(claim(2).empty()) << "the pace of a second counts from the look's end";
    clock.advance(1s);
    EXPECT_EQ(claim(2).size(), 1u);
}

TEST_F(Canaries, AnotherFormThatCanBeFilledBecomesARecipeBeforeASubmissionMeetsIt) {
    script("INSERT INTO http_profiles (directory_name, submission_url, profile, profiled_at) VALUES "
           "('dir-00', 'https://dir-00.example/submit', '{}', '" +
           format_time(platform.now()) + "')");
    const auto noted = look(Kind::fillable, "f2");
    EXPECT_EQ(noted.outcome, "learned");
    EXPECT_EQ(noted.version, 2);
    EXPECT_FALSE(noted.held);
    EXPECT_EQ(number("SELECT count(*) FROM http_profiles"), 0);
    clock.advance(1s);
    begun_job();
    const auto leased = claim();
    ASSERT_TRUE(leased.at(0).recipe);
    EXPECT_EQ(leased[0].recipe->version, 2);
    EXPECT_EQ(leased[0].recipe->successes, 0);
    EXPECT_EQ(text("SELECT retired_reason FROM recipes WHERE version = 1"),
              "a look found that the form changed");
    EXPECT_EQ(number("SELECT count(*) FROM audit_log WHERE action = 'recipe.learned'"), 1);
    // The site goes back.
    ASSERT_TRUE(finish(leased[0].fence, Verdict::unreachable));
    clock.advance(24h);
    const auto back = look(Kind::fillable, "f1");
    EXPECT_EQ(back.outcome, "restored");
    EXPECT_EQ(active(), 1);
}

TEST_F(Canaries, AFormThatNobodyCanFillHoldsItsSubmissionsUntilItCan) {
    begun_job();
    const auto noted = look(Kind::puzzling, "f2");
    EXPECT_EQ(noted.outcome, "drifted");
    EXPECT_TRUE(noted.held);
    EXPECT_EQ(active(), 0);
    EXPECT_TRUE(held());
    EXPECT_EQ(text("SELECT retired_reason FROM recipes WHERE version = 1"), "the form changed: as told");
    EXPECT_TRUE(view().at("held").as_bool());
    auto troubled = write([](Tx& tx) { return troubled_forms(tx); });
    ASSERT_EQ(troubled.size(), 1u);
    EXPECT_TRUE(troubled[0].held);
    clock.advance(10min);
    EXPECT_TRUE(claim(2).empty());
    clock.advance(50min);
    EXPECT_TRUE(look(Kind::puzzling, "f2").held) << "it is looked at every hour meanwhile";
    clock.advance(1h);
    const auto visit = claim_look();
    ASSERT_TRUE(visit && visit->held);
    EXPECT_EQ(visit->recipe->version, 1) << "compared with what was put aside";
    const auto back = note(*visit, seen(Kind::same, "f1"));
    EXPECT_FALSE(back.held);
    EXPECT_EQ(back.version, 1);
    EXPECT_FALSE(held());
    EXPECT_EQ(active(), 1);
    EXPECT_TRUE(write([](Tx& tx) { return troubled_forms(tx); }).empty());
    clock.advance(1s);
    EXPECT_EQ(claim(1).at(0).submission.directory_name, "dir-00");
}

TEST_F(Canaries, AVersionThatKnewThePuzzlingFormIsTrusted) {
    put("f2");
    put("f1"); // version 1 again
    ASSERT_EQ(active(), 1);
    const auto noted = look(Kind::puzzling, "f2");
    EXPECT_EQ(noted.outcome, "restored");
    EXPECT_EQ(active(), 2);
    EXPECT_FALSE(held());
}

TEST_F(Canaries, WhatAPersonLetGoOrPausedIsTheirs) {
    const Actor ada{"staff:ada@example.com", "I know"};
    ASSERT_TRUE(look(Kind::puzzling, "f2").held);
    write([&](Tx& tx) { return pause_directory(tx, platform, "dir-00", false, ada); });
    put("f3");
    clock.advance(1h);
    const auto again = look(Kind::puzzling, "f2");
    EXPECT_EQ(again.outcome, "drifted");
    EXPECT_FALSE(again.held) << "just this form was let go";
    put("f3");
    clock.advance(24h);
    const auto visit = claim_look();
    ASSERT_TRUE(visit);
    write([&](Tx& tx) { return pause_directory(tx, platform, "dir-00", true, ada); });
    note(*visit, seen(Kind::fillable, "f4"));
    EXPECT_EQ(active(), 2) << "paused during the look: nothing changes";
    clock.advance(48h);
    EXPECT_FALSE(claim_look());
}

TEST_F(Canaries, ARecipeThatChangedDuringTheLookStays) {
    const auto visit = claim_look();
    put("f2");
    EXPECT_EQ(note(*visit, seen(Kind::puzzling, "f3")).outcome, "");
    EXPECT_EQ(active(), 2);
    EXPECT_FALSE(held());
}

TEST_F(Canaries, SubmissionsDoNotWaitForEver) {
    ASSERT_TRUE(look(Kind::puzzling, "f2").held);
    for (int hours = 1; hours < 72; ++hours) {
        clock.advance(1h);
        ASSERT_TRUE(look(Kind::failed).held) << hours;
    }
    clock.advance(1h);
    EXPECT_FALSE(look(Kind::puzzling, "f2").held);
    EXPECT_FALSE(held());
}

TEST_F(Canaries, LooksThatSeeNoFormAreToldOnceTheyRepeat) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(look(Kind::unseen).outcome, "unseen");
        clock.advance(24h);
    }
    EXPECT_TRUE(write([](Tx& tx) { return troubled_forms(tx); }).empty())
        << "it never stood on the page itself";
    look(Kind::same, "f1");
    clock.advance(24h);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(write([](Tx& tx) { return troubled_forms(tx); }).empty());
        look(i == 1 ? Kind::failed : Kind::unseen);
        clock.advance(6h);
    }
    const auto troubled = write([](Tx& tx) { return troubled_forms(tx); });
    ASSERT_EQ(troubled.size(), 1u);
    EXPECT_FALSE(troubled[0].held);
    EXPECT_EQ(active(), 1) << "a page that is away says nothing about the recipe";
    look(Kind::forbidden);
    EXPECT_EQ(view().at("failures"), 3) << "robots.txt is no failure";
    clock.advance(24h);
    look(Kind::same, "f1");
    EXPECT_TRUE(write([](Tx& tx) { return troubled_forms(tx); }).empty());
}

TEST_F(Canaries, ALookCanBeAskedFor) {
    add_directories(2, 1000);
    look(Kind::same, "f1");
    clock.advance(1min);
    EXPECT_FALSE(claim_look());
    EXPECT_TRUE(write([&](Tx& tx) { return ask_canary(tx, platform.now(), "dir-00"); }));
    EXPECT_TRUE(claim_look());
    EXPECT_FALSE(write([&](Tx& tx) { return ask_canary(tx, platform.now(), "dir-01"); })) << "no recipe";
    const auto none =
        database->write_blocking([&](Tx& tx) { return ask_canary(tx, platform.now(), "nobody"); });
    EXPECT_EQ(none.error().code, ErrorCode::not_found);
}

} // namespace
} // namespace bolt::store
