#pragma once
#include "playground/core/site.hpp"

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

/// Every site, freshly made: nothing remembered but the records.
inline std::vector<std::unique_ptr<Site>> make_sites(SiteContext& context) {
    std::vector<std::unique_ptr<Site>> out;
    for (auto* make : {make_bistro_list, make_trade_index, make_nearby_hub, make_biz_steps, make_city_pages,
                       make_safe_list, make_local_review, make_shaky_pages, make_mail_mapp, make_only_once,
                       make_members_only, make_branchenbuch, make_robot_check, make_gold_listing})
        out.push_back(make(context));
    return out;
}

} // namespace bolt::playground
