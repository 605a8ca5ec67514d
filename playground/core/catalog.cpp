#include "base/json.hpp"
#include "playground/core/site.hpp"

namespace bolt::playground {
namespace {

// The order of the index page: easy ones first, the demo's before the others.
constexpr auto kNames = std::to_array<std::string_view>(
    {"bistro-list",     "trade-index",   "nearby-hub",     "biz-steps",     "city-pages",
     "safe-list",       "local-review",  "shaky-pages",    "mail-mapp",     "only-once",
     "members-only",    "branchenbuch",  "robot-check",    "gold-listing",  "venue-atlas",
     "flea-board",      "link-orchard",  "spark-base",     "verde-spot",    "party-pages",
     "slate-directory", "old-yard",      "civic-index",    "harbor-guide",  "tier-town",
     "velvet-list",     "preview-press", "maker-registry", "guild-roll",    "split-line",
     "shadow-pages",    "framed-guide",  "honey-trail",    "shop-talk",     "landing-lane",
     "fold-out",        "guia-cercana",  "annuaire-clair", "guida-bottega", "lista-lusa",
     "stadswijzer",     "firmen-kompass"});

std::vector<std::string> host_labels(const json::value& facts) {
    std::vector<std::string> out;
    if (const auto* hosts = find(facts, "hosts"); hosts != nullptr)
        for (const auto& host : hosts->as_array()) out.emplace_back(host.as_string());
    return out;
}

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
                           .hosts = host_labels(facts),
                           .demo = get_bool(facts, "demo"),
                           .site_json = text});
        }
        return out;
    }();
    return list;
}

} // namespace bolt::playground
