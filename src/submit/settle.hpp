#pragma once
#include "base/clock.hpp"
#include "browser/context.hpp"
#include "forms/verdict.hpp"
#include "submit/browser_submitter.hpp"

#include <string>
#include <vector>

namespace bolt::submit {

/// What happened on a page since an event number.
struct Happenings {
    std::vector<forms::Exchange> exchanges; ///< non-GET requests and documents
    /// For each exchange the response that a script got as text or JSON (Page::response_text), else "".
    std::vector<std::string> responses;
    std::vector<std::string> navigations; ///< new documents in the watched frame or the main frame
    std::vector<std::string> dialogs;
    std::string retry_after; ///< of the last answer that named one
    int pending = 0;         ///< of these requests, since the last new document, without an answer yet
    bool answered = false;   ///< a non-GET request got an answer
    bool document = false;   ///< a new document came
    bool popup = false;      ///< a window opened: it may carry the form
    bool gap = false;        ///< more happened than the page's log keeps: something may be missing here
    bool lost = false;       ///< the page crashed or closed
    Duration last{0};        ///< monotonic time of the last of all this, 0 if nothing happened
    /// True if anything that may carry the form left the browser.
    bool sent() const { return !exchanges.empty() || document || popup || gap; }
};

/// What these events mean for a form in that frame. Beacons count for nothing. Pure.
Happenings happenings(const std::vector<browser::PageEvent>& events, const std::string& frame);
/// The same for the page's events after `seen`, its popups' requests included.
Happenings happenings(const browser::Context& context, const browser::Page& page, std::uint64_t seen,
                      const std::string& frame);

/// Waits until the page has settled after a click in `frame`: the answers are there and it is quiet, or
/// nothing happened for times.silence; at most `at_most`. False if it never settled.
Async<bool> settle(browser::Page& page, browser::Frame frame, std::uint64_t seen, Clock& clock,
                   const AttemptTimes& times, Duration at_most);

/// Waits until every script's request since `seen` has its answer, and a moment for what the page makes of
/// it; returns at once if there was none.
Async<void> await_answers(browser::Page& page, std::uint64_t seen, Clock& clock, Duration at_most);

} // namespace bolt::submit
