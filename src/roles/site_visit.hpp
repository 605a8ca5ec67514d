#pragma once
#include "base/platform.hpp"
#include "forms/site_facts.hpp"
#include "net/client.hpp"
#include "submit/address_policy.hpp"

#include <boost/asio/thread_pool.hpp>
#include <string>

namespace bolt::roles {

/// A look at the front page of a website that a customer named.
struct SiteVisit {
    bool forbidden =
        false; ///< the address leads where nobody may be sent (a private network): never let through
    std::string problem; ///< in words for the customer; "" if the page answered
    std::string url;     ///< after redirects
    forms::SiteFacts facts;
};
/// Opens the page through the address policy, each redirect too: at most 1 MiB, 10 s. Never fails.
Async<SiteVisit> visit_site(const Platform& platform, net::HttpClient& http, submit::AddressPolicy& policy,
                            asio::thread_pool& pool, std::string url);

} // namespace bolt::roles
