#include "submit/http_visitor.hpp"

#include "base/platform.hpp"
#include "net/test_loop.hpp"

#include <cstdio>

/// Sites that attack the lane without a browser: everything is bounded in bytes and time.
namespace bolt::submit {
namespace {

using net::test::plain;

class HttpVisitorTest : public net::test::ServerTest {
  protected:
    void serve() {
        start();
        AddressSettings addresses;
        addresses.allowed_hosts = {fmt::format("127.0.0.1:{}", server->port())};
        policy.emplace(clock, addresses, system_resolver());
        visitor.emplace(*client, *policy, HttpVisitSettings{.user_agent = "test", .accept_language = "en"});
    }
    HttpVisit open(std::string_view path, std::chrono::milliseconds timeout = 10s) {
        return loop.run(visitor->open(url(path), timeout));
    }
    HttpVisit post(std::string_view path, std::string body,
                   std::string type = "application/x-www-form-urlencoded") {
        return loop.run(visitor->send({"POST", url(path), std::move(type), std::move(body)}, url("/form?a=1"),
                                      true, 10s));
    }
    void TearDown() override {
        visitor.reset();
        net::test::ServerTest::TearDown();
    }
    static net::Response gzip_of(std::size_t bytes) {
        const auto command = fmt::format("head -c {} /dev/zero | gzip -c", bytes);
        net::Response out;
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
        char block[4096];
        for (std::size_t got; (got = std::fread(block, 1, sizeof block, pipe.get())) > 0;)
            out.body.append(block, got);
        out.headers.set("Content-Encoding", "gzip");
        out.headers.set("Content-Type", "text/html");
        return out;
    }

    SystemClock clock{loop.executor()};
    std::optional<AddressPolicy> policy;
    std::optional<HttpVisitor> visitor;
};

TEST_F(HttpVisitorTest, CarriesCookiesFromHopToHopAndDecodesBodies) {
    router.add("GET", "/a", plain([](net::Request&) {
                   auto out = net::Response::redirect("/b/./c?x=1#frag", 302);
                   out.headers.add("Set-Cookie", "one=1; HttpOnly");
                   out.headers.add("Set-Cookie", "other=1; Domain=example.com");
                   return out;
               }));
    std::string seen;
    router.add("GET", "/b/c", plain([&](net::Request& request) {
                   seen = fmt::format("{} {}", request.target, request.headers.get("Cookie"));
                   return gzip_of(1000);
               }));
    serve();
    const auto visit = open("/a");
    EXPECT_EQ(visit.answer.status, 200) << visit.problem;
    EXPECT_EQ(visit.answer.url, url("/b/c?x=1"));
    EXPECT_EQ(visit.answer.body, std::string(1000, '\0'));
    EXPECT_EQ(seen, "/b/c?x=1 one=1");
    EXPECT_TRUE(visitor->cookies().has("one"));
    EXPECT_FALSE(visitor->cookies().has("other"));
    ASSERT_EQ(visit.exchanges.size(), 2u);
    EXPECT_EQ(visit.exchanges[0].status, 302);
}

TEST_F(HttpVisitorTest, AfterSendingARedirectIsAskedForWithGetOr307AsSent) {
    std::vector<std::string> seen;
    const auto note = [&](net::Request& request) {
        seen.push_back(fmt::format("{} {} [{}] {} {}", request.method, request.path, request.body,
                                   request.headers.get("Origin"), request.headers.get("Content-Type")));
        if (request.path == "/303") return net::Response::redirect("/end", 303);
        if (request.path == "/307") return net::Response::redirect("/end", 307);
        return net::Response::html(200, "<p>Done");
    };
    router.set_fallback(plain(note));
    serve();
    const auto origin = url("");
    const std::string type = "application/x-www-form-urlencoded";
    EXPECT_EQ(post("/303", "a=1").answer.status, 200);
    EXPECT_EQ(post("/307", "b=2").answer.status, 200);
    EXPECT_THAT(seen, testing::ElementsAre("POST /303 [a=1] " + origin + " " + type, "GET /end []  ",
                                           "POST /307 [b=2] " + origin + " " + type,
                                           "POST /end [b=2] " + origin + " " + type));
}

TEST_F(HttpVisitorTest, ConnectsToNoPrivateAddressWhereverItIsSent) {
    int met = 0;
    net::Router inside;
    inside.set_fallback(plain([&](net::Request&) { return ++met, net::Response::text(200, "secret"); }));
    net::Server secret(loop.executor(), {}, std::move(inside));
    ASSERT_TRUE(secret.start());
    std::string where;
    router.set_fallback(plain([&](net::Request&) { return net::Response::redirect(where); }));
    serve();
    for (const auto& target :
         {fmt::format("http://127.0.0.1:{}/", secret.port()),
          fmt::format("http://localhost:{}/", secret.port()),
          std::string("http://169.254.169.254/latest/meta-data/"), std::string("http://[::1]/"),
          std::string("http://0x7f.1/"), std::string("file:///etc/passwd"), std::string("gopher://x/")}) {
        where = target;
        const auto visit = open("/");
        EXPECT_EQ(visit.answer.status, 0) << target;
        EXPECT_FALSE(visit.problem.empty()) << target;
        EXPECT_EQ(post("/", "a=1").answer.status, 0) << target;
    }
    EXPECT_EQ(met, 0);
    loop.run(secret.stop());
}

TEST_F(HttpVisitorTest, EndlessRedirectsEnd) {
    int hops = 0;
    router.set_fallback(plain([&](net::Request&) { return ++hops, net::Response::redirect("/again"); }));
    serve();
    EXPECT_FALSE(open("/").problem.empty());
    EXPECT_EQ(hops, 11);
}

TEST_F(HttpVisitorTest, TooMuchIsCutOff) {
    router.add("GET", "/huge",
               plain([](net::Request&) { return net::Response::html(200, std::string(200 << 20, 'x')); }));
    router.add("GET", "/bomb", plain([](net::Request&) { return gzip_of(200 << 20); }));
    serve();
    for (const char* path : {"/huge", "/bomb"}) {
        const auto visit = open(path);
        EXPECT_EQ(visit.answer.status, 0) << path;
        EXPECT_EQ(visit.code, ErrorCode::too_large) << path << visit.problem;
    }
}

TEST_F(HttpVisitorTest, ASlowAnswerIsWaitedForNoLongerThanSaid) {
    router.add("GET", "/", [&](net::Request&) -> Async<net::Response> {
        co_await clock.sleep(30s);
        co_return net::Response::text(200, "late");
    });
    serve();
    const auto start = clock.monotonic();
    const auto visit = open("/", 300ms);
    EXPECT_EQ(visit.code, ErrorCode::timeout) << visit.problem;
    EXPECT_LT(clock.monotonic() - start, Duration(5s));
}

TEST_F(HttpVisitorTest, ADownloadIsNoPage) {
    router.set_fallback(plain([](net::Request&) {
        auto out = net::Response::text(200, "Thank you, your listing was added");
        out.headers.set("Content-Disposition", "attachment; filename=thanks.txt");
        return out;
    }));
    serve();
    EXPECT_EQ(open("/").answer.body, "");
}

} // namespace
} // namespace bolt::submit
