#include "submit/http_profiler.hpp"

#include "forms/verdict.hpp"
#include "submit/http_fingerprint.hpp"
#include "submit/http_url.hpp"

namespace bolt::submit {
namespace {

using browser::PageEvent;

constexpr std::size_t kBodyBytesMax = 2 << 20;

std::string without_fragment(std::string_view url) { return std::string(url.substr(0, url.find('#'))); }

/// The newest document of the main frame after `seen` that was shown; nullptr if there is none.
const PageEvent* last_document(const std::vector<PageEvent>& events, std::uint64_t seen) {
    const PageEvent* out = nullptr;
    for (const auto& event : events)
        if (event.kind == PageEvent::Kind::response && event.navigation && event.main_frame &&
            event.number > seen)
            out = &event;
    return out;
}

/// Names of cookies that page scripts see, without those of counters, which no form handler asks for.
std::vector<std::string> cookie_names(std::string_view header) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < header.size() && out.size() < 50;) {
        const auto end = std::min(header.find(';', at), header.size());
        auto name = header.substr(at, std::min(header.find('=', at), end) - at);
        while (name.starts_with(' ')) name.remove_prefix(1);
        bool counter = name.empty();
        for (const std::string_view prefix :
             {"_ga", "_gid", "_gat", "_gcl", "_fbp", "__utm", "_pk_", "_hj", "_cl", "_uet"})
            counter = counter || name.starts_with(prefix);
        if (!counter) out.emplace_back(name);
        at = end + 1;
    }
    return out;
}

bool same_options(const forms::Control& one, const forms::Control& other) {
    return one.options.size() == other.options.size() &&
           std::ranges::equal(one.options, other.options, {}, &forms::Option::value, &forms::Option::value);
}

std::string boundary_of(std::string_view content_type) {
    const auto at = content_type.find("boundary=");
    return at == std::string_view::npos ? "B" : std::string(content_type.substr(at + 9));
}

} // namespace

bool HttpProfiler::refuse(std::string why) {
    if (why_not_.empty()) why_not_ = std::move(why);
    form_.reset();
    return false;
}

Async<void> HttpProfiler::read_page(browser::Page& page, browser::Frame frame, const forms::Page& model,
                                    const forms::Choice& choice, std::chrono::milliseconds timeout) {
    if (++parts_ > 1 || choice.form >= model.forms.size())
        co_return void(refuse("the form has several parts"));
    if (frame.id() != page.main_frame().id()) co_return void(refuse("the form stands in a frame"));
    const auto events = page.events_since(0);
    const auto* document = last_document(events, 0);
    if (document == nullptr) co_return void(refuse("the page's document is not known"));
    // The HTTP lane opens one address and takes what comes.
    const auto is_document = [](const PageEvent& event) {
        return event.kind == PageEvent::Kind::navigated && event.main_frame && event.new_document &&
               !event.url.starts_with("about:");
    };
    if (std::ranges::count_if(events, is_document) > 1)
        co_return void(refuse("other pages lead to the form"));
    // Chromium hands text out in UTF-8, whatever encoding it came in.
    HttpAnswer answer{without_fragment(document->url), document->status, document->content_type, "", true};
    if (answer.url != without_fragment(model.url))
        co_return void(refuse("the page changed its address by script"));
    page_came_ = document->at;
    auto body = co_await page.response_bytes(document->response, kBodyBytesMax, timeout);
    if (!body || body->empty()) co_return void(refuse("the page's source is not known"));
    answer.body = std::move(*body);
    auto cookies = co_await frame.evaluate("() => document.cookie", nullptr, timeout);
    if (!cookies || !cookies->is_string()) co_return void(refuse("the page's cookies are not known"));
    draft_.page_url = answer.url;
    draft_.cookies = cookie_names(cookies->get_string());
    draft_.controls = control_facts(model.forms[choice.form], choice.meaning);
    auto fingerprint = fingerprint_of(answer, draft_.controls);
    if (!fingerprint) co_return void(refuse(fingerprint.error().message));
    draft_.fingerprint = std::move(*fingerprint);
    auto form = find_http_form(answer, &draft_);
    if (!form) co_return void(refuse(form.error().message));
    form_ = std::move(*form);
    compare_choices(model, choice);
}

bool HttpProfiler::compare_choices(const forms::Page& model, const forms::Choice& choice) {
    const auto& ours = form_->page.page.forms[form_->choice.form];
    const auto& theirs = model.forms[choice.form];
    for (std::size_t i = 0; i < theirs.controls.size(); ++i)
        if (!same_options(ours.controls[i], theirs.controls[i]))
            return refuse("a script changes the choices of " + theirs.controls[i].name);
    return true;
}

bool HttpProfiler::compare_request(const std::vector<PageEvent>& events, std::uint64_t seen) {
    // Scripts that post to the site itself (a token, a draft, a check of the address) are part of the game.
    const auto site = origin_of(draft_.page_url);
    const PageEvent* request = nullptr;
    for (const auto& event : events) {
        if (event.kind != PageEvent::Kind::request) continue;
        const bool posts = event.method != "GET" && event.method != "HEAD" && event.resource_type != "ping";
        const bool sends = event.number > seen && event.navigation && event.main_frame;
        if (sends && request == nullptr)
            request = &event;
        else if (posts && origin_of(event.url) == site)
            return refuse("scripts post to the site");
    }
    if (request == nullptr) return refuse("the form was not sent by navigation");
    auto submission =
        fill_http_form(*form_, attempt_.profile, attempt_.directory.name, boundary_of(request->content_type));
    if (!submission) return refuse(submission.error().message);
    const auto& ours = submission->request;
    if (ours.method != request->method || ours.url != without_fragment(request->url))
        return refuse("the browser sends the form elsewhere");
    if (ours.method == "POST" &&
        (ours.content_type != request->content_type || ours.body != request->post_data))
        return refuse("the browser sends something else");
    draft_.took = std::max(request->at - page_came_, Duration{0});
    submission_ = std::move(*submission);
    return true;
}

bool HttpProfiler::compare_verdict(const std::vector<PageEvent>& events, std::uint64_t seen, std::string body,
                                   Verdict verdict) {
    forms::Observation observation;
    observation.before = submission_->before;
    for (const auto& event : events)
        if (event.kind == PageEvent::Kind::response && event.navigation && event.main_frame &&
            event.number > seen)
            observation.exchanges.push_back({event.method, event.url, event.status, true, "", ""});
    const auto* document = last_document(events, seen);
    const HttpAnswer answer{document->url, document->status, document->content_type, std::move(body), true};
    std::vector<std::string> fields;
    for (const auto& field : observation.before.fields) fields.push_back(field.selector);
    observation.after = answer_state(answer, form_->page.page.forms[form_->choice.form], fields);
    observation.navigations = {document->url};
    const auto judgement = forms::judge(observation);
    if (judgement.verdict != verdict || judgement.continue_step)
        return refuse("the answer's HTML alone does not say the same");
    return true;
}

Async<void> HttpProfiler::read_answer(browser::Page& page, std::uint64_t seen, Verdict verdict,
                                      std::chrono::milliseconds timeout) {
    if (!form_ || parts_ != 1) co_return;
    if (verdict != Verdict::accepted && verdict != Verdict::pending_review &&
        verdict != Verdict::confirm_email)
        co_return void(refuse("the attempt did not end well"));
    const auto events = page.events_since(0);
    if (events.size() != page.event_count()) co_return void(refuse("the page did too much to be followed"));
    if (!compare_request(events, seen)) co_return;
    const auto* document = last_document(events, seen);
    if (document == nullptr) co_return void(refuse("the answer is no document"));
    auto body = co_await page.response_bytes(document->response, kBodyBytesMax, timeout);
    if (!body || body->empty()) co_return void(refuse("the answer's source is not known"));
    if (!compare_verdict(events, seen, std::move(*body), verdict)) co_return;
    draft_.verdict = verdict;
    profile_ = draft_;
}

} // namespace bolt::submit
