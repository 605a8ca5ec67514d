#pragma once
#include "submit/address_policy.hpp"
#include "submit/robots_policy.hpp"
#include "submit/submitter.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace bolt::submit {

struct ListingCheckSettings {
    std::chrono::milliseconds time{15'000}; ///< for all pages of one check
    std::string user_agent;
    AddressSettings addresses;
};

/// Wraps a lane: after a verdict that the business was taken it looks for the listing as an anonymous visitor
/// and adds what it saw (response_log.listing, listing_url, verified_at). A sent form without a clear answer
/// becomes `accepted` only if a page there shows the business's name, address, phone and website. It asks
/// `robots` (nullptr: nobody) about each page that it opens, unless the directory's operator agreed. No other
/// verdict is changed, and whatever goes wrong in the look leaves the outcome as it was.
std::unique_ptr<Submitter> make_checking_submitter(const Platform& platform, std::unique_ptr<Submitter> lane,
                                                   ListingCheckSettings settings,
                                                   std::shared_ptr<RobotsPolicy> robots = nullptr,
                                                   Resolver resolver = system_resolver());

} // namespace bolt::submit
