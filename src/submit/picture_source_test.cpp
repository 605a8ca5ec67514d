#include "submit/picture_source.hpp"

#include "base/test_loop.hpp"
#include "net/server.hpp"

#include <gmock/gmock.h>

namespace bolt::submit {
namespace {

/// "pics.localhost" is this machine, allowed as the playground is; "inner.example" lies in a private network.
Async<Result<std::vector<asio::ip::address>>> resolve(std::string host) {
    co_return std::vector{asio::ip::make_address(host == "pics.localhost" ? "127.0.0.1" : "10.0.0.7")};
}

class PictureSources : public testing::Test {
  protected:
    PictureSources() {
        net::Router router;
        router.set_fallback([this](net::Request& request) { return answer(request); });
        server_ =
            std::make_unique<net::Server>(loop_.platform.executor, net::ServerSettings{}, std::move(router));
        EXPECT_TRUE(server_->start().has_value());
    }
    ~PictureSources() override {
        loop_.run([](net::Server& server) -> Async<bool> {
            co_await server.stop();
            co_return true;
        }(*server_));
    }
    Async<net::Response> answer(net::Request& request) {
        if (request.path == "/out") co_return net::Response::redirect("http://inner.example/logo.png");
        co_return net::Response::text(200, "no picture");
    }
    Error fetch(const std::string& url) {
        AddressPolicy policy(loop_.platform.clock, {.allowed_hosts = {"pics.localhost"}}, resolve);
        PictureSource source(loop_.platform, policy);
        const auto picture = loop_.run(source.fetch(url));
        return picture ? Error{} : picture.error();
    }
    std::string at(std::string_view path) const {
        return fmt::format("http://pics.localhost:{}{}", server_->port(), path);
    }

    TestLoop loop_;
    std::unique_ptr<net::Server> server_;
};

TEST_F(PictureSources, StayOutOfPrivateNetworks) {
    EXPECT_EQ(fetch("http://inner.example/logo.png").code, ErrorCode::permission_denied);
    EXPECT_EQ(fetch("http://10.0.0.7/logo.png").code, ErrorCode::permission_denied);
    EXPECT_EQ(fetch("file:///etc/hostname").code, ErrorCode::invalid_argument);
    EXPECT_EQ(fetch(at("/out")).code, ErrorCode::permission_denied)
        << "where a redirect leads counts as well";
    EXPECT_EQ(fetch(at("/text")).code, ErrorCode::invalid_argument) << "reached, but no picture";
}

} // namespace
} // namespace bolt::submit
