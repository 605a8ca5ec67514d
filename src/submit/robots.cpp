#include "submit/robots.hpp"

#include <algorithm>
#include <charconv>

namespace bolt::submit {
namespace {

constexpr std::size_t kBytesMax = 500 << 10;
/// Time is patterns x path: a hostile file must not take long.
constexpr std::size_t kRulesMax = 10'000;
constexpr std::size_t kPatternMax = 2'000;
constexpr std::size_t kPathMax = 8'192;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\f\v");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\f\v") - first + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, [](char a, char b) { return lower(a) == lower(b); });
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool is_unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// RFC 9309 section 2.2.2: octets outside of US-ASCII are percent-encoded, an escape of an unreserved
/// character is undone, hexadecimal digits are upper case. So "/ä", "/%c3%a4" and "/%C3%A4" compare equal.
std::string normalised(std::string_view text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    const auto escape = [&](unsigned char byte) {
        out += '%';
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const int high = byte == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            const auto decoded = static_cast<unsigned char>(high << 4 | low);
            i += 2;
            if (is_unreserved(decoded))
                out += static_cast<char>(decoded);
            else
                escape(decoded);
        } else if (byte <= 0x20 || byte >= 0x7F) {
            escape(byte);
        } else {
            out += text[i];
        }
    }
    return out;
}

/// "directory-bolt/1.0" and "Directory-Bolt (x)" name the same product: what follows the token does not
/// count.
bool names(std::string_view agent, std::string_view product) {
    const auto end = std::ranges::find_if_not(
        agent, [](char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_'; });
    return same_word(agent.substr(0, static_cast<std::size_t>(end - agent.begin())), product);
}

std::optional<Duration> read_delay(std::string_view value) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end == value.data() || !(seconds >= 0)) return std::nullopt;
    const double most = std::chrono::duration<double>(kCrawlDelayMax).count();
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(seconds, most)));
}

/// Matching as RFC 9309 section 2.2.3 has it; goes back to the last "*" only, so time is pattern x path at
/// worst.
bool matches(std::string_view pattern, std::string_view path) {
    const bool anchored = pattern.ends_with('$');
    if (anchored) pattern.remove_suffix(1);
    std::size_t p = 0, i = 0, star = std::string_view::npos, mark = 0;
    for (;;) {
        if (p == pattern.size() && (!anchored || i == path.size())) return true;
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = i;
        } else if (p < pattern.size() && i < path.size() && pattern[p] == path[i]) {
            ++p, ++i;
        } else if (star != std::string_view::npos && mark < path.size()) {
            p = star + 1;
            i = ++mark;
        } else {
            return false;
        }
    }
}

struct Group {
    bool ours = false, everyone = false, ruled = false;
};

} // namespace

RobotsRules parse_robots(std::string_view text, std::string_view product) {
    text = text.substr(0, kBytesMax);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    RobotsRules ours, everyone;
    bool named = false;
    Group group;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        line = line.substr(0, line.find('#'));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
        if (same_word(key, "user-agent")) {
            if (group.ruled) group = {}; // rules ended the group before
            group.ours = group.ours || names(value, product);
            group.everyone = group.everyone || value == "*";
            named = named || group.ours;
            continue;
        }
        const bool allow = same_word(key, "allow"), disallow = same_word(key, "disallow");
        const bool delay = same_word(key, "crawl-delay");
        if (!allow && !disallow && !delay) continue; // Sitemap and the like stand outside of groups
        group.ruled = true;
        const auto add = [&](RobotsRules& rules) {
            if (delay && !rules.crawl_delay) rules.crawl_delay = read_delay(value);
            if (delay || value.empty() || value.size() > kPatternMax || rules.rules.size() >= kRulesMax)
                return;
            rules.rules.push_back({normalised(value), allow});
        };
        if (group.ours) add(ours);
        if (group.everyone) add(everyone);
    }
    return named ? ours : everyone;
}

RobotsDecision decide(const RobotsRules& rules, std::string_view path) {
    path = path.substr(0, kPathMax);
    if (path == "/robots.txt") return {};
    const RobotsRules::Rule* best = nullptr;
    for (const auto& rule : rules.rules) {
        const bool better = best == nullptr || rule.pattern.size() > best->pattern.size() ||
                            (rule.pattern.size() == best->pattern.size() && rule.allow && !best->allow);
        if (better && matches(rule.pattern, path)) best = &rule;
    }
    return best == nullptr ? RobotsDecision{} : RobotsDecision{best->allow, best->pattern};
}

std::string url_path_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    const auto start = url.find_first_of("/?#");
    if (start == std::string_view::npos) return "/";
    url.remove_prefix(start);
    url = url.substr(0, url.find('#'));
    return normalised(url.starts_with('/') ? std::string(url) : "/" + std::string(url));
}

} // namespace bolt::submit
