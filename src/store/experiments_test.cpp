#include "store/experiments.hpp"

#include "domain/sequential_comparison.hpp"
#include "store/recipes.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

const Actor kAda{"staff:ada@example.com", "the short text may be liked better"};

/// dir-00 has versions 1 and 2 of a recipe for the same form; 2 is in force.
struct Experiments : ::testing::Test, Scene {
    Experiments() {
        add_directories(1);
        for (const int version : {1, 2})
            script(fmt::format("INSERT INTO recipes (id, directory_name, version, fingerprint, plan, active, "
                               "successes, created_at) VALUES ('00000000-0000-4000-8000-00000000000{0}', "
                               "'dir-00', {0}, 'f', '{{\"parts\":[]}}', {1}, 1, '{2}')",
                               version, version == 2 ? "TRUE" : "FALSE", format_time(platform.now())));
    }
    Result<std::string> try_start(const NewExperiment& wanted) {
        return database->write_blocking([&](Tx& tx) { return start_experiment(tx, platform, wanted, kAda); });
    }
    static NewExperiment wanted(std::string kind, std::string a, std::string b) {
        NewExperiment out;
        out.directory_name = "dir-00";
        out.kind = std::move(kind);
        out.arm_a = std::move(a);
        out.arm_b = std::move(b);
        return out;
    }
    std::string start(std::string kind, std::string a, std::string b) {
        auto started = try_start(wanted(std::move(kind), std::move(a), std::move(b)));
        if (!started) throw std::runtime_error(started.error().message);
        return *started;
    }
    LeasedAttempt next() {
        begun_job(fmt::format("n{}@example.com", ++count_));
        auto leased = claim();
        if (leased.size() != 1) throw std::runtime_error("nothing to claim");
        return leased[0];
    }
    void end(const LeasedAttempt& leased, Verdict verdict) {
        auto ended = outcome(verdict);
        if (leased.recipe) {
            ended.recipe.version_used = leased.recipe->version;
            ended.recipe.fingerprint = leased.recipe->fingerprint;
        }
        ASSERT_TRUE(finish(leased.fence, ended));
    }
    json::object view() {
        const auto views = write([&](Tx& tx) { return experiment_views(tx, "dir-00"); });
        return views.at(0).as_object();
    }
    int active() {
        const auto row = write([&](Tx& tx) { return active_recipe(tx, "dir-00"); });
        return row ? row->version : 0;
    }
    std::string actions() {
        return text("SELECT /*LITE*/group_concat(action)/*END*//*PG*/string_agg(action, ',')/*END*/ FROM "
                    "(SELECT action FROM audit_log WHERE action LIKE 'experiment%' ORDER BY id) AS found");
    }
    int count_ = 0;
};

TEST_F(Experiments, TheBetterVersionComesIntoForceAndTheReasonIsKept) {
    start("recipe", "1", "2");
    int seen[3] = {0, 0, 0};
    for (int i = 0; i < 200 && view().at("status") == "running"; ++i) {
        const auto leased = next();
        ASSERT_TRUE(leased.recipe);
        EXPECT_TRUE(leased.in_browser);
        const int version = leased.recipe->version;
        ++seen[version];
        // Version 2 is refused every second time, not often enough to be put aside by that alone.
        end(leased, version == 2 && seen[2] % 2 == 0 ? Verdict::rejected : Verdict::accepted);
    }
    const auto found = view();
    EXPECT_EQ(found.at("status"), "decided");
    EXPECT_EQ(found.at("winner"), "a");
    EXPECT_GE(found.at("e_value").as_double(), 20);
    EXPECT_EQ(found.at("a").at("trials").to_number<int>(), seen[1]);
    EXPECT_EQ(found.at("b").at("trials").to_number<int>(), seen[2]);
    EXPECT_EQ(found.at("a").at("successes").to_number<int>(), seen[1]);
    EXPECT_EQ(active(), 1);
    EXPECT_EQ(number("SELECT successes FROM recipes WHERE version = 1"), 1 + seen[1])
        << "a success counts for the version that was replayed";
    EXPECT_EQ(actions(), "experiment.start,experiment.decided");
    EXPECT_NE(found.at("reason").as_string().find("1 was taken more often"), std::string::npos);
    const auto after = next();
    EXPECT_EQ(after.recipe->version, 1);
    EXPECT_FALSE(after.in_browser);
}

TEST_F(Experiments, AVersionThatIsGivenUpEndsIt) {
    start("recipe", "1", "2");
    const auto leased = next();
    auto ended = outcome(Verdict::rejected);
    ended.error_message = "a required field did not take its value: State";
    ended.recipe.version_used = leased.recipe->version;
    ASSERT_EQ(finish(leased.fence, ended), SubmissionStatus::pending);
    EXPECT_EQ(view().at("status"), "stopped");
    EXPECT_TRUE(view().at("winner").is_null());
    EXPECT_NE(view().at("reason").as_string().find("was given up"), std::string::npos);
}

TEST_F(Experiments, AnotherFormEndsOneWithRecipes) {
    start("recipe", "1", "2");
    write(
        [&](Tx& tx) { return put_recipe(tx, platform, "dir-00", "g", {{"parts", json::array()}}, "drift"); });
    EXPECT_EQ(next().recipe->version, 3);
    EXPECT_EQ(view().at("status"), "stopped");
    EXPECT_EQ(view().at("reason"), "neither version is in force any more");
}

TEST_F(Experiments, EqualArmsEndUndecided) {
    auto few = wanted("recipe", "1", "2");
    few.outcomes_max = 20;
    ASSERT_TRUE(try_start(few));
    for (int i = 0; i < 19; ++i) end(next(), Verdict::accepted);
    EXPECT_EQ(view().at("status"), "running");
    end(next(), Verdict::accepted);
    EXPECT_EQ(view().at("status"), "undecided");
    EXPECT_EQ(view().at("reason"), "no difference was found in 20 outcomes");
    EXPECT_EQ(active(), 2);
}

TEST_F(Experiments, TextsAreGivenOutByArmAndTheWinnerStays) {
    script("UPDATE recipes SET active = FALSE");
    const auto id = start("text", "as_written", "summary_first");
    const std::string summary = "Plates of the season.";
    const auto leased_with_summary = [&] {
        ManualJob wanted;
        wanted.profile = complete_profile(fmt::format("t{}@example.com", ++count_));
        wanted.profile.short_description = summary;
        wanted.package_type = "starter";
        begin(write([&](Tx& tx) { return create_manual_job(tx, platform, wanted); }).job_id);
        auto leased = claim();
        if (leased.size() != 1) throw std::runtime_error("nothing to claim");
        return leased[0];
    };
    for (int i = 0; i < 200 && view().at("status") == "running"; ++i) {
        const auto leased = leased_with_summary();
        const bool b = leased.profile.description.starts_with(summary);
        EXPECT_EQ(assigned_arm(id, leased.submission.id), b ? Arm::b : Arm::a);
        EXPECT_FALSE(leased.in_browser);
        end(leased, b ? Verdict::pending_review : Verdict::rejected);
    }
    EXPECT_EQ(view().at("winner"), "b");
    for (int i = 0; i < 4; ++i) {
        const auto leased = leased_with_summary();
        EXPECT_TRUE(leased.profile.description.starts_with(summary));
        end(leased, Verdict::accepted);
    }
}

TEST_F(Experiments, ABusinessThatBothTextsShowAlikeIsNotCounted) {
    start("text", "as_written", "brief"); // complete_profile()'s description is brief already
    const auto leased = next();
    end(leased, Verdict::accepted);
    EXPECT_EQ(number("SELECT count(*) FROM experiment_arms"), 0);
}

TEST_F(Experiments, ASubmissionKeepsItsArmAndCountsOnce) {
    start("recipe", "1", "2");
    const auto first = next();
    RetryPolicy policy;
    ASSERT_EQ(finish(first.fence, Verdict::unreachable, policy), SubmissionStatus::pending);
    EXPECT_EQ(view().at("a").at("trials").to_number<int>() + view().at("b").at("trials").to_number<int>(), 0);
    clock.advance(std::chrono::hours{2});
    const auto again = claim();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].submission.id, first.submission.id);
    EXPECT_EQ(again[0].recipe->version, first.recipe->version);
    end(again[0], Verdict::accepted);
    EXPECT_EQ(view().at("a").at("trials").to_number<int>() + view().at("b").at("trials").to_number<int>(), 1);
}

TEST_F(Experiments, WhatCannotBeComparedIsRefused) {
    script("INSERT INTO recipes (id, directory_name, version, fingerprint, plan, active, created_at) VALUES "
           "('00000000-0000-4000-8000-000000000009', 'dir-00', 9, 'other', '{}', FALSE, "
           "'2026-01-01T00:00:00+00:00')");
    const auto code = [&](const NewExperiment& each) {
        const auto made = try_start(each);
        return made ? std::string("started") : std::string(to_string(made.error().code));
    };
    const std::string invalid(to_string(ErrorCode::invalid_argument)),
        missing(to_string(ErrorCode::not_found)), conflict(to_string(ErrorCode::conflict));
    EXPECT_EQ(code(wanted("recipe", "1", "1")), invalid);
    EXPECT_EQ(code(wanted("recipe", "1", "7")), missing);
    EXPECT_EQ(code(wanted("recipe", "1", "x")), missing);
    EXPECT_EQ(code(wanted("recipe", "2", "9")), invalid) << "another form";
    EXPECT_EQ(code(wanted("text", "as_written", "loud")), invalid);
    EXPECT_EQ(code(wanted("colour", "red", "blue")), invalid);
    auto bounds = wanted("text", "as_written", "brief");
    bounds.alpha = 0.5;
    EXPECT_EQ(code(bounds), invalid);
    bounds.alpha = 0.05;
    bounds.outcomes_max = 19;
    EXPECT_EQ(code(bounds), invalid);
    bounds.outcomes_max = 20;
    bounds.directory_name = "no-such";
    EXPECT_EQ(code(bounds), missing);
    script("UPDATE recipes SET failures = 9 WHERE version = 1");
    EXPECT_EQ(code(wanted("recipe", "1", "2")), invalid) << "refused too often";
    const auto id = start("text", "as_written", "brief");
    EXPECT_EQ(code(wanted("text", "as_written", "summary_first")), conflict);
    EXPECT_TRUE(write([&](Tx& tx) { return stop_experiment(tx, platform, id, kAda); }));
    EXPECT_FALSE(write([&](Tx& tx) { return stop_experiment(tx, platform, id, kAda); })) << "it has ended";
    EXPECT_EQ(view().at("reason").as_string(), kAda.reason);
    EXPECT_FALSE(
        database->write_blocking([&](Tx& tx) { return stop_experiment(tx, platform, "no-such", kAda); }));
    EXPECT_EQ(code(wanted("text", "as_written", "summary_first")), "started");
}

} // namespace
} // namespace bolt::store
