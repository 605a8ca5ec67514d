#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"
#include "submit/address_policy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace bolt::submit {

struct ProxySettings {
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds idle_timeout{60'000}; ///< a connection without a byte in either direction
    std::size_t bytes_max = 50 << 20;        ///< one answer; more is cut: a page must not fill the machine
    std::size_t total_bytes_max = 200 << 20; ///< everything that comes in; then every connection is cut
    bool block_trackers = true;              ///< hosts of trackers.hpp are refused without a look-up
    std::size_t connections_max = 512;       ///< further ones are closed at once
    std::size_t head_bytes_max = 64 << 10;   ///< a request's or an answer's head
};

/// The browser's only way out: an HTTP proxy on a loopback port that asks the AddressPolicy about every
/// connection, redirects and WebSockets included, and connects to the very addresses that were checked. One
/// request a connection for plain http, and an answer of its own (502, 504, 403 with the reason) where a site
/// gives none: a browser repeats a request by itself when a kept connection breaks, and a form must never be
/// sent twice. Refuses trackers and counts what comes in: one proxy serves one visit. One thread. The proxy
/// must outlive the contexts that use it.
class AddressProxy {
  public:
    AddressProxy(const Platform& platform, AddressPolicy& policy, ProxySettings settings = {});
    /// Cuts every connection.
    ~AddressProxy();
    AddressProxy(const AddressProxy&) = delete;
    AddressProxy& operator=(const AddressProxy&) = delete;

    /// Listens on a free port of 127.0.0.1; unavailable if there is none.
    Result<void> start();
    void stop();
    /// "http://127.0.0.1:40123", for browser::ContextOptions::proxy_server.
    std::string url() const;
    /// Why the newest failed connection to that host failed, "" if none failed or it worked since: the
    /// browser itself only learns that the proxy gave none.
    Error problem_of(const std::string& host) const;

    /// Bytes that sites sent so far.
    std::size_t received() const;
    /// Requests to trackers that were refused.
    std::size_t trackers_refused() const;

    struct State;

  private:
    std::shared_ptr<State> state_;
};

} // namespace bolt::submit
