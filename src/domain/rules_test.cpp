#include "domain/rules.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

struct Vector {
    const char* job_id;
    const char* directory;
    const char* business;
    const char* key;
};

// Computed with Python 3.11: hashlib.sha256((job_id + directory + json.dumps(business,
// sort_keys=True)).encode()).hexdigest()
TEST(IdempotencyKey, IsWhatPythonComputes) {
    const Vector vectors[] = {
        {"0190f5fe-7c00-7a00-8000-000000000001", "bistro-list", R"json({})json",
         "9d35387c19b51fefc256186ba0cdcfb1b968a3f5c6902261a0a276e3f3e8b772"},
        {"0190f5fe-7c00-7a00-8000-000000000001", "bistro-list",
         R"json({"business_name":"Joe's Diner","city":"Springfield","phone":"+1 555 0100"})json",
         "64c6164cf158155ac98d5e811a0fefd3e4040d30336cc2428d147b82341d74df"},
        {"0190f5fe-7c00-7a00-8000-000000000001", "bistro-list",
         R"json({"phone":"+1 555 0100","city":"Springfield","business_name":"Joe's Diner"})json",
         "64c6164cf158155ac98d5e811a0fefd3e4040d30336cc2428d147b82341d74df"},
        {"0190f5fe-7c00-7a00-8000-000000000002", "bistro-list",
         R"json({"business_name":"Joe's Diner","city":"Springfield","phone":"+1 555 0100"})json",
         "632273ae95f5c3357e24ad2beb2232d501a4f74aaf326ec8c1d6e650a76157aa"},
        {"job", "dir",
         R"json({"name":"Café Zürich 東京 😀","note":"tab\tline\nbell\u0007del\u007fquote\"back\\slash/","":""})json",
         "441a97e8bf5bd57771ae38eb050f44b6cb3b35b42420e90dfd7eb354385430c7"},
        {"job", "dir",
         R"json({"n":[0,-1,3.0,0.1,1e16,1e-05,-0.0,12345678901234567],"t":true,"f":false,"z":null,"o":{"b":{"a":[]},"a":{}}})json",
         "2cd13988f03a0ab177b7509cde4b4871af5f8a4ca134b6f65b15e34b1914b148"},
        {"job", "Straße 東京",
         R"json({"geo":{"lat":48.20849,"lng":16.37208},"é":1,"z":2,"😀":3,"\uffff":4})json",
         "580a18783f1fcba36cb637e52776933cca3a14609dceae687e2a70fb679e989b"},
        {"", "", R"json(null)json", "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"},
        {"job", "dir", R"json("only text")json",
         "3b044eb533d630bf8cb996f9f6328701222e976227bd09f4bca071ae0fbaba6c"},
        {"job", "dir", R"json([])json", "2ab68b2bb3b4e78a25924cef7be548b301b71b9b1197c0857e8f514908c7ff09"},
    };
    for (const auto& each : vectors) {
        const auto business = parse_json(each.business);
        ASSERT_TRUE(business.has_value()) << each.business;
        EXPECT_EQ(idempotency_key(each.job_id, each.directory, *business), each.key) << each.business;
    }
}

TEST(RetryDelay, DoublesUpToTheLongestWithJitterOnTheUpperHalf) {
    SeededRandom random(3);
    const RetryPolicy policy{.attempts_max = 9, .first_delay = 4s, .longest_delay = 60s};
    const Duration full[] = {4s, 4s, 8s, 16s, 32s, 60s, 60s, 60s};
    for (int tries = 0; tries < 8; ++tries) {
        Duration low = Duration::max();
        Duration high = Duration::zero();
        for (int i = 0; i < 300; ++i) {
            const auto delay = retry_delay(policy, tries, random);
            low = std::min(low, delay);
            high = std::max(high, delay);
        }
        EXPECT_GE(low, full[tries] / 2) << tries;
        EXPECT_LE(high, full[tries]) << tries;
        EXPECT_GT(high - low, full[tries] / 4) << "no jitter at try " << tries;
    }
}

TEST(RetryDelay, HasNoOverflowAndObeysRetryAfter) {
    SeededRandom random(3);
    const RetryPolicy policy;
    for (const int tries : {-5, 0, 63, 64, 1000, INT_MAX}) {
        const auto delay = retry_delay(policy, tries, random);
        EXPECT_GT(delay, Duration::zero()) << tries;
        EXPECT_LE(delay, policy.longest_delay) << tries;
    }
    EXPECT_EQ(retry_delay(policy, 1, random, 2h), Duration{2h});
    EXPECT_GE(retry_delay(policy, 1, random, 1s), Duration{1s});
}

TEST(Progress, IsRoundedDownAndNeverLeavesItsScale) {
    EXPECT_EQ(progress_percent(0, 0), 100);
    EXPECT_EQ(progress_percent(0, 3), 0);
    EXPECT_EQ(progress_percent(1, 3), 33);
    EXPECT_EQ(progress_percent(2, 3), 66);
    EXPECT_EQ(progress_percent(3, 3), 100);
    EXPECT_EQ(progress_percent(199, 200), 99);
    EXPECT_EQ(progress_percent(4, 3), 100);
    EXPECT_EQ(progress_percent(-1, 3), 0);
    EXPECT_EQ(progress_percent(INT_MAX, INT_MAX), 100);
}

TEST(FinalStatus, IsFailedOnlyIfEverySubmissionFailed) {
    EXPECT_EQ(final_status(3, 3), JobStatus::failed);
    EXPECT_EQ(final_status(3, 2), JobStatus::completed);
    EXPECT_EQ(final_status(3, 0), JobStatus::completed);
    EXPECT_EQ(final_status(0, 0), JobStatus::completed);
}

} // namespace
} // namespace bolt
