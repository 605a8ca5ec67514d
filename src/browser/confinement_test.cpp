#include "browser/temporary_folder.hpp"
#include "browser/testing.hpp"

#include <fstream>
#include <pwd.h>

namespace bolt::browser::testing {
namespace {

std::string status_line(pid_t pid, const std::string& name) {
    std::ifstream in(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name + ":")) return line;
    return "";
}

class Confinement : public ::testing::Test {
  protected:
    /// A browser as `as` says, and `body` with its driver.
    void with(BrowserSettings as,
              std::function<Async<void>(Driver&, BrowserResult<std::shared_ptr<Browser>>)> body) {
        world.run([this, as, &body]() -> Async<void> {
            auto installation = co_await find_installation(world.platform, {}, false);
            if (!installation.complete()) ADD_FAILURE() << installation.problem_text();
            if (!installation.complete()) co_return;
            auto folder = TemporaryFolder::make(world.platform, "");
            REQUIRE_OK(folder);
            if (!as.user.empty()) REQUIRE_OK((*folder)->give_to(as.user));
            auto driver = co_await Driver::start(world.platform, installation, (*folder)->path(), as);
            REQUIRE_OK(driver);
            co_await body(**driver, co_await (*driver)->launch(as));
            co_await (*driver)->stop();
            for (int i = 0; i < 50 && !(*folder)->remove(); ++i) co_await world.clock.sleep(20ms);
        });
    }
    World world;
};

TEST_F(Confinement, AMemoryLimitHoldsForDriverAndBrowserAndPagesStillWork) {
    with({.memory_mb = 4096}, [&](Driver& driver, auto launched) -> Async<void> {
        REQUIRE_OK(launched);
        std::ifstream limits(fmt::format("/proc/{}/limits", driver.pid()));
        const std::string text{std::istreambuf_iterator<char>(limits), {}};
        EXPECT_NE(text.find("Max data size             4294967296"), std::string::npos) << text;
        auto context = co_await (*launched)->new_context({});
        REQUIRE_OK(context);
        auto page = co_await (*context)->new_page();
        REQUIRE_OK(page);
    });
}

TEST_F(Confinement, AnotherUserRunsTheBrowserWithASandboxWhereTheKernelLetsIt) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can start a program as another user";
    const auto* nobody = ::getpwnam("nobody");
    if (nobody == nullptr) GTEST_SKIP() << "this machine has no user nobody";
    with({.user = "nobody"}, [&](Driver& driver, auto launched) -> Async<void> {
        const auto uid = std::to_string(nobody->pw_uid);
        EXPECT_NE(status_line(driver.pid(), "Uid").find(uid), std::string::npos);
        EXPECT_NE(status_line(driver.pid(), "NoNewPrivs").find('1'), std::string::npos);
        // A kernel without user namespaces for users refuses the sandbox: then Chromium must refuse to start.
        if (!launched)
            EXPECT_NE(launched.error().message.find("andbox"), std::string::npos) << launched.error().message;
        co_return;
    });
}

TEST_F(Confinement, AnUnknownUserIsNamed) {
    auto folder = TemporaryFolder::make(world.platform, "");
    ASSERT_TRUE(folder);
    const auto refused = (*folder)->give_to("no-such-user-here");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
    (*folder)->remove();
}

} // namespace
} // namespace bolt::browser::testing
