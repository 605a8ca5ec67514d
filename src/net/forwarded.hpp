#pragma once
#include "base/result.hpp"
#include "net/http.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::net {

/// Which proxies are believed when they say whom they speak for, and in which header they say it. One header
/// only: a proxy that writes one of them passes the other on as the caller wrote it.
class TrustedProxies {
  public:
    enum class Header { x_forwarded_for, forwarded };

    /// Nobody is believed: a request comes from whom its connection comes from.
    TrustedProxies() = default;
    /// `list`: IP addresses and ranges ("10.0.0.0/8"), commas between; "" = nobody. invalid_argument names
    /// the part that is neither, or that would believe everybody.
    static Result<TrustedProxies> read(std::string_view list, Header header = Header::x_forwarded_for);

    /// False for what is no IP address.
    bool trusts(std::string_view address) const;
    /// Whom a request comes from: `peer`, unless that is a trusted proxy; then the last hop of the header
    /// that no trusted proxy is, read from the end, where proxies write. Behind a hop that cannot be read
    /// ("unknown", a name, nonsense) nothing counts: the proxy that reported it stands for its caller. Always
    /// an IP address as asio writes it, if `peer` is one.
    std::string caller(std::string_view peer, const Headers& headers) const;

  private:
    using Bytes = std::array<unsigned char, 16>; ///< IPv4 as ::ffff:a.b.c.d
    struct Range {
        Bytes first{};
        unsigned bits = 128; ///< that count
    };
    static Result<Range> read_range(std::string_view text);
    bool trusts(const Bytes& address) const;

    std::vector<Range> ranges_;
    Header header_ = Header::x_forwarded_for;
};

} // namespace bolt::net
