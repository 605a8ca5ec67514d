#include "net/test_loop.hpp"

namespace bolt::net::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpServer : public ServerTest {
  public:
    void SetUp() override {
        router.add("GET", "/hello", plain([](Request&) { return Response::text(200, "hello"); }));
        router.add("POST", "/echo",
                   plain([](Request& request) { return Response::text(200, request.body); }));
        router.add("GET", "/jobs/{id}", plain([](Request& request) {
                       return Response::text(200, "job " + request.params["id"]);
                   }));
        router.add("GET", "/jobs/recent", plain([](Request&) { return Response::text(200, "recent"); }));
        router.add("GET", "/files/{rest...}",
                   plain([](Request& request) { return Response::text(200, request.params["rest"]); }));
        router.add("GET", "/throw", [](Request&) -> Async<Response> {
            throw std::runtime_error("secret detail");
            co_return Response{};
        });
        // 300 pieces, or an error after `pieces` of them.
        router.add("GET", "/pieces", plain([this](Request& request) {
                       const auto broken = std::stoi(request.query_value("broken").value_or("-1"));
                       Response response = Response::text(200, "begin ");
                       response.more = [this, broken, sent = 0]() mutable -> Async<Result<std::string>> {
                           ++asked;
                           if (sent == broken) co_return fail(ErrorCode::unavailable, "the database went away");
                           co_return sent == 300 ? std::string() : fmt::format("piece {} ", sent++);
                       };
                       return response;
                   }));
    }
    int asked = 0;
};

TEST_F(HttpServer, SendsALongBodyPieceByPiece) {
    start();
    for (int again = 0; again < 2; ++again) {
        auto response = get("/pieces");
        ASSERT_TRUE(response) << response.error().message;
        EXPECT_THAT(response->body, StartsWith("begin piece 0 piece 1 "));
        EXPECT_THAT(response->body, EndsWith("piece 299 "));
        EXPECT_FALSE(response->headers.has("Content-Length"));
    }
    asked = 0;
    auto head = send({.method = "HEAD", .url = url("/pieces")});
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(asked, 0) << "nobody makes what is not sent";
    RawClient old(loop, server->port());
    old.send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = old.read_all();
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_THAT(answer, Not(HasSubstr("chunked")));
    EXPECT_THAT(answer, EndsWith("piece 299 "));
}

TEST_F(HttpServer, ABodyThatCannotBeFinishedIsCutAndNeverLooksWhole) {
    start();
    auto response = get("/pieces?broken=20");
    EXPECT_FALSE(response) << "the client must learn that the rest is missing: " << response->body;
}

TEST_F(HttpServer, AnswersARoute) {
    start();
    auto response = get("/hello");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->headers.get("content-type"), "text/plain; charset=utf-8");
    EXPECT_FALSE(response->headers.has("Server"));
}

TEST_F(HttpServer, FillsParametersAndPrefersLiterals) {
    start();
    EXPECT_EQ(get("/jobs/42")->body, "job 42");
    EXPECT_EQ(get("/jobs/a%20b")->body, "job a b");
    EXPECT_EQ(get("/jobs/recent")->body, "recent");
    EXPECT_EQ(get("/files/a/b.txt")->body, "a/b.txt");
    EXPECT_EQ(get("/files/")->body, "");
    EXPECT_EQ(status_of("/jobs/"), 404);
    EXPECT_EQ(status_of("/jobs/1/2"), 404);
    EXPECT_EQ(status_of("/hello/"), 404);
}

TEST_F(HttpServer, AnswersUnknownPathsWithAProblemDocument) {
    start();
    auto response = get("/nowhere");
    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->headers.get("Content-Type"), "application/problem+json");
    EXPECT_THAT(response->body, HasSubstr(R"("status":404)"));
}

TEST_F(HttpServer, NamesTheAllowedMethods) {
    start();
    auto response = send({.method = "DELETE", .url = url("/hello")});
    EXPECT_EQ(response->status, 405);
    EXPECT_EQ(response->headers.get("Allow"), "GET, HEAD");
    EXPECT_EQ(get("/echo")->headers.get("Allow"), "POST");
}

TEST_F(HttpServer, GivesUnknownPathsToTheFallback) {
    router.set_fallback(plain([](Request& request) { return Response::html(200, "app " + request.path); }));
    start();
    EXPECT_EQ(get("/some/page")->body, "app /some/page");
    EXPECT_EQ(send({.method = "PUT", .url = url("/hello")})->status, 405);
}

TEST_F(HttpServer, AnswersHeadFromGetWithoutABody) {
    start();
    auto answer = raw("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
    EXPECT_EQ(send({.method = "HEAD", .url = url("/hello")})->status, 200);
}

TEST_F(HttpServer, KeepsTheConnectionForFurtherRequests) {
    start();
    RawClient raw_client(loop, server->port());
    for (int i = 0; i < 3; ++i) {
        raw_client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_THAT(raw_client.read_response(), EndsWith("\r\n\r\nhello"));
    }
}

TEST_F(HttpServer, ClosesWhenAskedTo) {
    start();
    auto answer = raw("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(raw("GET /hello HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200 OK\r\n"));
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
    start();
    std::string requests;
    std::string expected;
    for (int i = 0; i < 50; ++i) {
        requests += fmt::format("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n{}\r\n{:02}",
                                i == 49 ? "Connection: close\r\n" : "", i);
        expected += fmt::format("{:02}", i);
    }
    const auto answer = raw(requests);
    std::string bodies;
    for (std::size_t at = 0; (at = answer.find("\r\n\r\n", at)) != std::string::npos; at += 4)
        bodies += answer.substr(at + 4, 2);
    EXPECT_EQ(bodies, expected);
}

TEST_F(HttpServer, ReadsChunkedBodies) {
    start();
    auto answer =
        raw("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            "3\r\nabc\r\n2;note=x\r\nde\r\n0\r\n\r\n");
    EXPECT_THAT(answer, EndsWith("\r\n\r\nabcde"));
}

TEST_F(HttpServer, AsksForTheBodyWhenTheClientWaitsForThat) {
    start();
    RawClient raw_client(loop, server->port());
    raw_client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(raw_client.read_response(), "HTTP/1.1 100 Continue\r\n\r\n");
    raw_client.send("abc");
    EXPECT_THAT(raw_client.read_response(), EndsWith("\r\n\r\nabc"));
}

TEST_F(HttpServer, RefusesOtherExpectations) {
    start();
    EXPECT_THAT(raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: tea\r\n\r\nabc"),
                StartsWith("HTTP/1.1 417 "));
}

TEST_F(HttpServer, TurnsAnExceptionIntoAProblemWithoutItsText) {
    start();
    auto response = get("/throw");
    EXPECT_EQ(response->status, 500);
    EXPECT_EQ(response->headers.get("Content-Type"), "application/problem+json");
    EXPECT_THAT(response->body, Not(HasSubstr("secret")));
    EXPECT_EQ(status_of("/hello"), 200);
}

TEST_F(HttpServer, RunsMiddlewareAroundHandlersFallbackAndRefusals) {
    std::string order;
    auto middleware = [&order](char name) {
        return [&order, name](Request& request, const Handler& next) -> Async<Response> {
            order += name;
            auto response = co_await next(request);
            order += name;
            response.headers.set("X-Route", request.route);
            co_return response;
        };
    };
    router.wrap(middleware('i'));
    router.wrap(middleware('o'));
    start();
    EXPECT_EQ(get("/jobs/7")->headers.get("X-Route"), "/jobs/{id}");
    EXPECT_EQ(order, "oiio");
    order.clear();
    EXPECT_TRUE(get("/nowhere")->headers.has("X-Route"));
    EXPECT_TRUE(get("/echo")->headers.has("X-Route"));
    EXPECT_EQ(order, "oiiooiio");
}

TEST_F(HttpServer, DoesNotSendHeadersThatWouldSplitTheResponse) {
    router.add("GET", "/split", plain([](Request& request) {
                   return Response::redirect(request.query_value("to").value_or("/"));
               }));
    start();
    EXPECT_EQ(get("/split?to=/fine")->headers.get("Location"), "/fine");
    auto response = get("/split?to=/a%0d%0aSet-Cookie:%20a=b");
    EXPECT_EQ(response->status, 500);
    EXPECT_FALSE(response->headers.has("Set-Cookie"));
}

TEST_F(HttpServer, FramesTheResponseItself) {
    router.add("GET", "/lying", plain([](Request&) {
                   return Response{.status = 200,
                                   .headers = {{"Content-Length", "999"}, {"Transfer-Encoding", "chunked"}},
                                   .body = "true"};
               }));
    router.add("GET", "/nothing", plain([](Request&) { return Response::empty(); }));
    start();
    auto response = get("/lying");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "true");
    EXPECT_EQ(get("/nothing")->status, 204);
    EXPECT_FALSE(get("/nothing")->headers.has("Content-Length"));
}

TEST_F(HttpServer, CutsTheConnectionWhereAHandlerWantsThat) {
    router.add("GET", "/cut", plain([](Request&) { return Response{.cut = true}; }));
    start();
    EXPECT_EQ(raw("GET /cut HTTP/1.1\r\nHost: a\r\n\r\n"), "");
}

TEST_F(HttpServer, SaysWhyItCannotListen) {
    start();
    ServerSettings taken;
    taken.port = server->port();
    Server second(loop.executor(), taken, Router{});
    auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::unavailable);
    EXPECT_THAT(started.error().message, HasSubstr(fmt::format("127.0.0.1 port {}", taken.port)));
    ServerSettings nonsense;
    nonsense.address = "localhost";
    Server third(loop.executor(), nonsense, Router{});
    EXPECT_EQ(third.start().error().code, ErrorCode::invalid_argument);
}

TEST(RouterTest, ListsItsRoutesAndRefusesBadPatterns) {
    Router router;
    auto handler = plain([](Request&) { return Response{}; });
    router.add("GET", "/jobs/{id}", handler);
    router.add_socket("/feed", nullptr, nullptr);
    EXPECT_THAT(router.routes(), ::testing::ElementsAre("GET /jobs/{id}", "GET /feed"));
    EXPECT_THROW(router.add("GET", "/jobs/{other}", handler), std::logic_error);
    EXPECT_THROW(router.add("GET", "jobs", handler), std::logic_error);
    EXPECT_THROW(router.add("GET", "/a{b}", handler), std::logic_error);
    EXPECT_THROW(router.add("GET", "/{}", handler), std::logic_error);
    EXPECT_THROW(router.add("GET", "/{rest...}/more", handler), std::logic_error);
}

} // namespace
} // namespace bolt::net::test
