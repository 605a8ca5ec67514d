#include "submit/address_policy.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

Async<Result<std::vector<asio::ip::address>>> look_up(std::string host) {
    // RFC 6761 section 6.3: names below localhost are loopback, whatever the machine's resolver knows of
    // them.
    if (host == "localhost" || host.ends_with(".localhost"))
        co_return std::vector<asio::ip::address>{asio::ip::address_v4::loopback()};
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto [error, found] = co_await resolver.async_resolve(host, "", as_result);
    if (error)
        co_return fail(error == asio::error::host_not_found ? ErrorCode::not_found : ErrorCode::unavailable,
                       fmt::format("the host {} cannot be found: {}", host, error.message()));
    std::vector<asio::ip::address> out;
    for (const auto& entry : found) out.push_back(entry.endpoint().address());
    co_return out;
}

} // namespace

Resolver system_resolver() { return look_up; }

} // namespace bolt::submit
