#pragma once
#include "base/async.hpp"
#include "base/platform.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Practice directories: small websites of many kinds that businesses are submitted to in the demo and in
/// tests.
namespace bolt::playground {

/// One practice site, as the catalog and the tests need to know it.
struct SiteInfo {
    std::string name;  ///< slug and host label: "bistro-list" is served at http://bistro-list.localhost:PORT
    std::string title; ///< the name the site gives itself, e.g. "BistroList"
    std::string submit_path; ///< where its submission form starts, e.g. "/add-listing"
    std::string kind;        ///< one sentence: how this site behaves
    std::string language;    ///< "en", "de", ...
    std::string
        verdict; ///< what a correct submission ends with: accepted, pending_review, confirm_email, ...
    std::vector<std::string> hosts; ///< host labels beside its name: pages that it shows in frames
    bool demo = false;              ///< belongs to the demo's selection
    std::string site_json; ///< its whole site.json: "controls" maps control names to their meanings

    /// "http://bistro-list.localhost:8090"
    std::string origin(std::uint16_t port) const;
};

/// Every site, in the order of the index page.
const std::vector<SiteInfo>& sites();

struct Settings {
    std::string address = "127.0.0.1"; ///< keep it on loopback: the control routes have no login
    std::uint16_t port = 0;            ///< 0: a free one, see Playground::port()
    /// JSON lines of what was received, appended to and read back by start(); "" keeps it in memory only.
    std::string data_file{};
    std::chrono::milliseconds slow{2'000}; ///< how long slow answers take
    std::size_t records_max = 10'000;      ///< submissions kept; the oldest make room
    std::size_t records_bytes_max = 64 << 20;
    /// Sends a mail of a site (plain text; any thread's concern is the function's own); null: sites send none.
    std::function<void(std::string to, std::string subject, std::string text)> send_mail{};
};

/// One server for all sites; the Host header chooses. Other hosts get an index page, control.localhost and
/// the path prefix /_playground on any host the control routes (docs in core/control.hpp). Used on the
/// executor's thread.
class Playground {
  public:
    Playground(Platform platform, Settings settings);
    ~Playground();
    /// Reads the data file and starts to listen. unavailable: address taken or file not writable.
    Result<void> start();
    std::uint16_t port() const;
    Async<void> stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace bolt::playground
