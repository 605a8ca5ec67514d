#pragma once
#include "forms/listing_match.hpp"
#include "submit/http_visitor.hpp"

#include <functional>
#include <optional>
#include <string>

namespace bolt::submit {

/// What an anonymous visitor found of the business at a directory.
struct ListingCheck {
    std::string url;           ///< the page that shows the business; "" if none was found
    forms::ListingMatch match; ///< of that page, else of the last one looked at
    std::string how;           ///< "answer" (the address came with the answer), "search"
    int pages = 0;             ///< pages that were opened

    /// {"url","how","pages","name","address","phone","website"}: true, false or null
    json::object write() const;
};

/// Looks for the business: at `listing_url` if there is one, else through the search form of the directory's
/// page. At most five pages, each below `deadline` (monotonic) and only where `may_visit` agrees; never
/// leaves the directory's site. Never fails: what cannot be opened shows nothing.
Async<ListingCheck> check_listing(HttpVisitor& visitor, Clock& clock, std::string directory_url,
                                  std::string listing_url, const BusinessProfile& profile, Duration deadline,
                                  std::function<Async<bool>(std::string url)> may_visit);

} // namespace bolt::submit
