#include "net/wire.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>
#include <iterator>

namespace bolt::net {
namespace {

bool is_framing_field(std::string_view name) {
    const auto same = [&](std::string_view other) {
        return std::ranges::equal(name, other, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    };
    return same("content-length") || same("transfer-encoding") || same("connection");
}

} // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

bool is_sendable(const Response& response) {
    return response.status >= 200 && response.status <= 599 &&
           std::ranges::all_of(response.headers.all(), [](const auto& field) {
               return is_token(field.first) && is_field_value(field.second);
           });
}

bool may_have_body(int status) { return status != 204 && status != 304; }

std::string response_head(const Response& response, const Framing& framing) {
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
    std::string head;
    head.reserve(256);
    auto out = std::back_inserter(head);
    fmt::format_to(out, "HTTP/1.{} {} {}\r\n", framing.http_1_0 ? 0 : 1, response.status,
                   std::string_view(reason.data(), reason.size()));
    for (const auto& [name, value] : response.headers.all())
        if (!is_framing_field(name)) fmt::format_to(out, "{}: {}\r\n", name, value);
    if (may_have_body(response.status) && !response.more)
        fmt::format_to(out, "Content-Length: {}\r\n", response.body.size());
    // Before HTTP/1.1 such a body ends with the connection.
    if (response.more && !framing.http_1_0) head += "Transfer-Encoding: chunked\r\n";
    if (!framing.keep_alive)
        head += "Connection: close\r\n";
    else if (framing.http_1_0)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
    return head;
}

} // namespace bolt::net
