#include "submit/settle.hpp"

#include "submit/page_look.hpp"

#include <map>

namespace bolt::submit {
namespace {

using browser::PageEvent;

/// After a new document is parsed: long enough for a redirect by script to start.
constexpr auto kDocumentQuiet = 100ms;
/// From a script's answer to what it draws with it.
constexpr auto kRenderQuiet = 50ms;
constexpr std::size_t kExchangesMax = 100;

bool may_carry_form(const PageEvent& event) {
    if (event.resource_type == "ping" || event.method == "OPTIONS") return false;
    return event.navigation || (event.method != "GET" && event.method != "HEAD");
}

/// An answer to a script, short of which the page may show nothing.
bool is_readable(const PageEvent& event) {
    const auto& type = event.content_type;
    return event.kind == PageEvent::Kind::response && !event.navigation &&
           (type.find("json") != std::string::npos || type.starts_with("text/"));
}

struct Pending {
    std::map<std::string, int> requests; ///< "POST url" -> unanswered
    void add(const PageEvent& event) { ++requests[event.method + ' ' + event.url]; }
    void remove(const PageEvent& event) {
        const auto found = requests.find(event.method + ' ' + event.url);
        if (found != requests.end() && --found->second <= 0) requests.erase(found);
    }
};

} // namespace

Happenings happenings(const std::vector<PageEvent>& events, const std::string& frame) {
    Happenings out;
    Pending pending;
    for (const auto& event : events) {
        const bool watched = event.main_frame || event.frame == frame;
        bool counts = true;
        switch (event.kind) {
        case PageEvent::Kind::request:
            counts = may_carry_form(event);
            if (counts) pending.add(event);
            break;
        case PageEvent::Kind::response:
        case PageEvent::Kind::request_failed:
            counts = may_carry_form(event);
            if (!counts) break;
            pending.remove(event);
            if (out.exchanges.size() < kExchangesMax) {
                out.exchanges.push_back({event.method, event.url, event.status, event.navigation,
                                         event.kind == PageEvent::Kind::request_failed ? event.text : "",
                                         ""});
                out.responses.push_back(is_readable(event) ? event.response : "");
            }
            if (!event.retry_after.empty()) out.retry_after = event.retry_after;
            out.answered = out.answered || (event.kind == PageEvent::Kind::response && event.method != "GET");
            break;
        case PageEvent::Kind::navigated:
            counts = watched;
            if (watched && event.new_document) {
                out.document = true;
                out.navigations.push_back(event.url);
                pending.requests.clear(); // what the old document still waited for no longer matters
            }
            break;
        case PageEvent::Kind::dialog:
            out.dialogs.push_back(event.text);
            break;
        case PageEvent::Kind::crashed:
        case PageEvent::Kind::closed:
            out.lost = true;
            break;
        case PageEvent::Kind::popup:
            out.popup = true;
            break;
        case PageEvent::Kind::download:
            break;
        }
        if (counts) out.last = event.at;
    }
    for (const auto& [request, count] : pending.requests) {
        out.pending += count;
        const auto space = request.find(' ');
        if (out.exchanges.size() < kExchangesMax)
            out.exchanges.push_back(
                {request.substr(0, space), request.substr(space + 1), 0, false, "no answer came", ""});
    }
    return out;
}

Happenings happenings(const browser::Context& context, const browser::Page& page, std::uint64_t seen,
                      const std::string& frame) {
    const auto events = page.events_since(seen);
    auto out = happenings(events, frame);
    out.gap = page.event_count() - seen > events.size();
    for (const auto& event : events) {
        if (event.kind != PageEvent::Kind::popup) continue;
        const auto popup = context.page(event.text);
        if (!popup) continue;
        auto there = happenings(popup->events_since(0), "");
        out.exchanges.insert(out.exchanges.end(), there.exchanges.begin(), there.exchanges.end());
        out.dialogs.insert(out.dialogs.end(), there.dialogs.begin(), there.dialogs.end());
    }
    return out;
}

Async<bool> settle(browser::Page& page, browser::Frame frame, std::uint64_t seen, Clock& clock,
                   const AttemptTimes& times, Duration at_most) {
    const auto start = clock.monotonic();
    std::size_t documents_ready = 0;
    for (;;) {
        const auto heard = page.event_count();
        const auto now = clock.monotonic();
        const auto what = happenings(page.events_since(seen), frame.id());
        if (what.lost) co_return false;
        if (now - start >= at_most) co_return what.pending == 0;
        const Duration left = at_most - (now - start);
        if (what.pending > 0) {
            co_await page.wait_event(heard, left);
            continue;
        }
        if (what.navigations.size() > documents_ready) {
            const auto ready =
                co_await await_document(frame.url().empty() ? page.main_frame() : frame,
                                        std::chrono::duration_cast<std::chrono::milliseconds>(left) + 1ms);
            // Interrupted: yet another document comes; look again.
            if (!ready && ready.error().failure != browser::Failure::interrupted) co_return false;
            if (ready) documents_ready = what.navigations.size();
            continue;
        }
        const Duration quiet = what.answered && !what.document ? Duration(times.quiet)
                               : what.document                 ? Duration(kDocumentQuiet)
                                                               : Duration(times.silence);
        const Duration idle = now - std::max(what.last, start);
        if (idle >= quiet) co_return true;
        co_await page.wait_event(heard, std::min(quiet - idle, left));
    }
}

Async<void> await_answers(browser::Page& page, std::uint64_t seen, Clock& clock, Duration at_most) {
    const auto start = clock.monotonic();
    for (;;) {
        const auto heard = page.event_count();
        Pending pending;
        bool any = false;
        for (const auto& event : page.events_since(seen)) {
            if (event.resource_type != "xhr" && event.resource_type != "fetch") continue;
            any = true;
            if (event.kind == PageEvent::Kind::request)
                pending.add(event);
            else
                pending.remove(event);
        }
        if (!any) co_return;
        const auto spent = clock.monotonic() - start;
        if (pending.requests.empty() || spent >= at_most) break;
        co_await page.wait_event(heard, at_most - spent);
    }
    co_await clock.sleep(kRenderQuiet);
}

} // namespace bolt::submit
