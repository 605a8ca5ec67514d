#include "base/json.hpp"
#include "playground/core/site.hpp"

namespace bolt::playground {
namespace {

// The order of the index page: easy ones first.
constexpr std::array<std::string_view, 14> kNames = {
    "bistro-list",  "trade-index",  "nearby-hub",  "biz-steps",   "city-pages",
    "safe-list",    "local-review", "shaky-pages", "mail-mapp",   "only-once",
    "members-only", "branchenbuch", "robot-check", "gold-listing"};

} // namespace

std::string SiteInfo::origin(std::uint16_t port) const {
    return fmt::format("http://{}.localhost:{}", name, port);
}

const std::vector<SiteInfo>& sites() {
    static const auto list = [] {
        std::vector<SiteInfo> out;
        for (const auto name : kNames) {
            const std::string text(site_file(name, "site.json"));
            // Our own embedded file: a mistake in it is a bug that must show at once, so this may throw.
            const auto facts = json::parse(text);
            out.push_back({.name = std::string(name),
                           .title = get_string(facts, "title"),
                           .submit_path = get_string(facts, "submit_path"),
                           .kind = get_string(facts, "kind"),
                           .language = get_string(facts, "language"),
                           .verdict = get_string(facts, "verdict"),
                           .site_json = text});
        }
        return out;
    }();
    return list;
}

} // namespace bolt::playground
