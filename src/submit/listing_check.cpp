#include "submit/listing_check.hpp"

#include "forms/html_page.hpp"
#include "forms/html_state.hpp"
#include "submit/http_url.hpp"
#include "submit/judged_ending.hpp"

namespace bolt::submit {
namespace {

constexpr int kPagesMax = 5;
constexpr std::size_t kResultsMax = 2;
constexpr auto kPageTime = std::chrono::milliseconds{5'000};

class Looker {
  public:
    Looker(HttpVisitor& visitor, Clock& clock, std::string directory_url, const BusinessProfile& profile,
           Duration deadline, std::function<Async<bool>(std::string)> may_visit)
        : visitor_(visitor), clock_(clock), directory_url_(std::move(directory_url)), profile_(profile),
          deadline_(deadline), may_visit_(std::move(may_visit)) {}

    Async<ListingCheck> run(std::string listing_url) {
        if (!listing_url.empty()) {
            out_.how = "answer";
            if (co_await shows(listing_url)) co_return out_;
        }
        out_.how = "search";
        const auto entrance = co_await open(directory_url_);
        const auto search =
            entrance ? forms::find_search(entrance->page, profile_.business_name) : std::nullopt;
        if (!search) co_return out_;
        const auto target = resolve_url(entrance->page.url, search->action);
        if (!target) co_return out_;
        const auto results_url = target->substr(0, target->find('?')) + "?" + search->query;
        const auto results = co_await open(results_url);
        if (!results) co_return out_;
        const auto state = forms::html_state(*results, nullptr);
        for (const auto& link : forms::links_to_business(state, profile_, kResultsMax))
            if (co_await shows(link)) co_return out_;
        co_return out_;
    }

  private:
    /// The page behind an address of this site, if it can be had in time.
    Async<std::optional<forms::HtmlPage>> open(std::string url) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - clock_.monotonic());
        if (left.count() <= 0 || out_.pages >= kPagesMax || !is_same_site(url, directory_url_))
            co_return std::nullopt;
        if (!co_await may_visit_(url)) co_return std::nullopt;
        ++out_.pages;
        const auto visit = co_await visitor_.open(url, std::min(left, kPageTime));
        if (visit.answer.status != 200 || !is_same_site(visit.answer.url, directory_url_))
            co_return std::nullopt;
        auto page = read_answer_page(visit.answer);
        if (!page) co_return std::nullopt;
        co_return std::move(*page);
    }

    Async<bool> shows(std::string url) {
        const auto page = co_await open(url);
        if (!page) co_return false;
        out_.match = forms::match_listing(forms::html_state(*page, nullptr), profile_);
        if (out_.match.shows_business()) out_.url = page->page.url;
        co_return !out_.url.empty();
    }

    HttpVisitor& visitor_;
    Clock& clock_;
    std::string directory_url_;
    const BusinessProfile& profile_;
    Duration deadline_;
    std::function<Async<bool>(std::string)> may_visit_;
    ListingCheck out_;
};

} // namespace

json::object ListingCheck::write() const {
    const auto fact = [](const std::optional<bool>& agrees) {
        return agrees ? json::value(*agrees) : json::value(nullptr);
    };
    return {{"url", url.empty() ? json::value(nullptr) : json::value(url)},
            {"how", how},
            {"pages", pages},
            {"name", fact(match.name)},
            {"address", fact(match.address)},
            {"phone", fact(match.phone)},
            {"website", fact(match.website)}};
}

Async<ListingCheck> check_listing(HttpVisitor& visitor, Clock& clock, std::string directory_url,
                                  std::string listing_url, const BusinessProfile& profile, Duration deadline,
                                  std::function<Async<bool>(std::string url)> may_visit) {
    Looker looker(visitor, clock, std::move(directory_url), profile, deadline, std::move(may_visit));
    co_return co_await looker.run(std::move(listing_url));
}

} // namespace bolt::submit
