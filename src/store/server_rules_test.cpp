#include "store/server_rules.hpp"

#include "store/directory_views.hpp"
#include "store/test_scene.hpp"

#include <gmock/gmock.h>

namespace bolt::store {
namespace {

const Actor kAda{"staff:ada@example.com", "quieter"};
using Edits = std::map<std::string, std::optional<std::int64_t>, std::less<>>;

struct RuleScene : Scene {
    bool set(const Edits& edits) {
        return write([&](Tx& tx) { return set_server_rules(tx, platform, edits, kAda); });
    }
    std::string refusal(const Edits& edits) {
        auto done =
            (*this)->write_blocking([&](Tx& tx) { return set_server_rules(tx, platform, edits, kAda); });
        return done ? "" : done.error().message;
    }
    ServerRules rules() {
        return write([](Tx& tx) { return server_rules(tx); });
    }
};

TEST(ServerRulesTable, WhatIsNamedChangesAndNullTakesItBack) {
    RuleScene scene;
    EXPECT_EQ(scene.rules(), ServerRules{});
    EXPECT_TRUE(scene.set({{"pacing_percent", 200}, {"alert_overdue_s", 60}}));
    EXPECT_FALSE(scene.set({{"pacing_percent", 200}}));
    EXPECT_EQ(scene.rules().pacing_percent, 200);
    EXPECT_TRUE(scene.set({{"pacing_percent", std::nullopt}}));
    EXPECT_EQ(scene.rules().pacing_percent, std::nullopt);
    EXPECT_EQ(scene.rules().alert_overdue_s, 60);
    EXPECT_EQ(scene.text("SELECT count(*) FROM audit_log WHERE action = 'settings.rules'"), "2");
}

TEST(ServerRulesTable, RefusesWhatIsNoRuleOutOfBoundsOrAgainstAnother) {
    RuleScene scene;
    EXPECT_THAT(scene.refusal({{"pacing", 1}}), testing::HasSubstr("no such rule"));
    for (const auto& bounds : rule_bounds())
        for (const auto value : {bounds.lowest - 1, bounds.most + 1})
            EXPECT_THAT(scene.refusal({{std::string(bounds.name), value}}),
                        testing::StartsWith(std::string(bounds.name)));
    EXPECT_THAT(scene.refusal({{"retry_first_delay_ms", 900'000}}), testing::HasSubstr("longest delay"));
    EXPECT_THAT(scene.refusal({{"retry_longest_delay_ms", 1'000}}), testing::HasSubstr("longest delay"));
    EXPECT_EQ(scene.rules(), ServerRules{}) << "all or nothing";
    EXPECT_TRUE(scene.set({{"retry_first_delay_ms", 900'000}, {"retry_longest_delay_ms", 1'000'000}}));
}

TEST(ServerRulesTable, NewDirectoriesGetTheDefaultsAndOldOnesKeepTheirs) {
    RuleScene scene;
    const auto import = [&](std::vector<CatalogDirectory> catalog) {
        return scene.write([&](Tx& tx) { return import_directories(tx, scene.platform, catalog); });
    };
    CatalogDirectory old, fresh;
    old.name = "old-list", old.title = "Old", old.website = "https://old.example", old.policy = "ask";
    fresh = old, fresh.name = "new-list", fresh.website = "https://new.example";
    import({old});
    const auto before =
        scene.text("SELECT pacing_ms || '/' || attempts_max FROM directories WHERE name = 'old-list'");
    EXPECT_TRUE(scene.set({{"pacing_default_ms", 9'000}, {"attempts_max", 7}}));
    import({old, fresh});
    EXPECT_EQ(scene.text("SELECT pacing_ms || '/' || attempts_max FROM directories WHERE name = 'old-list'"),
              before);
    EXPECT_EQ(scene.text("SELECT pacing_ms || '/' || attempts_max FROM directories WHERE name = 'new-list'"),
              "9000/7");
}

TEST(ServerRulesTable, AScaleStretchesTheHostsPause) {
    RuleScene scene;
    scene.add_directories(1, 1'000);
    scene.begun_job("a@example.com");
    scene.begun_job("b@example.com");
    const auto claimed = [&] {
        return scene
            .write([&](Tx& tx) {
                ClaimRequest request;
                request.worker_id = "w";
                request.pacing_scale = 3;
                return claim_attempts(tx, scene.platform, request);
            })
            .size();
    };
    EXPECT_EQ(claimed(), 1u);
    scene.clock.advance(2'999ms);
    EXPECT_EQ(claimed(), 0u);
    scene.clock.advance(1ms);
    EXPECT_EQ(claimed(), 1u);
}

} // namespace
} // namespace bolt::store
