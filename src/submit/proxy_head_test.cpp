#include "submit/proxy_head.hpp"

#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

TEST(ProxyHead, TurnsAProxyRequestIntoOneForTheSite) {
    const auto request =
        read_proxy_request("POST http://shop.example:8080/add?x=1 HTTP/1.1\r\nHost: shop.example:8080\r\n"
                           "Proxy-Connection: keep-alive\r\nConnection: keep-alive\r\nkeep-alive: 5\r\n"
                           "Content-Length: 3\r\n\r\n");
    ASSERT_TRUE(request.has_value());
    EXPECT_FALSE(request->tunnel);
    EXPECT_EQ(request->url, "http://shop.example:8080/add?x=1");
    EXPECT_EQ(request->head, "POST /add?x=1 HTTP/1.1\r\nHost: shop.example:8080\r\nContent-Length: 3\r\n"
                             "Connection: close\r\n\r\n");
    EXPECT_TRUE(read_proxy_request("GET http://shop.example HTTP/1.1\r\n\r\n")
                    ->head.starts_with("GET / HTTP/1.1\r\n"));
    EXPECT_TRUE(read_proxy_request("GET http://a.example?q HTTP/1.1\r\n\r\n")
                    ->head.starts_with("GET /?q HTTP/1.1\r\n"));
}

TEST(ProxyHead, ReadsTunnels) {
    const auto request =
        read_proxy_request("CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n\r\n");
    ASSERT_TRUE(request.has_value());
    EXPECT_TRUE(request->tunnel);
    EXPECT_EQ(request->url, "https://shop.example:443/");
}

TEST(ProxyHead, RefusesEverythingElse) {
    for (const char* head :
         {"", "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET http://a.example/\r\n\r\n",
          "GET ftp://a.example/ HTTP/1.1\r\n\r\n", "GET http://a.example/ HTTP/2\r\n\r\n"})
        EXPECT_FALSE(read_proxy_request(head).has_value()) << head;
}

TEST(ProxyHead, EveryAnswerClosesItsConnection) {
    EXPECT_EQ(
        close_after("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Type: text/html\r\n\r\n").value(),
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n");
    EXPECT_FALSE(close_after("SSH-2.0-server\r\n\r\n").has_value());
    EXPECT_TRUE(is_interim("HTTP/1.1 103 Early Hints\r\n\r\n"));
    EXPECT_FALSE(is_interim("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    EXPECT_FALSE(is_interim("HTTP/1.1 200 OK\r\n\r\n"));
}

} // namespace
} // namespace bolt::submit
