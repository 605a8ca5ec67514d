#include "roles/gateway.hpp"

#include "roles/test_staff.hpp"
#include "store/customers.hpp"
#include "store/directories.hpp"
#include "store/feed.hpp"

#include <fstream>
#include <set>

namespace bolt::roles {
namespace {

using testing::HasSubstr;

class GatewayTest : public StaffTest {
  protected:
    void SetUp() override {
        StaffTest::SetUp();
        settings.gateway_port = 0;
        settings.stripe_webhook_secret = "whsec_test";
        evidence = submit::make_folder_evidence((folder.path / "evidence").string());
        gateway = std::make_unique<Gateway>(platform, *database, queue, *evidence, packages, settings);
        ASSERT_TRUE(gateway->start());
        ended = false;
        spawn(loop.platform.executor, "gateway", [this]() -> Async<void> {
            co_await gateway->run(stopping);
            ended = true;
        });
    }
    void TearDown() override {
        stopping.request();
        EXPECT_TRUE(loop.run_until([&] { return ended; }));
        gateway.reset();
        StaffTest::TearDown();
    }
    net::Response call(std::string method, std::string_view path, std::string body = "",
                       net::Headers headers = {{"X-Staff-Key", "the staff key"}}) {
        auto response =
            loop.run(http->send({.method = std::move(method),
                                 .url = fmt::format("http://127.0.0.1:{}{}", gateway->port(), path),
                                 .headers = std::move(headers),
                                 .body = std::move(body)}));
        if (!response) throw std::runtime_error(response.error().message);
        return std::move(*response);
    }
    json::object read(std::string_view path) {
        const auto response = call("GET", path);
        EXPECT_EQ(response.status, 200) << path << ": " << response.body;
        EXPECT_EQ(response.headers.get("Cache-Control"), "no-store") << path;
        const auto body = document(response);
        return body.is_object() ? body.get_object() : json::object{};
    }
    store::ManualJobIds add_job(std::string name = "Ada's Bistro") {
        return write([&](store::Tx& tx) {
            store::ManualJob job;
            job.profile.business_name = name;
            job.profile.email = name + "@example.com";
            return store::create_manual_job(tx, platform, job);
        });
    }
    Session sign_in() {
        add_user();
        return session_of(
            call("POST", "/api/staff/login",
                 json::serialize(json::object{{"email", "ada@example.com"}, {"password", kPassword}}), {}));
    }

    StubQueue queue;
    PackageCatalog packages;
    std::unique_ptr<submit::EvidenceStore> evidence;
    std::unique_ptr<Gateway> gateway;
    StopToken stopping{loop.clock};
    bool ended = true;
};

TEST_F(GatewayTest, ItsDocumentHasEveryRouteAndRoleAndNoOther) {
    const auto document_ = document(call("GET", "/api/openapi.json", "", {}));
    ASSERT_TRUE(document_.is_object());
    std::map<std::string, std::string> described;
    for (const auto& [path, operations] : document_.at("paths").as_object())
        for (const auto& [method, operation] : operations.as_object()) {
            std::string upper(method);
            for (auto& c : upper) c = static_cast<char>(std::toupper(c));
            described[upper + " " + std::string(path)] = get_string(operation, "x-required-role");
        }
    for (const auto& route : gateway->routes()) {
        if (route.find(" /rest/v1/") != route.npos) continue; // PostgREST's protocol: docs/supabase.md
        EXPECT_TRUE(described.contains(route)) << route << " is served and not in openapi.yaml";
        const auto role = gateway->roles().find(route);
        if (role != gateway->roles().end()) EXPECT_EQ(described[route], to_string(role->second)) << route;
    }
    const std::set<std::string> served(gateway->routes().begin(), gateway->routes().end());
    for (const auto& [route, role] : described) {
        if (route == "GET /realtime/v1/websocket") continue; // a socket is no route
        EXPECT_TRUE(served.contains(route)) << route << " is in openapi.yaml and not served";
    }
}

TEST_F(GatewayTest, EveryStaffRouteNeedsASession) {
    for (const auto& route : gateway->routes()) {
        const auto space = route.find(' ');
        auto path = route.substr(space + 1);
        if (!path.starts_with("/api/staff/") || path.starts_with("/api/staff/login")) continue;
        for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
            path.replace(brace, path.find('}') - brace + 1, "x");
        EXPECT_EQ(problem(call(route.substr(0, space), path, "", {})), "401 unauthenticated") << route;
    }
}

TEST_F(GatewayTest, AnswersCarryThePositionTheyAreNotOlderThan) {
    const auto job = add_job();
    const auto newest = write([](store::Tx& tx) { return store::feed_bounds(tx); }).newest;
    for (const std::string& path :
         {std::string("/api/staff/overview"), std::string("/api/staff/jobs"), "/api/staff/jobs/" + job.job_id,
          std::string("/api/staff/activity"), std::string("/api/staff/directories")})
        EXPECT_EQ(get_int(read(path), "position"), newest) << path;
}

TEST_F(GatewayTest, TheOverviewHasTheQueuesDepthOrSaysThatItIsUnknown) {
    add_job();
    auto overview = read("/api/staff/overview");
    EXPECT_EQ(get_int(overview.at("jobs"), "pending"), 1);
    EXPECT_EQ(overview.at("queue"),
              (json::value{{"depth", 3}, {"in_flight", 2}, {"dead", 1}, {"oldest_age_seconds", 7}}));
    EXPECT_TRUE(overview.at("workers").is_array() && overview.at("today").is_object());
    queue.failure = Error{ErrorCode::unavailable, "down"};
    EXPECT_TRUE(read("/api/staff/overview").at("queue").is_null()) << "unknown is not zero";
}

TEST_F(GatewayTest, JobsComeInPagesAndWithFilters) {
    for (int i = 0; i < 5; ++i) {
        add_job(fmt::format("Business {}", i));
        clock.advance(1s);
    }
    std::vector<std::string> names;
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
        const auto list = read("/api/staff/jobs?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const auto& job : list.at("jobs").as_array()) names.push_back(get_string(job, "business_name"));
        cursor = get_string(list, "next_cursor");
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Business 4", "Business 3", "Business 2", "Business 1",
                                               "Business 0"}));
    EXPECT_EQ(cursor, "");
    EXPECT_EQ(read("/api/staff/jobs?q=business%203").at("jobs").as_array().size(), 1u);
    EXPECT_EQ(read("/api/staff/jobs?state=completed").at("jobs").as_array().size(), 0u);
    EXPECT_EQ(read("/api/staff/jobs?state=active&limit=9999").at("jobs").as_array().size(), 5u);
    for (const char* query : {"cursor=nonsense", "state=running", "status=done"})
        EXPECT_EQ(problem(call("GET", fmt::format("/api/staff/jobs?{}", query))), "400 invalid") << query;
    for (const char* query : {"limit=-1", "limit=0", "limit=x", "paused=perhaps", "from=soon", "sort=name"})
        EXPECT_EQ(problem(call("GET", fmt::format("/api/staff/jobs?{}", query))), "400 invalid") << query;
    EXPECT_EQ(read("/api/staff/jobs?limit=").at("jobs").as_array().size(), 5u);
}

TEST_F(GatewayTest, OneJobAndItsActivity) {
    const auto job = add_job(), other = add_job("Other");
    script(fmt::format(
        R"(INSERT INTO queue_history (job_id, event, created_at) VALUES ('{0}', 'one', '2026-01-01T00:00:00.000000+00:00'),
        ('{1}', 'two', '2026-01-01T00:00:00.000000+00:00'), ('{0}', 'three', '2026-01-01T00:00:00.000000+00:00'))",
        job.job_id, other.job_id));
    const auto one = read("/api/staff/jobs/" + job.job_id);
    EXPECT_EQ(get_string(one.at("job"), "id"), job.job_id);
    EXPECT_EQ(get_string(one.at("profile"), "business_name"), "Ada's Bistro");
    EXPECT_TRUE(one.at("results").is_array() && one.at("history").is_array());
    const auto events = [&](std::string query) {
        std::string found;
        const auto answer = read("/api/staff/activity?" + query);
        for (const auto& event : answer.at("events").as_array()) {
            const auto name = get_string(event, "event");
            if (name == "one" || name == "two" || name == "three") found += name + " ";
        }
        return found;
    };
    EXPECT_EQ(events(""), "three two one ");
    EXPECT_EQ(events("job_id=" + job.job_id), "three one ");
    const auto newest = read("/api/staff/activity?limit=1").at("events").at(0).at("id").as_int64();
    EXPECT_EQ(events(fmt::format("before={}", newest)), "two one ");
    EXPECT_EQ(problem(call("GET", "/api/staff/jobs/00000000-0000-7000-8000-000000000000")), "404 not_found");
    EXPECT_EQ(problem(call("GET", "/api/staff/jobs/nonsense")), "404 not_found");
}

TEST_F(GatewayTest, EvidenceIsForStaffOnlyAndStaysInItsFolder) {
    ASSERT_TRUE(evidence->put("job/attempt-after.jpg", "\xFF\xD8\xFFpicture"));
    std::ofstream(folder.path / "secret.jpg") << "secret";
    const auto picture = call("GET", "/api/staff/evidence/job/attempt-after.jpg");
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.body, "\xFF\xD8\xFFpicture");
    EXPECT_EQ(picture.headers.get("Content-Type"), "image/jpeg");
    EXPECT_EQ(picture.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(std::string(picture.headers.get("Cache-Control")), HasSubstr("private"));
    ASSERT_TRUE(evidence->put("job/attempt-after.txt", "HTTP 200\n<script>alert(1)</script>"));
    const auto answer = call("GET", "/api/staff/evidence/job/attempt-after.txt");
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(call("GET", "/api/staff/evidence/job/attempt-after.jpg", "", {}).status, 401);
    for (const char* path :
         {"job/none.jpg", "job/..%2f..%2fsecret.jpg", "..%2f/secret.jpg", "job/.hidden", "job/a%20b"})
        EXPECT_THAT(call("GET", fmt::format("/api/staff/evidence/{}", path)).status, testing::AnyOf(400, 404))
            << path;
}

TEST_F(GatewayTest, DirectoriesHaveTheDocumentedMembers) {
    store::Directory directory;
    directory.name = "bistro-list";
    directory.policy = "allowed";
    write([&](store::Tx& tx) { return store::upsert_directory(tx, platform, directory); });
    const auto list = read("/api/staff/directories").at("directories").as_array();
    ASSERT_EQ(list.size(), 1u);
    std::set<std::string> members;
    for (const auto& [key, value] : list[0].as_object()) members.emplace(key);
    for (const char* member : {"name", "title", "website", "submission_url", "host", "category", "policy",
                               "active", "paused", "pacing_ms", "attempts_max", "recipe", "health"})
        EXPECT_TRUE(members.contains(member)) << member;
}

TEST_F(GatewayTest, ALogoutEndsTheSessionsSocket) {
    const auto session = sign_in();
    const auto connect = [&](std::string_view token) {
        return loop.run(net::SocketClient::connect(
            fmt::format("ws://127.0.0.1:{}/realtime/v1/websocket?vsn=2.0.0&apikey={}", gateway->port(),
                        token),
            {}, 5s));
    };
    auto socket = connect(session.realtime_token);
    ASSERT_TRUE(socket);
    ASSERT_TRUE(loop.run((*socket)->send(
        R"(["1","1","realtime:a","phx_join",{"config":{"postgres_changes":[{"event":"*","schema":"public","table":"jobs"}]}}])")));
    EXPECT_THAT(loop.run((*socket)->receive(5s)).value_or(""), HasSubstr("\"ok\""));
    EXPECT_EQ(call("POST", "/api/staff/logout", "", session.write()).status, 204);
    while (loop.run((*socket)->receive(5s))) {
    }
    EXPECT_EQ((*socket)->close_code(), 1008);
    EXPECT_FALSE(connect(session.realtime_token));
    EXPECT_FALSE(connect(""));
    EXPECT_TRUE(connect("the%20staff%20key"));
}

TEST_F(GatewayTest, HealthAndMetricsTellOfQueueAndFeed) {
    add_job();
    EXPECT_EQ(call("GET", "/readyz", "", {}).status, 200);
    ASSERT_TRUE(loop.run_until(
        [&] { return call("GET", "/metrics").body.find("bolt_feed_position 0\n") == std::string::npos; }));
    const auto metrics = call("GET", "/metrics", "", {}).body;
    for (const char* line : {"bolt_realtime_connections 0\n", "bolt_queue_visible 3\n", "bolt_queue_dead 1\n",
                             "bolt_outbox_waiting 0\n"})
        EXPECT_THAT(metrics, HasSubstr(line));
    queue.failure = Error{ErrorCode::unavailable, "the queue is down"};
    const auto ready = call("GET", "/readyz", "", {});
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("the queue is down"));
    EXPECT_EQ(call("GET", "/healthz", "", {}).status, 200);
}

} // namespace
} // namespace bolt::roles
