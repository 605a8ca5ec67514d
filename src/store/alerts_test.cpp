#include "store/alerts.hpp"
#include "store/role_heartbeats.hpp"
#include "store/test_scene.hpp"

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

struct AlertScene : Scene {
    std::vector<std::string> report(const std::string& name, bool active, TimePoint at,
                                    const std::string& severity = "warning") {
        const auto news = write([&](Tx& tx) {
            return record_alerts(tx, at, {{name, severity, "look", {{"n", 1}}, active}}, 15min);
        });
        std::vector<std::string> names;
        for (const auto& each : news) names.push_back(each.name + (each.active ? " begins" : " is over"));
        return names;
    }
};
using Names = std::vector<std::string>;

TEST(Alerts, AreToldOnceThenAtIntervalsAndWhenTheyAreOver) {
    AlertScene scene;
    const auto now = scene.platform.now();
    EXPECT_EQ(scene.report("disk", true, now), Names{"disk begins"});
    EXPECT_EQ(scene.report("disk", true, now + 1min), Names{}) << "another monitor sees it too";
    EXPECT_EQ(scene.report("disk", true, now + 16min), Names{"disk begins"});
    EXPECT_EQ(scene.report("disk", false, now + 17min), Names{"disk is over"});
    EXPECT_EQ(scene.report("disk", false, now + 18min), Names{});
    EXPECT_EQ(scene.report("disk", true, now + 19min), Names{"disk begins"}) << "it begins anew";
    EXPECT_EQ(scene.report("never", false, now), Names{});
    EXPECT_EQ(scene.number("SELECT count(*) FROM alerts"), 1);
}

TEST(Alerts, TheFeedHearsOfBeginningsAndEndsOnly) {
    AlertScene scene;
    const auto now = scene.platform.now();
    for (int i = 0; i < 5; ++i) scene.report("disk", true, now + i * 1min);
    scene.report("disk", false, now + 6min);
    EXPECT_EQ(scene.number("SELECT count(*) FROM changes WHERE table_name = 'alerts'"), 2);
    const auto list = scene.write([&](Tx& tx) { return alert_list(tx, now + 7min); });
    ASSERT_EQ(list.size(), 1U);
    EXPECT_FALSE(list[0].at("resolved_at").is_null());
    EXPECT_EQ(list[0].at("details").at("n"), 1);
    EXPECT_TRUE(scene.write([](Tx& tx) { return open_alerts(tx); }).empty());
    EXPECT_TRUE(scene.write([&](Tx& tx) { return alert_list(tx, now + 25h); }).empty());
}

TEST(RoleHeartbeats, ARoleIsMissedWhenNoneOfItLivesAndNoneStopped) {
    AlertScene scene;
    const auto now = scene.platform.now();
    const auto beat = [&](const std::string& id, const std::string& role, TimePoint at,
                          bool stopped = false) {
        scene.write(
            [&](Tx& tx) { return record_role(tx, at, {id, role, "host", "0.1.0", 7, now}, stopped); });
    };
    const auto silent = [&](TimePoint at) {
        return scene.write([&](Tx& tx) { return silent_roles(tx, at, 1min, 24h); });
    };
    beat("a", "worker", now);
    beat("b", "worker", now + 5min);
    beat("c", "brain", now);
    beat("d", "monitor", now);
    beat("d", "monitor", now + 1min, true);
    EXPECT_EQ(silent(now + 30s), Names{});
    EXPECT_EQ(silent(now + 5min + 30s), Names{"brain"}) << "one worker lives, the monitor stopped";
    EXPECT_EQ(silent(now + 10min), (Names{"brain", "worker"}));
    EXPECT_EQ(silent(now + 25h), Names{}) << "not for ever";
    const auto list = scene.write([&](Tx& tx) { return role_list(tx, now + 5min + 30s, 1min); });
    ASSERT_EQ(list.size(), 4U);
    EXPECT_EQ(list[0].at("status"), "silent");
    EXPECT_EQ(list[1].at("status"), "stopped");
    EXPECT_EQ(scene.write([&](Tx& tx) { return prune_roles(tx, now + 24h * 8); }), 4);
}

} // namespace
} // namespace bolt::store
