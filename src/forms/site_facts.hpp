#pragma once
#include "domain/profile.hpp"
#include "forms/html_dom.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What a business's own website says about it.
struct SiteFacts {
    BusinessProfile profile; ///< what was found; everything within the bounds of read_profile()
    struct Source {
        std::string field; ///< of write_profile()
        std::string from;  ///< "schema.org", "page title", "meta description", "telephone link", ...
    };
    std::vector<Source> sources;
    bool has_schema = false; ///< there is schema.org JSON-LD of an organisation or business
};
/// Reads schema.org JSON-LD (LocalBusiness and its kinds, Organization), title, meta description and Open
/// Graph, tel: and mailto: links, and links to social networks. `url`: where the page came from, for relative
/// addresses. Everything in the page is somebody's text: what breaks a bound is left out. Pure.
SiteFacts read_site(const HtmlDocument& document, std::string_view url);

} // namespace bolt::forms
