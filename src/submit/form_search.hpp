#pragma once
#include "base/platform.hpp"
#include "browser/context.hpp"
#include "forms/choose.hpp"
#include "submit/browser_submitter.hpp"
#include "submit/robots_policy.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bolt::submit {

/// Bounds of one search.
struct SearchSettings {
    int pages_max = 7; ///< the nearest of them may be opened once more, to press what opens a form
    int depth_max = 2; ///< links away from the start
    /// Between two pages; at least what robots.txt asks for.
    Duration pause = std::chrono::milliseconds{1500};
    bool ask_robots = true;
    std::chrono::milliseconds form_appears{2500}; ///< for forms drawn by script, on each page
};

/// How a search ended.
struct FoundForm {
    std::string url; ///< of the page with the form, "" if none was found
    std::shared_ptr<browser::Page>
        page;       ///< the page that is open now, whatever was found; nullptr if none is
    int status = 0; ///< HTTP, of that page
    /// Without a form: what stands in the way on the likeliest page (login, payment, captcha), else no_form.
    forms::PageKind wall = forms::PageKind::no_form;
    std::string nearest;        ///< without a form: that page, else the one that its links praised most
    std::string reason;         ///< for people
    bool site_answered = false; ///< at least one page could be opened
    std::optional<Duration> crawl_delay; ///< that robots.txt asks for, if it was asked
    bool refused = false;                ///< the address policy refuses the very start
    bool forbidden = false;              ///< robots.txt forbids the very start
    Duration retry_after{0};
    std::vector<std::string> visited; ///< "address: what is there", in order
};

/// Looks for the page that takes listings, from a site's home page on: follows the links that invite
/// businesses, best first, on this site only, and stops at the first form. Nothing is filled or pressed.
/// Every page passes the address policy and robots.txt. All references must outlive it.
class FormSearch {
  public:
    FormSearch(const Platform& platform, const SubmitterSettings& settings, AddressPolicy& addresses,
               SearchSettings search, std::function<Duration()> left)
        : platform_(platform), settings_(settings), addresses_(addresses), search_(search),
          left_(std::move(left)) {}

    Async<FoundForm> run(browser::Context& context, std::string start);

  private:
    struct Candidate {
        std::string url;
        double score = 0;
        int depth = 0;
    };
    Async<std::string> refusal(const Candidate& candidate);
    Async<bool> open(browser::Context& context, const Candidate& candidate);
    Async<void> read_links(const Candidate& from);
    void note(const std::string& url, std::string_view what);

    const Platform& platform_;
    const SubmitterSettings& settings_;
    AddressPolicy& addresses_;
    SearchSettings search_;
    std::function<Duration()> left_;
    std::vector<Candidate> waiting_;
    std::vector<std::string> seen_;
    double wall_score_ = -1;
    double nearest_score_ = -1;
    FoundForm found_;
};

} // namespace bolt::submit
