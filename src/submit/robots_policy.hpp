#pragma once
#include "base/platform.hpp"
#include "net/client.hpp"
#include "submit/address_policy.hpp"
#include "submit/robots.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace bolt::submit {

/// What a site's robots.txt says about one address.
struct RobotsAnswer {
    enum class Kind {
        allowed,
        disallowed, ///< a rule for us says no
        not_known   ///< the site cannot say now (5xx, no answer): nothing is visited until it can
    };
    Kind kind = Kind::allowed;
    std::string reason;                  ///< for people, unless allowed
    std::optional<Duration> crawl_delay; ///< the pause it asks for between visits
    Duration retry_after{0};             ///< not_known: the wait that the site asks for
};

struct RobotsSettings {
    std::string user_agent = "directory-bolt/0.1";
    Duration keep = std::chrono::hours{24};          ///< a good answer (RFC 9309 section 2.4)
    Duration keep_problem = std::chrono::seconds{5}; ///< a bad one, unless it names a Retry-After
    std::chrono::milliseconds timeout{10'000};       ///< of one hop
    int redirects_max = 5;                           ///< more: as if there were none (section 2.3.1.2)
};

/// Asks robots.txt of each scheme, host and port, at most once in `keep`; every hop passes the address policy
/// and connects only to what it checked. 4xx and endless redirects: all allowed; 5xx and no answer: not_known
/// (section 2.3.1). One thread; `platform` must outlive it.
class RobotsPolicy {
  public:
    RobotsPolicy(const Platform& platform, AddressSettings addresses, RobotsSettings settings = {},
                 Resolver resolver = system_resolver());
    /// For an http(s) address; others are not this policy's matter and allowed.
    Async<RobotsAnswer> ask(std::string url);

  private:
    struct Known {
        RobotsRules rules;
        std::string problem; ///< "" if the rules are known
        Duration retry_after{0};
        Duration until{0};
    };
    Async<Known> fetch(std::string origin);
    Async<Result<net::Response>> get(std::string url);

    const Platform& platform_;
    RobotsSettings settings_;
    AddressPolicy policy_;
    net::HttpClient http_;
    std::map<std::string, Known, std::less<>> known_; ///< by origin
};

} // namespace bolt::submit
