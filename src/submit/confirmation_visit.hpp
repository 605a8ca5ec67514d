#pragma once
#include "submit/http_visitor.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace bolt::submit {

/// What the page behind a confirmation link said.
struct ConfirmationVisit {
    bool confirmed = false;
    Verdict verdict = Verdict::unknown; ///< accepted or pending_review where confirmed
    bool again = false;                 ///< the site was not reached, or is down: it may be asked later
    std::string summary;                ///< one sentence
    std::string listing_url;            ///< on the directory's own site, "" if none was seen
    std::string page;                   ///< what it showed, as text for the evidence; "" if nothing came
};

/// Opens the link (GET, the visitor's address policy at each hop) and judges what it shows by the rules of
/// every answer; a page that says that address or entry are confirmed, and no more, counts as pending_review.
/// Redirects to other sites than `sites` (mail::site_of()) are not followed: `settings.may_follow` of the
/// visitor is replaced.
Async<ConfirmationVisit> open_confirmation(net::HttpClient& client, AddressPolicy& policy,
                                           HttpVisitSettings settings, std::string url,
                                           std::vector<std::string> sites, std::chrono::milliseconds timeout);

} // namespace bolt::submit
