#include "submit/robots_policy.hpp"

#include "submit/attempt_record.hpp"
#include "submit/http_url.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace bolt::submit {
namespace {

constexpr std::size_t kKnownMax = 1000;
/// More than parse_robots() reads; what is larger still is no robots.txt.
constexpr std::size_t kBytesMax = 4 << 20;

/// One key for a site, however its address is written.
std::string site_of(const Destination& site) {
    const bool v6 = site.host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", site.scheme, v6 ? "[" : "", site.host, v6 ? "]" : "", site.port);
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

RobotsPolicy::RobotsPolicy(const Platform& platform, AddressSettings addresses, RobotsSettings settings,
                           Resolver resolver)
    : platform_(platform), settings_(std::move(settings)),
      policy_(platform.clock, std::move(addresses), std::move(resolver)), http_(platform.executor) {}

Async<RobotsAnswer> RobotsPolicy::ask(std::string url) {
    const auto site = read_destination(url);
    if (!site) co_return RobotsAnswer{};
    const auto origin = site_of(*site);
    auto found = known_.find(origin);
    if (found == known_.end() || found->second.until <= platform_.clock.monotonic()) {
        auto fresh = co_await fetch(origin);
        // Addresses come from pages: the bound keeps a page that names thousands of hosts from filling
        // memory.
        if (known_.size() >= kKnownMax) known_.clear();
        found = known_.insert_or_assign(origin, std::move(fresh)).first;
    }
    const auto& known = found->second;
    if (!known.problem.empty())
        co_return RobotsAnswer{
            RobotsAnswer::Kind::not_known,
            fmt::format("{} cannot say what may be visited: {}", site->host, known.problem), std::nullopt,
            known.retry_after};
    RobotsAnswer answer;
    answer.crawl_delay = known.rules.crawl_delay;
    const auto decision = decide(known.rules, url_path_of(url));
    if (!decision.allowed) {
        answer.kind = RobotsAnswer::Kind::disallowed;
        answer.reason = fmt::format("robots.txt of {} keeps programs away from this page (\"Disallow: {}\")",
                                    site->host, decision.pattern.substr(0, 200));
    }
    co_return answer;
}

Async<Result<net::Response>> RobotsPolicy::get(std::string url) {
    auto destination = co_await policy_.check(url);
    if (!destination) co_return forward(destination);
    net::ClientRequest request;
    request.url = std::move(url);
    request.headers = {{"User-Agent", settings_.user_agent}, {"Accept", "text/plain,*/*;q=0.5"}};
    request.timeout = settings_.timeout;
    request.response_bytes_max = kBytesMax;
    request.address_allowed = [checked = destination->addresses](const std::string& text) {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(text, error);
        return !error && std::ranges::find(checked, address) != checked.end();
    };
    co_return co_await http_.send(std::move(request));
}

Async<RobotsPolicy::Known> RobotsPolicy::fetch(std::string origin) {
    Known known;
    auto url = origin + "/robots.txt";
    for (int hop = 0; hop <= settings_.redirects_max; ++hop) {
        auto response = co_await get(url);
        known.until = platform_.clock.monotonic() + settings_.keep;
        if (!response && response.error().code == ErrorCode::too_large) co_return known;
        if (!response || response->status >= 500) {
            known.problem = response ? fmt::format("robots.txt answers HTTP {}", response->status)
                                     : response.error().message;
            if (response)
                known.retry_after = read_retry_after(response->headers.get("Retry-After"), platform_.now());
            known.until = platform_.clock.monotonic() + std::max(settings_.keep_problem, known.retry_after);
            co_return known;
        }
        const std::string location(response->headers.get("Location"));
        if (!is_redirect(response->status) || location.empty()) {
            if (response->status >= 200 && response->status < 300) known.rules = parse_robots(response->body);
            co_return known;
        }
        auto next = resolve_url(url, location);
        if (!next) co_return known; // as if there were none
        url = std::move(*next);
    }
    co_return known;
}

} // namespace bolt::submit
