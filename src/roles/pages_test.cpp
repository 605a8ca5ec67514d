#include "roles/pages.hpp"

#include "roles/health.hpp"
#include "roles/metrics_text.hpp"
#include "roles/test_http.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace bolt::roles {
namespace {

using testing::HasSubstr;
using testing::Not;

class Pages : public HttpTest {
  protected:
    static constexpr EmbeddedFile kFiles[] = {{"index.html", "<!doctype html><p>app"},
                                              {"index.html.br", "br of index"},
                                              {"index.html.gz", "gz of index"},
                                              {"assets/app-1a2b.js", "run()"},
                                              {"assets/app-1a2b.js.br", "br of app"},
                                              {"favicon.svg", "<svg/>"},
                                              {"unknown.bin", "\x01"}};
    void SetUp() override {
        HttpTest::SetUp();
        start(kFiles);
    }
    void start(std::span<const EmbeddedFile> files) {
        server.reset();
        net::Router router;
        router.add("GET", "/api/thing",
                   [](net::Request&) -> Async<net::Response> { co_return net::Response::json(200, "{}"); });
        add_pages(router, files);
        serve(std::move(router));
    }
    /// The answer's bytes to a request that no client library would send.
    std::string raw(std::string request) {
        return loop.run(
            [](asio::any_io_executor executor, std::uint16_t port, std::string text) -> Async<std::string> {
                asio::ip::tcp::socket socket(executor);
                co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
                co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
                std::string answer;
                co_await asio::async_read(socket, asio::dynamic_buffer(answer), as_result);
                co_return answer;
            }(loop.platform.executor, server->port(), std::move(request)));
    }
};

TEST_F(Pages, ServesFilesWithTheirTypes) {
    for (const auto& [path, type] :
         std::map<std::string, std::string>{{"/", "text/html; charset=utf-8"},
                                            {"/index.html", "text/html; charset=utf-8"},
                                            {"/assets/app-1a2b.js", "text/javascript; charset=utf-8"},
                                            {"/favicon.svg", "image/svg+xml"},
                                            {"/unknown.bin", "application/octet-stream"}}) {
        const auto response = get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_EQ(response.headers.get("Content-Type"), type) << path;
        EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
    }
    EXPECT_EQ(get("/favicon.svg").body, "<svg/>");
    EXPECT_EQ(get("/assets/app-1a2b.js").headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(get("/").headers.get("Cache-Control"), "no-cache");
    const auto head = send("HEAD", "/favicon.svg");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
}

TEST_F(Pages, TheAppsOwnRoutesAreItsIndex) {
    for (const char* path : {"/jobs", "/jobs/42", "/login?token=abc.def", "/v1.2/x", "/apiary"})
        EXPECT_EQ(get(path).body, "<!doctype html><p>app") << path;
}

TEST_F(Pages, WhatIsNotThereIsNotThere) {
    for (const char* path : {"/assets/app-old.js", "/favicon.ico", "/index.html.br", "/index.html.gz", "/api",
                             "/api/", "/api/nothing", "/api/staff.json", "/realtime/v1/websocket",
                             "/realtime", "/rest/v1/jobs", "/.env", "/assets/.map"})
        EXPECT_EQ(problem(get(path)), "404 blank") << path;
    EXPECT_EQ(send("POST", "/jobs").status, 404);
    EXPECT_EQ(send("DELETE", "/index.html").status, 404);
}

TEST_F(Pages, PathsCannotLeaveTheFolder) {
    for (const char* target :
         {"/../etc/passwd", "/assets/../index.html", "/assets/%2e%2e/index.html", "/..%2findex.html", "/%00",
          "/assets/%00.js", "//index.html", "/assets//app-1a2b.js", "/\\index.html", "/%ff"}) {
        const auto answer =
            raw(fmt::format("GET {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", target));
        EXPECT_THAT(answer, testing::ContainsRegex("^HTTP/1.1 (400|404|200) ")) << target;
        EXPECT_THAT(answer, Not(HasSubstr("run()"))) << target;
        EXPECT_THAT(answer, Not(HasSubstr("root:"))) << target;
    }
}

TEST_F(Pages, SendsTheSmallestFormThatIsAccepted) {
    const auto coding = [&](const char* accepted, const char* path = "/") {
        return std::string(get(path, {{"Accept-Encoding", accepted}}).headers.get("Content-Encoding"));
    };
    EXPECT_EQ(coding("gzip, deflate, br"), "br");
    EXPECT_EQ(coding("gzip;q=1.0 , br;q=0.5"), "br");
    EXPECT_EQ(coding("gzip"), "gzip");
    EXPECT_EQ(coding("br;q=0, gzip"), "gzip");
    EXPECT_EQ(coding("br; q=0.000, gzip;q=0.0"), "");
    EXPECT_EQ(coding("brotli, xgzip"), "");
    EXPECT_EQ(coding("identity"), "");
    EXPECT_EQ(coding("gzip", "/assets/app-1a2b.js"), "") << "there is none";
    EXPECT_EQ(get("/", {{"Accept-Encoding", "br"}}).headers.get("Content-Type"), "text/html; charset=utf-8");
}

TEST_F(Pages, AKnownFormIsNotSentAgain) {
    const std::string plain(get("/", {{"Accept-Encoding", "identity"}}).headers.get("ETag"));
    const std::string small(get("/", {{"Accept-Encoding", "br"}}).headers.get("ETag"));
    EXPECT_NE(plain, small) << "each representation has a tag of its own";
    const auto ask = [&](std::string known, const char* accepted) {
        return get("/", {{"Accept-Encoding", accepted}, {"If-None-Match", std::move(known)}});
    };
    const auto same = ask(small, "br");
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same.headers.get("ETag"), small);
    EXPECT_EQ(ask("\"other\", W/" + small, "br").status, 304) << "lists and weakened tags";
    EXPECT_EQ(ask("*", "br").status, 304);
    EXPECT_EQ(ask(plain, "br").status, 200);
    EXPECT_EQ(ask("\"other\"", "br").status, 200);
    EXPECT_EQ(ask(small.substr(1, small.size() - 2), "br").status, 200) << "a tag has its quotes";
}

TEST_F(Pages, EveryAnswerHasTheSecurityHeaders) {
    for (const char* path : {"/", "/assets/app-1a2b.js", "/api/thing", "/api/nothing", "/missing.js"}) {
        const auto response = get(path);
        const std::string policy(response.headers.get("Content-Security-Policy"));
        EXPECT_THAT(policy, HasSubstr("default-src 'none'")) << path;
        EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
        EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
        EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
        EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(response.headers.get("X-Frame-Options"), "DENY");
        EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(response.headers.get("Cross-Origin-Opener-Policy"), "same-origin");
    }
}

TEST_F(Pages, ABuildWithoutPagesSaysSo) {
    start({});
    const auto response = get("/jobs");
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("make build"));
    EXPECT_EQ(get("/api/thing").status, 200);
}

class HealthRoutes : public HttpTest {
  protected:
    void start(std::vector<HealthCheck> checks) {
        net::Router router;
        add_health_routes(router, std::move(checks), []() -> Async<std::string> {
            MetricsText text;
            text.gauge("bolt_depth", "Messages waiting", 3);
            text.counter("bolt_sent_total", "Messages sent", 12.5);
            co_return text.str();
        });
        serve(std::move(router));
    }
    HealthCheck check(std::string name, bool critical, std::string* says) {
        return {std::move(name), critical, [this, says]() -> Async<std::string> {
                    co_await loop.clock.sleep(1ms);
                    if (*says == "throw") throw std::runtime_error("it threw");
                    co_return *says;
                }};
    }
    std::string status() { return get_string(document(get("/readyz")), "status"); }
};

TEST_F(HealthRoutes, TellDegradedFromUnhealthy) {
    std::string database_says, brain_says;
    start({check("database", true, &database_says), check("brain", false, &brain_says)});
    EXPECT_EQ(get("/readyz").status, 200);
    EXPECT_EQ(status(), "healthy");
    brain_says = "the brain answers 500";
    auto response = get("/readyz");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(document(response),
              (json::value{{"status", "degraded"},
                           {"checks",
                            {{"database", {{"status", "ok"}}},
                             {"brain", {{"status", "failed"}, {"detail", "the brain answers 500"}}}}}}));
    database_says = "throw";
    response = get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(status(), "unhealthy");
    EXPECT_THAT(get_string(document(response).at("checks").at("database"), "detail"), HasSubstr("it threw"));
    EXPECT_EQ(document(response).at("checks").as_object().size(), 2u) << "the others are still looked at";
    brain_says.clear();
    EXPECT_EQ(status(), "unhealthy");
    EXPECT_EQ(get("/healthz").body, R"({"status":"ok"})");
}

TEST_F(HealthRoutes, WriteMetricsInPrometheusTextFormat) {
    start({});
    EXPECT_EQ(status(), "healthy");
    const auto response = get("/metrics");
    EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(response.body,
              "# HELP bolt_depth Messages waiting\n# TYPE bolt_depth gauge\nbolt_depth 3\n"
              "# HELP bolt_sent_total Messages sent\n# TYPE bolt_sent_total counter\nbolt_sent_total 12.5\n");
}

} // namespace
} // namespace bolt::roles
