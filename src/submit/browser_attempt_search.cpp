#include "submit/browser_attempt.hpp"

#include "submit/form_search.hpp"

namespace bolt::submit {

/// The site's home page, "" if nothing is known of it.
std::string BrowserAttempt::home_page() const {
    const auto& directory = attempt_.directory;
    if (!directory.website.empty()) return directory.website;
    const auto& url = directory.submission_url;
    const auto path = url.find('/', url.find("://") + 3);
    return path == std::string::npos ? "" : url.substr(0, path + 1);
}

/// Looks for the page that takes listings from the home page on. An ending if there is none; otherwise page_
/// shows it.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::search(browser::Context& context, std::string why) {
    const auto start = platform_.clock.monotonic();
    const auto home = home_page();
    if (home.empty()) co_return Ending{Verdict::rejected, why + ", and its home page is not known"};
    record_.reason(why + ": looking for it from " + home);
    // What stays open beside the page would pass for a window of its own.
    if (page_) co_await page_->close();
    page_.reset();
    SearchSettings bounds;
    bounds.pause = std::chrono::milliseconds(attempt_.directory.pacing_ms);
    bounds.ask_robots = !attempt_.directory.despite_robots;
    // The form itself needs the rest of the time.
    const auto until = platform_.clock.monotonic() + time_left() / 2;
    FormSearch work(platform_, settings_, policy_, bounds,
                    [this, until] { return until - platform_.clock.monotonic(); });
    auto found = co_await work.run(context, home);
    record_.timing("search", platform_.clock.monotonic() - start);
    for (const auto& each : found.visited) record_.reason("looked at " + each);
    if (found.crawl_delay) record_.crawl_delay(*found.crawl_delay);
    page_ = found.page;
    visit_status_ = found.status;
    searched_ = why + "; " + found.reason;
    if (!found.url.empty()) {
        address_ = found.url;
        co_return std::nullopt;
    }
    if (found.refused || found.forbidden) {
        if (found.forbidden)
            record_.ask_person(
                "The site forbids programs on its pages: submit by hand, or agree with its operator");
        co_return Ending{Verdict::blocked, "not visited: " + found.reason};
    }
    if (!found.site_answered || found.nearest.empty()) {
        Ending ending{Verdict::unreachable, "the site cannot be opened: " + found.reason};
        ending.retry_after = found.retry_after;
        if (found.site_answered) ending = not_found();
        co_return ending;
    }
    // What a link cannot show may be a press away there: a box that opens, a free plan, an account.
    address_ = found.nearest;
    if (page_ && page_->url() == address_) co_return std::nullopt;
    if (!page_) {
        auto page = co_await context.new_page(within(settings_.times.visit));
        if (!page) co_return Ending{Verdict::unreachable, page.error().message};
        page_ = *page;
    }
    co_return co_await go_to(address_);
}

Ending BrowserAttempt::not_found() {
    record_.ask_person(
        "The page where the site takes listings was not found: find it and set it, or submit by hand");
    return {Verdict::rejected, searched_};
}

/// robots.txt of what leads on from the submission page, which itself was asked about before the attempt.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::ask_robots(const std::string& url) {
    const auto& directory = attempt_.directory;
    if (!settings_.robots || directory.despite_robots || url == directory.submission_url)
        co_return std::nullopt;
    const auto answer = co_await settings_.robots->ask(url);
    if (answer.kind == RobotsAnswer::Kind::allowed) co_return std::nullopt;
    const bool never = answer.kind == RobotsAnswer::Kind::disallowed;
    if (never)
        record_.ask_person(
            "The site forbids programs on its pages: submit by hand, or agree with its operator");
    Ending ending{never ? Verdict::blocked : Verdict::unreachable, "not visited: " + answer.reason};
    ending.retry_after = answer.retry_after;
    co_return ending;
}

} // namespace bolt::submit
