#include "browser/installation.hpp"

#include "browser/testing.hpp"

#include <filesystem>
#include <fstream>

namespace bolt::browser {
namespace {

using testing::World;

class InstallationTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto made = TemporaryFolder::make(world.platform, "");
        ASSERT_TRUE(made) << made.error().message;
        folder = std::move(*made);
    }
    void TearDown() override { folder->remove(); }
    Installation find(BrowserSettings settings, bool ask_chromium = false) {
        Installation found;
        world.run([&]() -> Async<void> {
            found = co_await find_installation(world.platform, settings, ask_chromium);
        });
        return found;
    }
    std::string file(const std::string& name, const std::string& text, bool executable = false) {
        const auto path = folder->path() + "/" + name;
        std::ofstream(path) << text;
        if (executable) std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    }

    World world;
    std::unique_ptr<TemporaryFolder> folder;
};

TEST_F(InstallationTest, FindsWhatThisProjectInstalls) {
    const auto found = find({}, true);
    EXPECT_TRUE(found.complete()) << found.problem_text();
    EXPECT_EQ(found.driver_version, driver_version);
    EXPECT_FALSE(found.node_version.empty());
    EXPECT_GT(std::stoi(found.chromium_version), 100) << found.chromium_version;
}

TEST_F(InstallationTest, NamesEveryMissingPartAndItsFix) {
    const auto found = find({.node = "/no/node", .driver_folder = "/no/driver", .chromium = "/no/chromium"});
    ASSERT_EQ(found.problems.size(), 3u);
    const auto text = found.problem_text();
    for (const char* part :
         {"/no/node", "/no/driver", "/no/chromium", "npm ci", "BOLT_NODE", "PLAYWRIGHT_DIR", "BOLT_CHROMIUM"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
}

TEST_F(InstallationTest, RefusesAnotherDriverVersion) {
    file("package.json", R"({"name":"playwright-core","version":"1.60.0"})");
    const auto found = find({.driver_folder = folder->path()});
    ASSERT_EQ(found.problems.size(), 1u) << found.problem_text();
    EXPECT_NE(found.problems[0].what.find("1.60.0"), std::string::npos);
    EXPECT_NE(found.problems[0].what.find(driver_version), std::string::npos);
    EXPECT_NE(found.problems[0].fix.find("npm ci"), std::string::npos);
}

TEST_F(InstallationTest, ADamagedPackageFileIsAMissingDriver) {
    file("package.json", "{\"name\":\"playwright-core\",");
    const auto found = find({.driver_folder = folder->path()});
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_NE(found.problems[0].what.find("is not at"), std::string::npos);
}

TEST_F(InstallationTest, RefusesAnOldNode) {
    const auto node = file("node", "#!/bin/sh\necho v18.19.0\n", true);
    const auto found = find({.node = node});
    EXPECT_EQ(found.node_version, "18.19.0");
    ASSERT_EQ(found.problems.size(), 1u) << found.problem_text();
    EXPECT_NE(found.problems[0].what.find("at least 20"), std::string::npos) << found.problem_text();
}

TEST_F(InstallationTest, SurvivesProgramsThatAreNotWhatTheySay) {
    const auto node = file("node", "#!/bin/sh\nhead -c 100000 /dev/zero\n", true);
    const auto chromium = file("chromium", "#!/bin/sh\necho broken >&2; exit 1\n", true);
    const auto found = find({.node = node, .chromium = chromium}, true);
    ASSERT_EQ(found.problems.size(), 2u) << found.problem_text();
    EXPECT_NE(found.problem_text().find("wrote too much"), std::string::npos);
    EXPECT_NE(found.problem_text().find("broken"), std::string::npos);
}

TEST_F(InstallationTest, ADriverIsNotStartedFromAnIncompleteInstallation) {
    world.run([&]() -> Async<void> {
        const auto found = co_await find_installation(world.platform, {.chromium = "/no/chromium"}, false);
        const auto started = co_await Driver::start(world.platform, found, folder->path());
        REQUIRE(!started);
        EXPECT_EQ(started.error().failure, Failure::setup);
        EXPECT_TRUE(started.error().mentions("/no/chromium"));
    });
}

} // namespace
} // namespace bolt::browser
