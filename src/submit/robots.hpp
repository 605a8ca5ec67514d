#pragma once
#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::submit {

/// The name under which sites may address us in robots.txt (RFC 9309 section 2.2.1).
inline constexpr std::string_view kProductToken = "directory-bolt";

/// What a robots.txt says to one product: the rules of all its groups, or of "*" if none names it.
struct RobotsRules {
    struct Rule {
        std::string pattern; ///< normalised: percent-encoded as url_path_of() writes it
        bool allow = false;
    };
    std::vector<Rule> rules;
    std::optional<Duration> crawl_delay; ///< not in the RFC; kept as a courtesy, at most kCrawlDelayMax
};
/// A longer Crawl-delay counts as this: submissions are rare, and a job must end.
inline constexpr Duration kCrawlDelayMax = std::chrono::seconds{300};

/// Reads at most the first 500 KiB (RFC 9309 section 2.5). Lines that are no rule are skipped. Pure.
RobotsRules parse_robots(std::string_view text, std::string_view product = kProductToken);

/// Whether the rules let that path be visited: of the patterns that match, the longest decides, an allow wins
/// a tie, none allows (section 2.2.2); "*" stands for any characters, a "$" at the end for the end.
struct RobotsDecision {
    bool allowed = true;
    std::string pattern; ///< that decided, "" if none matched
};
RobotsDecision decide(const RobotsRules& rules, std::string_view path);

/// Path and query of an http(s) URL, percent-encoded alike however the URL was written; "/" if it has none.
std::string url_path_of(std::string_view url);

} // namespace bolt::submit
