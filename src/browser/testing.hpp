#pragma once
#include "base/platform.hpp"
#include "browser/browser.hpp"
#include "browser/temporary_folder.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

/// Ends the test's coroutine with a failure: gtest's ASSERT_* cannot, they `return`.
#define REQUIRE(condition)                                                                                   \
    if (!(condition)) {                                                                                      \
        ADD_FAILURE() << #condition;                                                                         \
        co_return;                                                                                           \
    }
#define REQUIRE_OK(result)                                                                                   \
    if (!(result)) {                                                                                         \
        ADD_FAILURE() << #result << ": " << (result).error().message;                                        \
        co_return;                                                                                           \
    }

namespace bolt::browser {
inline void PrintTo(Failure failure, std::ostream* out) { *out << to_string(failure); }
} // namespace bolt::browser

/// What the tests of this room share; only they include it.
namespace bolt::browser::testing {

/// An io_context with the machine's clock and randomness; runs one coroutine to its end and then what it left
/// behind.
struct World {
    asio::io_context io;
    SystemClock clock{io.get_executor()};
    SystemRandom random;
    Platform platform{io.get_executor(), clock, random};

    void run(std::function<Async<void>()> body) {
        bool finished = false;
        asio::co_spawn(io, body(), [&](std::exception_ptr thrown) {
            finished = true;
            if (thrown) std::rethrow_exception(thrown);
        });
        while (!finished && io.run_one_for(std::chrono::seconds{60}) > 0) {
        }
        EXPECT_TRUE(finished) << "the test hangs";
        io.run_for(std::chrono::seconds{2});
    }
};

/// A web site on loopback: fixed answers by path, and what was asked.
class Site {
  public:
    struct Request {
        std::string method;
        std::string path;
        std::string body;
    };

    explicit Site(asio::io_context& io)
        : acceptor_(io, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        spawn(io.get_executor(), "test site", [this]() { return accept_all(); });
    }
    void answer(const std::string& path, int status, std::string body, std::string headers = "") {
        answers_[path] =
            "HTTP/1.1 " + std::to_string(status) + " Status\r\nConnection: close\r\n" +
            (headers.find("Content-Type") == std::string::npos ? "Content-Type: text/html\r\n" : "") +
            headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    /// Requests of this path are read and never answered.
    void hang(const std::string& path) { answers_[path] = ""; }
    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
    }
    const std::vector<Request>& requests() const { return requests_; }
    int count(const std::string& path) const {
        return static_cast<int>(
            std::count_if(requests_.begin(), requests_.end(), [&](auto& one) { return one.path == path; }));
    }
    void stop() {
        acceptor_.close();
        for (const auto& socket : open_)
            if (const auto one = socket.lock()) one->close();
    }

  private:
    using Socket = std::shared_ptr<asio::ip::tcp::socket>;
    Async<void> accept_all() {
        for (;;) {
            auto socket = std::make_shared<asio::ip::tcp::socket>(acceptor_.get_executor());
            auto [error] = co_await acceptor_.async_accept(*socket, as_result);
            if (error) co_return;
            open_.push_back(socket);
            spawn(acceptor_.get_executor(), "test request", [this, socket]() { return serve(socket); });
        }
    }
    Async<void> serve(Socket socket) {
        std::string head;
        auto [error, count] =
            co_await asio::async_read_until(*socket, asio::dynamic_buffer(head), "\r\n\r\n", as_result);
        if (error) co_return;
        std::string body = head.substr(count);
        Request request{head.substr(0, head.find(' ')), "", ""};
        const auto path = head.find(' ') + 1;
        request.path = head.substr(path, head.find(' ', path) - path);
        std::size_t length = 0;
        if (const auto at = head.find("Content-Length: "); at != std::string::npos)
            length = std::stoul(head.substr(at + 16));
        while (body.size() < length) {
            std::array<char, 4096> more;
            auto [failed, got] = co_await socket->async_read_some(asio::buffer(more), as_result);
            if (failed) co_return;
            body.append(more.data(), got);
        }
        request.body = body;
        requests_.push_back(request);
        const auto it = answers_.find(request.path);
        const std::string missing =
            "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        const auto text = it == answers_.end() ? missing : it->second;
        if (text.empty()) {
            std::array<char, 1> rest;
            co_await socket->async_read_some(asio::buffer(rest), as_result);
            co_return;
        }
        co_await asio::async_write(*socket, asio::buffer(text), as_result);
        boost::system::error_code ignored;
        socket->shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    asio::ip::tcp::acceptor acceptor_;
    std::map<std::string, std::string> answers_;
    std::vector<Request> requests_;
    std::vector<std::weak_ptr<asio::ip::tcp::socket>> open_;
};

/// A driver, a browser and a site for one test; missing parts fail the test with their fix.
class BrowserTest : public ::testing::Test {
  protected:
    void run(std::function<Async<void>()> body) {
        world.run([this, &body]() { return surrounded(body); });
    }
    /// A page in a fresh context, or nullptr (the failure is recorded).
    Async<std::shared_ptr<Page>> new_page(ContextOptions options = {}) {
        auto made = co_await browser->new_context(std::move(options));
        if (!made) ADD_FAILURE() << made.error().message;
        if (!made) co_return nullptr;
        context = *made;
        auto page = co_await context->new_page();
        if (!page) ADD_FAILURE() << page.error().message;
        co_return page ? *page : nullptr;
    }
    /// The first event of `kind` after `seen`, waited for up to 5 s.
    Async<std::optional<PageEvent>> event(std::shared_ptr<Page> page, PageEvent::Kind kind,
                                          std::uint64_t seen = 0) {
        for (auto from = seen;;) {
            for (const auto& one : page->events_since(seen))
                if (one.kind == kind) co_return one;
            from = page->event_count();
            if (!co_await page->wait_event(from, 5s)) co_return std::nullopt;
        }
    }

    World world;
    Site site{world.io};
    std::shared_ptr<Driver> driver;
    std::shared_ptr<Browser> browser;
    std::shared_ptr<Context> context;

    /// The driver's temporary folder.
    const std::string& folder() const { return folder_->path(); }

  private:
    Async<void> surrounded(const std::function<Async<void>()>& body) {
        auto installation = co_await find_installation(world.platform, {}, false);
        if (!installation.complete()) ADD_FAILURE() << installation.problem_text();
        if (!installation.complete()) co_return;
        auto made = TemporaryFolder::make(world.platform, "");
        REQUIRE_OK(made);
        folder_ = std::move(*made);
        auto started = co_await Driver::start(world.platform, installation, folder());
        REQUIRE_OK(started);
        driver = *started;
        auto launched = co_await driver->launch({});
        REQUIRE_OK(launched);
        browser = *launched;
        co_await body();
        context.reset();
        browser.reset();
        co_await driver->stop();
        site.stop();
        for (int i = 0; i < 50 && !folder_->remove(); ++i) co_await world.clock.sleep(20ms);
    }

    std::unique_ptr<TemporaryFolder> folder_;
};

} // namespace bolt::browser::testing
