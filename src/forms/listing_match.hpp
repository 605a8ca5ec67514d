#pragma once
#include "domain/profile.hpp"
#include "forms/page_model.hpp"
#include "forms/page_state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bolt::forms {

/// Which facts of the business a page shows. nullopt: the profile has none to look for.
struct ListingMatch {
    std::optional<bool> name;
    std::optional<bool>
        address;               ///< street and number, with the city or the postal code somewhere on the page
    std::optional<bool> phone; ///< the national digits, however they are written
    std::optional<bool> website; ///< a link to its host, or the host in the text

    /// The page is about this business: its name and at least one fact that tells it from others of that
    /// name.
    bool shows_business() const;
    /// How many facts the page shows.
    int agreements() const;
};

/// Compares with tolerance: case, accents, punctuation, "&" and "and", legal forms (Inc., GmbH), the usual
/// abbreviations of streets, any way to write a number. Pure.
ListingMatch match_listing(const PageState& page, const BusinessProfile& profile);

/// Links of a page whose text is the business's name, in order, without `page.url` itself, at most
/// `count_max`.
std::vector<std::string> links_to_business(const PageState& page, const BusinessProfile& profile,
                                           std::size_t count_max);

/// The site's own search form: where to go (action as written) and what to ask ("a=1&q=Joe%27s"); nullopt if
/// the page has none that works without script.
struct SearchForm {
    std::string action;
    std::string query;
};
std::optional<SearchForm> find_search(const Page& page, std::string_view text);

} // namespace bolt::forms
