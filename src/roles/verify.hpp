#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "domain/profile.hpp"
#include "net/client.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace bolt::roles {

struct VerifySettings {
    std::string url;     ///< the gateway, e.g. "http://127.0.0.1:8080"
    std::string api_key; ///< STAFF_API_KEY
    std::string webhook_secret;
    std::string package_type = "starter";
    int price_cents = 0;
    BusinessProfile profile; ///< of the purchase it makes
    int directories = 3;
    Duration timeout = std::chrono::minutes{3}; ///< of the whole run
    bool allow_real_directories = false;
};

/// One observed step of the flow.
struct VerifyStep {
    std::string name;
    bool passed = false;
    std::string detail;
    std::int64_t elapsed_ms = 0; ///< since the purchase was sent; before it since the start
};
struct VerifyTest {
    std::string name;
    std::vector<VerifyStep> steps;
    std::string timestamp;
    bool passed() const;
};
struct VerifyReport {
    std::string timestamp, url, job_id;
    std::vector<VerifyTest> tests;
    int passed() const;
    bool all_passed() const { return !tests.empty() && passed() == static_cast<int>(tests.size()); }
};

/// Called as it goes: with step nullptr when a test begins.
using VerifyProgress = std::function<void(const VerifyTest& test, const VerifyStep* step)>;

/// Buys a package through the webhook and watches the job from outside, by the API and a Realtime client:
/// connections, service health, queue, flow, worker, end to end. A test that fails does not stop the later
/// ones unless they cannot run.
Async<VerifyReport> verify(Platform platform, net::HttpClient& http, VerifySettings settings,
                           VerifyProgress progress);

/// {timestamp, tests:[{name, passed, details, timestamp}], summary:{total, passed, failed, pass_rate}}
json::object write_json(const VerifyReport& report);
std::string write_markdown(const VerifyReport& report);

} // namespace bolt::roles
