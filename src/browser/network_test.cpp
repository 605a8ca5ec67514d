#include "browser/testing.hpp"

#include <filesystem>

namespace bolt::browser {
namespace {

using NetworkTest = testing::BrowserTest;

/// True if a file of exactly that size lies somewhere below; the browser makes and deletes others meanwhile.
bool holds_file_of(const std::string& folder, std::uintmax_t bytes) {
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone;
        if (it->file_size(gone) == bytes && !gone) return true;
    }
    return false;
}

TEST_F(NetworkTest, SeesTheStatusOfASubmittedFormAndOfFetch) {
    site.answer(
        "/form", 200,
        "<form method=post action=/send><input name=a value=1><button>Send</button></form>"
        "<img src=/picture><script>addEventListener('click', () => fetch('/log', {method: 'PUT'}))</script>");
    site.answer("/log", 204, "");
    site.answer("/send", 303, "", "Location: /thanks\r\n");
    site.answer("/thanks", 200, "<p>Thank you</p>");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto opened = co_await page->main_frame().go(site.url("/form"), WaitUntil::load);
        REQUIRE_OK(opened);
        EXPECT_EQ(opened->status, 200);
        EXPECT_EQ(opened->content_type, "text/html");
        const auto seen = page->event_count();
        REQUIRE_OK(co_await page->main_frame().click("button"));
        REQUIRE_OK(co_await page->main_frame().wait_for("text=Thank you"));
        std::string story;
        for (const auto& one : page->events_since(seen)) {
            EXPECT_NE(one.resource_type, "image");
            if (one.kind == PageEvent::Kind::response && one.navigation)
                story += fmt::format("{} {} {};", one.method, one.status, one.location);
            if (one.kind == PageEvent::Kind::navigated)
                story += one.new_document ? "new document;" : "same document;";
            if (one.kind == PageEvent::Kind::request && one.method == "PUT")
                EXPECT_EQ(one.resource_type, "fetch");
        }
        EXPECT_EQ(story, "POST 303 /thanks;GET 200 ;new document;");
        EXPECT_EQ(page->url(), site.url("/thanks"));
        EXPECT_EQ(site.requests().back().path, "/thanks");
        EXPECT_EQ(site.count("/send"), 1);
    });
}

TEST_F(NetworkTest, AnErrorStatusIsAnAnswerAndARefusedConnectionIsAFailure) {
    run([&]() -> Async<void> {
        auto page = co_await new_page();
        REQUIRE(page);
        const auto missing = co_await page->main_frame().go(site.url("/missing"));
        REQUIRE_OK(missing);
        EXPECT_EQ(missing->status, 404);
        const auto refused = co_await page->main_frame().go("http://127.0.0.1:1/");
        REQUIRE(!refused);
        EXPECT_EQ(refused.error().failure, Failure::navigation);
        EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
        EXPECT_TRUE(refused.error().mentions("net::ERR_"));
        const auto fresh = co_await context->new_page();
        REQUIRE_OK(fresh);
        EXPECT_TRUE(co_await (*fresh)->main_frame().go(site.url("/missing")));
    });
}

TEST_F(NetworkTest, AHungServerTimesOutAndThePageGoesOn) {
    site.hang("/slow");
    site.answer("/fine", 200, "fine");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto slow = co_await page->main_frame().go(site.url("/slow"), WaitUntil::document, 400ms);
        REQUIRE(!slow);
        EXPECT_EQ(slow.error().failure, Failure::timeout);
        EXPECT_TRUE(co_await page->main_frame().go(site.url("/fine")));
    });
}

TEST_F(NetworkTest, DeniesDownloads) {
    site.answer(
        "/file", 200, std::string(100'000, 'x'),
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin\r\n");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto opened = co_await page->main_frame().go(site.url("/file"));
        REQUIRE(!opened);
        EXPECT_EQ(opened.error().failure, Failure::download);
        const auto told = co_await event(page, PageEvent::Kind::download);
        REQUIRE(told);
        EXPECT_EQ(told->text, "a.bin");
        // An accepted download lies in the driver's folder within milliseconds and stays; a denied one may pass
        // through it while the browser is busy.
        int looks_without = 0;
        for (int looks = 0; looks < 500 && looks_without < 20; ++looks) {
            looks_without = holds_file_of(folder(), 100'000) ? 0 : looks_without + 1;
            co_await world.clock.sleep(20ms);
        }
        EXPECT_EQ(looks_without, 20) << "the download was kept";
    });
}

TEST_F(NetworkTest, AsksThePolicyForEveryRequest) {
    site.answer("/", 200,
                "<img src=/tracker.gif><script src=/app.js></script><script>fetch('/allowed')</script>");
    site.answer("/allowed", 200, "yes");
    site.answer("/app.js", 200, "document.title = 'app'");
    run([&]() -> Async<void> {
        std::string asked;
        ContextOptions options;
        options.url_policy = [&](OutgoingRequest request) -> Async<bool> {
            co_await world.clock.sleep(1ms);
            asked += request.resource_type + (request.navigation ? "!" : "") + ";";
            if (request.url.ends_with("/explode")) throw std::runtime_error("policy bug");
            co_return !request.url.ends_with("/tracker.gif");
        };
        const auto page = co_await new_page(options);
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().go(site.url("/"), WaitUntil::load));
        EXPECT_EQ(site.count("/tracker.gif"), 0);
        EXPECT_EQ(site.count("/app.js"), 1);
        EXPECT_EQ(context->blocked_requests(), 1u);
        EXPECT_TRUE(asked.starts_with("document!;")) << asked;
        const auto blocked = co_await page->main_frame().go(site.url("/explode"));
        REQUIRE(!blocked);
        EXPECT_EQ(blocked.error().failure, Failure::navigation);
        EXPECT_EQ(site.count("/explode"), 0);
    });
}

TEST_F(NetworkTest, ContextsAreIsolatedAndConfigured) {
    site.answer("/", 200, "page", "Set-Cookie: who=first\r\n");
    run([&]() -> Async<void> {
        const auto first =
            co_await new_page({.locale = "fr-FR", .user_agent = "directory-bolt/1 (+https://example.org)"});
        REQUIRE(first);
        const auto first_context = context;
        REQUIRE_OK(co_await first->main_frame().go(site.url("/")));
        const auto facts = co_await first->main_frame().evaluate(
            "() => [navigator.language, navigator.userAgent, document.cookie]");
        REQUIRE_OK(facts);
        EXPECT_EQ(*facts,
                  json::value(json::array{"fr-FR", "directory-bolt/1 (+https://example.org)", "who=first"}));
        site.answer("/", 200, "page");
        const auto second = co_await new_page();
        REQUIRE(second);
        REQUIRE_OK(co_await second->main_frame().go(site.url("/")));
        const auto cookie = co_await second->main_frame().evaluate("() => document.cookie");
        REQUIRE_OK(cookie);
        EXPECT_EQ(cookie->as_string(), "");
        REQUIRE_OK(co_await first_context->close());
        EXPECT_TRUE(first->closed());
        EXPECT_TRUE(co_await second->responsive());
    });
}

// Why an address policy that must hold needs the proxy: this is how the driver works. If it changes, the
// policy may do.
TEST_F(NetworkTest, ARedirectEscapesThePolicyButNotAProxy) {
    testing::Site secret(world.io);
    secret.answer("/", 200, "secret");
    site.answer("/away", 302, "", "Location: " + secret.url("/") + "\r\n");
    run([&]() -> Async<void> {
        const auto base = site.url("");
        const auto page = co_await new_page({.url_policy = [base](OutgoingRequest request) -> Async<bool> {
            co_return request.url.starts_with(base);
        }});
        REQUIRE(page);
        EXPECT_TRUE(co_await page->main_frame().go(site.url("/away")));
        EXPECT_EQ(secret.count("/"), 1);
        // The site plays the proxy: it is asked for the whole address, loopback or not.
        site.answer("http://secret.localhost:8123/", 200, "from the proxy");
        const auto behind = co_await new_page({.proxy_server = base});
        REQUIRE(behind);
        REQUIRE_OK(co_await behind->main_frame().go("http://secret.localhost:8123/"));
        EXPECT_EQ(site.requests().back().path, "http://secret.localhost:8123/");
        secret.stop();
    });
}

} // namespace
} // namespace bolt::browser
