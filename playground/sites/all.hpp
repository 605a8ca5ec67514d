#pragma once
#include "playground/core/plain_site.hpp"

#include <map>
#include <memory>
#include <vector>

namespace bolt::playground {

// One function a site, each in the site's folder.
std::unique_ptr<Site> make_bistro_list(SiteContext& context);
std::unique_ptr<Site> make_trade_index(SiteContext& context);
std::unique_ptr<Site> make_nearby_hub(SiteContext& context);
std::unique_ptr<Site> make_biz_steps(SiteContext& context);
std::unique_ptr<Site> make_city_pages(SiteContext& context);
std::unique_ptr<Site> make_safe_list(SiteContext& context);
std::unique_ptr<Site> make_local_review(SiteContext& context);
std::unique_ptr<Site> make_shaky_pages(SiteContext& context);
std::unique_ptr<Site> make_mail_mapp(SiteContext& context);
std::unique_ptr<Site> make_only_once(SiteContext& context);
std::unique_ptr<Site> make_members_only(SiteContext& context);
std::unique_ptr<Site> make_branchenbuch(SiteContext& context);
std::unique_ptr<Site> make_robot_check(SiteContext& context);
std::unique_ptr<Site> make_gold_listing(SiteContext& context);

/// Every site in the catalog's order, freshly made: nothing remembered but the records. What has no function
/// here is told by its site.json alone.
inline std::vector<std::unique_ptr<Site>> make_sites(SiteContext& context) {
    using Make = std::unique_ptr<Site> (*)(SiteContext&);
    static const std::map<std::string_view, Make> own = {
        {"bistro-list", make_bistro_list},   {"trade-index", make_trade_index},
        {"nearby-hub", make_nearby_hub},     {"biz-steps", make_biz_steps},
        {"city-pages", make_city_pages},     {"safe-list", make_safe_list},
        {"local-review", make_local_review}, {"shaky-pages", make_shaky_pages},
        {"mail-mapp", make_mail_mapp},       {"only-once", make_only_once},
        {"members-only", make_members_only}, {"branchenbuch", make_branchenbuch},
        {"robot-check", make_robot_check},   {"gold-listing", make_gold_listing}};
    std::vector<std::unique_ptr<Site>> out;
    for (const auto& info : sites()) {
        const auto found = own.find(info.name);
        out.push_back(found == own.end() ? make_plain_site(context, info.name) : found->second(context));
    }
    return out;
}

} // namespace bolt::playground
