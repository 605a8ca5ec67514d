#include "tests/peers/prefect_server.hpp"

#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>

int main(int count, char** arguments) {
    testing::InitGoogleTest(&count, arguments);
    if (const auto why = bolt::peers::PrefectServer::why_absent(); !why.empty()) {
        const char* ci = std::getenv("CI");
        const bool must_run = ci != nullptr && std::string_view(ci) == "true";
        std::printf("%s: the tests with Prefect %s\n", why.c_str(), must_run ? "cannot run" : "are skipped");
        return must_run ? 1 : 0;
    }
    return RUN_ALL_TESTS();
}
