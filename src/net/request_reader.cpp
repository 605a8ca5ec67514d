#include "net/request_reader.hpp"

#include "net/target.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace bolt::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Parser = http::request_parser<http::string_body>;

Incoming gone() {
    Incoming incoming;
    incoming.gone = true;
    return incoming;
}

Incoming refuse(Response response) {
    Incoming incoming;
    incoming.refusal = std::move(response);
    incoming.framing_lost = true;
    return incoming;
}

/// What a failed read means for the peer.
Incoming failed(boost::system::error_code error, const ServerSettings& settings, const Deadline& deadline) {
    if (deadline.expired())
        return refuse(problem(408, "Request Timeout", "The request did not arrive in time."));
    if (error == http::error::header_limit)
        return refuse(problem(431, "Request Header Fields Too Large",
                              fmt::format("A request head may have {} bytes.", settings.header_bytes_max)));
    if (error == http::error::body_limit)
        return refuse(problem(413, "Content Too Large",
                              fmt::format("A request body may have {} bytes.", settings.body_bytes_max)));
    if (error == http::error::end_of_stream) return gone();
    if (error.category() == http::make_error_code(http::error::end_of_stream).category())
        return refuse(problem(400, "Bad Request", "This is not a well-formed HTTP/1.1 message."));
    return gone();
}

/// A head that parses, but must not be served: unclear where the message ends or whom it is for.
std::optional<Incoming> bad_head(const Parser::value_type& message) {
    if (message.version() != 10 && message.version() != 11)
        return refuse(problem(505, "HTTP Version Not Supported", "This server speaks HTTP/1.1."));
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() == 11))
        return refuse(problem(400, "Bad Request", "A request needs exactly one Host field."));
    // Any coding but "chunked" leaves the end of the message to guesswork (RFC 9112 section 6.3): request
    // smuggling.
    const auto codings = message.count(http::field::transfer_encoding);
    if (codings == 0) return std::nullopt;
    if (codings > 1 || message.version() == 10 ||
        !beast::iequals(message[http::field::transfer_encoding], "chunked"))
        return refuse(problem(400, "Bad Request", "The only transfer coding understood is \"chunked\"."));
    return std::nullopt;
}

void fill(Request& request, Parser::value_type& message) {
    const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
    request.method = text(message.method_string());
    request.target = text(message.target());
    for (const auto& field : message) request.headers.add(text(field.name_string()), text(field.value()));
    request.body = std::move(message.body());
}

/// RFC 6455 section 4.2.1, what Beast would answer with a plain text instead of a problem document.
std::optional<Response> bad_handshake(const Parser::value_type& message) {
    if (message[http::field::sec_websocket_version] != "13") {
        auto response = problem(426, "Upgrade Required", "This server speaks WebSocket version 13.");
        response.headers.set("Sec-WebSocket-Version", "13");
        return response;
    }
    if (message[http::field::sec_websocket_key].size() != 24) // base64 of 16 bytes
        return problem(400, "Bad Request", "Sec-WebSocket-Key must be 16 bytes in base64.");
    return std::nullopt;
}

void inspect(Incoming& incoming, Parser& parser, const beast::flat_buffer& buffer) {
    auto& message = parser.get();
    incoming.keep_alive = parser.keep_alive();
    incoming.http_1_0 = message.version() == 10;
    fill(incoming.request, message);
    auto target = parse_target(incoming.request.target);
    if (!target) {
        incoming.refusal = problem(400, "Bad Request", target.error().message, "bad_target");
        return;
    }
    incoming.request.path = std::move(target->path);
    incoming.request.query = std::move(target->query);
    if (!beast::websocket::is_upgrade(message)) return;
    incoming.refusal = bad_handshake(message);
    if (!incoming.refusal && buffer.size() > 0)
        incoming.refusal =
            problem(400, "Bad Request", "Data came before the WebSocket handshake was answered.");
    if (incoming.refusal) return;
    incoming.upgrade = true;
    incoming.handshake = parser.release();
}

} // namespace

Async<Incoming> read_request(asio::ip::tcp::socket& socket, beast::flat_buffer& buffer,
                             const ServerSettings& settings, const Deadline& deadline) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(settings.header_bytes_max));
    parser.body_limit(settings.body_bytes_max);
    if (auto [error, bytes] = co_await http::async_read_header(socket, buffer, parser, as_result); error)
        co_return failed(error, settings, deadline);
    if (auto bad = bad_head(parser.get())) co_return std::move(*bad);

    if (const auto expect = parser.get()[http::field::expect];
        !expect.empty() && parser.get().version() == 11) {
        if (!beast::iequals(expect, "100-continue"))
            co_return refuse(problem(417, "Expectation Failed", "The only expectation met is 100-continue."));
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!parser.is_done() && buffer.size() == 0)
            if (auto [error, bytes] = co_await asio::async_write(socket, asio::buffer(go_on), as_result);
                error)
                co_return failed(error, settings, deadline);
    }
    if (!parser.is_done())
        if (auto [error, bytes] = co_await http::async_read(socket, buffer, parser, as_result); error)
            co_return failed(error, settings, deadline);

    Incoming incoming;
    inspect(incoming, parser, buffer);
    co_return incoming;
}

} // namespace bolt::net
