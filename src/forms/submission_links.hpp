#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// Something on a page that leads to another page.
struct PageLink {
    std::string url;   ///< absolute, http(s)
    std::string text;  ///< what people read
    std::string title; ///< tooltip or accessible name
    bool visible = true;
};

/// Reads what links_script() returned, bounded and checked like read_page().
Result<std::vector<PageLink>> read_links(const json::value& snapshot);

/// A link that may lead to the page where a business is listed.
struct RankedLink {
    std::string url; ///< without a fragment, unless a script routes by it ("#/add")
    std::string text;
    double score = 0; ///< from kLikely up the words say so; below it leads at best towards such a page
    static constexpr double kLikely = 5;
};

/// The links of this page that may lead to its submission form, best first, at most 20, each address once. By
/// what they say and by the words of their address, in English, German, French, Spanish, Italian, Portuguese
/// and Dutch; free before paid; nothing that leads to another site, to a login, a shop, a blog, an article or
/// back to the page itself. Pure.
std::vector<RankedLink> rank_submission_links(const std::vector<PageLink>& links, std::string_view page_url);

/// True if both addresses belong to one site: the same host, but for "www.", or one below the other.
bool is_same_site(std::string_view url, std::string_view other);

} // namespace bolt::forms
