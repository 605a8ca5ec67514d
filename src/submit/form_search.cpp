#include "submit/form_search.hpp"

#include "forms/scripts.hpp"
#include "forms/submission_links.hpp"
#include "submit/attempt_record.hpp"
#include "submit/form_look.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

using forms::PageKind;

/// A pause longer than this cannot be kept within an attempt.
constexpr Duration kPauseMax = 15s;

std::string_view what_stands(PageKind kind) {
    switch (kind) {
    case PageKind::submission:
        return "the form";
    case PageKind::login:
        return "wants an account";
    case PageKind::captcha:
        return "wants to see a person";
    case PageKind::payment:
        return "wants money";
    case PageKind::blocked:
        return "refuses access";
    case PageKind::no_form:
        return "no form";
    }
    return "no form";
}

} // namespace

void FormSearch::note(const std::string& url, std::string_view what) {
    found_.visited.push_back(fmt::format("{}: {}", url.substr(0, 300), what));
}

/// Why this page may not be opened, "" if it may.
Async<std::string> FormSearch::refusal(const Candidate& candidate) {
    auto allowed = co_await addresses_.check(candidate.url);
    if (!allowed) {
        const bool never = allowed.error().code == ErrorCode::permission_denied ||
                           allowed.error().code == ErrorCode::invalid_argument;
        if (candidate.depth == 0) found_.refused = never;
        co_return allowed.error().message;
    }
    if (!settings_.robots || !search_.ask_robots) co_return "";
    const auto answer = co_await settings_.robots->ask(candidate.url);
    if (answer.kind == RobotsAnswer::Kind::allowed) {
        found_.crawl_delay =
            std::max(found_.crawl_delay.value_or(Duration{0}), answer.crawl_delay.value_or(Duration{0}));
        co_return "";
    }
    if (candidate.depth == 0) found_.forbidden = answer.kind == RobotsAnswer::Kind::disallowed;
    found_.retry_after = answer.retry_after;
    co_return answer.reason;
}

/// True if it has the form.
Async<bool> FormSearch::open(browser::Context& context, const Candidate& candidate) {
    const auto& times = settings_.times;
    const auto visit =
        std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(left_()), 1ms, times.visit);
    if (!found_.page) {
        auto page = co_await context.new_page(visit);
        if (!page) co_return note(candidate.url, page.error().message), false;
        found_.page = *page;
    }
    auto answer = co_await found_.page->main_frame().go(candidate.url, browser::WaitUntil::document, visit);
    if (!answer) {
        note(candidate.url, answer.error().message);
        // The browser still puts its error page in: this page is of no more use.
        co_await found_.page->close();
        found_.page.reset();
        co_return false;
    }
    found_.status = answer->status;
    const auto address = found_.page->url();
    if (answer->status == 429 || answer->status >= 500) {
        found_.retry_after =
            std::max(found_.retry_after, read_retry_after(answer->retry_after, platform_.now()));
        co_return note(address, fmt::format("HTTP {}", answer->status)), false;
    }
    found_.site_answered = true;
    // The start may have moved to another name; from there on the search stays.
    if (candidate.depth > 0 && !forms::is_same_site(address, candidate.url))
        co_return note(address, "leads to another site"), false;
    seen_.push_back(address);
    if (answer->status == 404 || answer->status == 410)
        co_return note(address, fmt::format("HTTP {}", answer->status)), false;
    auto look = co_await await_form(*found_.page, platform_.clock, times, search_.form_appears, left_);
    if (look.hung || look.lost) {
        note(address, "the page does not react");
        co_await found_.page->close();
        found_.page.reset();
        co_return false;
    }
    note(address, what_stands(look.choice.kind));
    if (look.choice.kind == PageKind::submission) {
        found_.url = address;
        co_return true;
    }
    // A home page with a login box is no wall; a page that its links offered to businesses is, and what keeps
    // us out of the home page itself.
    const bool outside = look.choice.kind == PageKind::captcha || look.choice.kind == PageKind::blocked;
    const bool wall = look.choice.kind != PageKind::no_form && (candidate.depth > 0 || outside);
    const double score = candidate.depth == 0 ? 0 : candidate.score;
    if (wall_score_ < 0 && score > nearest_score_) {
        nearest_score_ = score;
        found_.nearest = address;
    }
    if (wall && score > wall_score_) {
        wall_score_ = score;
        found_.nearest = address;
        found_.wall = look.choice.kind;
        found_.reason = fmt::format("{} ({})", look.choice.reason, address);
    }
    if (candidate.depth < search_.depth_max) co_await read_links(candidate);
    co_return false;
}

Async<void> FormSearch::read_links(const Candidate& from) {
    auto answer = co_await found_.page->main_frame().evaluate(std::string(forms::links_script()), nullptr,
                                                              settings_.times.script);
    if (!answer || !answer->is_string()) co_return;
    const auto parsed = parse_json(std::string_view(answer->get_string()));
    const auto links = parsed ? forms::read_links(*parsed) : fail(ErrorCode::invalid_argument, "");
    if (!links) co_return;
    for (auto& link : forms::rank_submission_links(*links, found_.page->url())) {
        const bool known = std::ranges::find(seen_, link.url) != seen_.end() ||
                           std::ranges::find(waiting_, link.url, &Candidate::url) != waiting_.end();
        if (!known) waiting_.push_back({std::move(link.url), link.score - 0.5 * from.depth, from.depth + 1});
    }
}

Async<FoundForm> FormSearch::run(browser::Context& context, std::string start) {
    waiting_.push_back({std::move(start), 100, 0});
    for (int opened = 0; opened < search_.pages_max && !waiting_.empty() && left_() > Duration{0};) {
        const auto best = std::ranges::max_element(waiting_, {}, &Candidate::score);
        const auto candidate = *best;
        waiting_.erase(best);
        seen_.push_back(candidate.url);
        if (const auto why = co_await refusal(candidate); !why.empty()) {
            note(candidate.url, why);
            if (candidate.depth == 0) found_.reason = why;
            continue;
        }
        if (opened > 0) {
            const auto pause = std::max(search_.pause, found_.crawl_delay.value_or(Duration{0}));
            if (pause > std::min(kPauseMax, left_())) {
                found_.reason = fmt::format("the site asks for pauses of {} s, too long to look for its form",
                                            std::chrono::ceil<std::chrono::seconds>(pause).count());
                break;
            }
            co_await platform_.clock.sleep(pause);
        }
        ++opened;
        if (co_await open(context, candidate)) co_return std::move(found_);
    }
    if (found_.reason.empty())
        found_.reason =
            found_.visited.empty()
                ? "no page could be opened"
                : fmt::format("no page that takes listings was found; looked at {} pages, last {}",
                              found_.visited.size(), found_.visited.back());
    co_return std::move(found_);
}

} // namespace bolt::submit
