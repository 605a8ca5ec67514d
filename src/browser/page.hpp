#pragma once
#include "base/json.hpp"
#include "base/signal.hpp"
#include "browser/error.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace bolt::browser {

class Connection;
class Context;

/// Something that happened on a page, in the order the driver told it.
struct PageEvent {
    enum class Kind {
        request,
        response,
        request_failed,
        navigated,
        dialog,
        popup,
        download,
        crashed,
        closed
    };

    Kind kind = Kind::request;
    std::uint64_t number = 0; ///< 1, 2, 3, ... on this page
    Duration at{0};           ///< Clock::monotonic()
    std::string frame;        ///< id of the frame, "" if none
    bool main_frame = false;
    std::string url;           ///< of the request, response, navigation, download or popup
    std::string method;        ///< "GET", "POST"; request, response, request_failed
    std::string resource_type; ///< "document", "xhr", "fetch", "ping", ...; images, styles, scripts, media,
                               ///< fonts are not kept
    int status = 0;            ///< HTTP status; response
    bool navigation = false;   ///< the request was a navigation
    bool new_document = false; ///< navigated: a new document (false: only the address changed)
    std::string
        text; ///< dialog's message, request's or navigation's failure, download's file name, popup's page id
    std::string dialog_type;  ///< "alert", "confirm", "prompt", "beforeunload"
    std::string location;     ///< response header, "" if absent
    std::string retry_after;  ///< response header
    std::string content_type; ///< response header; of a navigation's request: its own
    std::string response;     ///< of a response: for Page::response_text()
    std::string post_data;    ///< of a navigation's request: its body's bytes; "" if there is none, if it has
                              ///< over 256 KiB, or after 8 more
};

enum class WaitUntil { commit, document, load, network_idle };
enum class ElementState { attached, detached, visible, hidden };

struct ActionOptions {
    std::chrono::milliseconds timeout{10'000};
    bool force = false; ///< skip the visible/enabled checks; never for text fields (honeypots)
};

/// How a page is printed.
struct PdfOptions {
    std::string paper = "A4"; ///< "A4", "Letter"
    /// HTML of each page's foot, with Chromium's classes (pageNumber, totalPages); "": none. It has no style
    /// but its own.
    std::string footer = {};
};

/// What goto led to. An HTTP error status is not a failure.
struct Navigation {
    int status = 0; ///< 0 if there was no response (about:, data:)
    std::string url;
    std::string retry_after;
    std::string content_type;
};

/// A frame of a page: a light handle, copy freely. Selectors are Playwright's and always strict: more than
/// one match is Failure::not_unique. Every call has a deadline.
class Frame {
  public:
    using Done = Async<BrowserResult<void>>;

    Frame(std::shared_ptr<Connection> connection, std::string id)
        : connection_(std::move(connection)), id_(std::move(id)) {}

    /// The driver's name for it.
    const std::string& id() const { return id_; }
    /// The address last told by the browser, "" once the frame is gone.
    std::string url() const;
    /// The name attribute, also the window's name.
    std::string name() const;
    /// Parent frame's id, "" for a main frame.
    std::string parent() const;

    /// Opens `url` and waits. Failures: navigation, timeout, download, interrupted, closed, crashed.
    Async<BrowserResult<Navigation>> go(std::string url, WaitUntil until = WaitUntil::document,
                                        std::chrono::milliseconds timeout = std::chrono::seconds{30}) const;
    /// Replaces the document by `html`.
    Done set_content(std::string html, ActionOptions options = {}) const;
    /// Sets a text field's whole value, with input and change events.
    Done fill(std::string selector, std::string value, ActionOptions options = {}) const;
    /// Types character by character with key events, `delay` between them; into what the field already holds.
    Done type(std::string selector, std::string text, std::chrono::milliseconds delay,
              ActionOptions options = {}) const;
    /// Checks a checkbox or radio button.
    Done check(std::string selector, ActionOptions options = {}) const;
    /// Unchecks a checkbox.
    Done uncheck(std::string selector, ActionOptions options = {}) const;
    /// Selects exactly these options (value or label each); returns the selected values.
    Async<BrowserResult<std::vector<std::string>>> select_option(std::string selector,
                                                                 std::vector<std::string> values_or_labels,
                                                                 ActionOptions options = {}) const;
    /// Sets a file input to local files (absolute paths); works on hidden inputs too.
    Done set_input_files(std::string selector, std::vector<std::string> paths,
                         ActionOptions options = {}) const;
    /// The same with a file that exists only here: its name, type and bytes.
    Done set_input_file(std::string selector, std::string name, std::string mime_type, std::string_view bytes,
                        ActionOptions options = {}) const;
    /// Clicks once the element is visible, still and not covered. Failure::timeout tells why in its log.
    Done click(std::string selector, ActionOptions options = {}) const;
    /// Presses a key ("Enter", "Control+A") on the element.
    Done press(std::string selector, std::string key, ActionOptions options = {}) const;
    /// Waits until the element is in that state.
    Done wait_for(std::string selector, ElementState state = ElementState::visible,
                  ActionOptions options = {}) const;
    /// The element's text.
    Async<BrowserResult<std::string>> text_content(std::string selector, ActionOptions options = {}) const;
    /// How many elements match now.
    Async<BrowserResult<std::int64_t>> count(std::string selector) const;
    /// The frame's HTML.
    Async<BrowserResult<std::string>> content(ActionOptions options = {}) const;

    /// Runs `function` (JavaScript source of a function, sync or async: "form => form.length", "async () =>
    /// {...}") with `argument` in the page's main world and returns its value, carried as JSON text
    /// (undefined is null). A page can tamper with the result: treat it as hostile. Failure::script if it
    /// threw.
    Async<BrowserResult<json::value>> evaluate(std::string function, json::value argument = nullptr,
                                               std::chrono::milliseconds timeout = std::chrono::seconds{
                                                   10}) const;

  private:
    Async<BrowserResult<json::object>> call(std::string method, json::object params,
                                            std::chrono::milliseconds timeout) const;
    Done act(std::string method, json::object params, std::chrono::milliseconds timeout) const;

    std::shared_ptr<Connection> connection_;
    std::string id_;
};

/// A page (tab or popup). Owned by its Context; hold a shared_ptr while using it. After a failed go()
/// (Failure:: navigation) use a new page: the browser is still putting its error page in.
class Page {
  public:
    Page(std::shared_ptr<Connection> connection, Clock& clock, std::string id);
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    /// The driver's name for it.
    const std::string& id() const { return id_; }
    /// Page id of the opener, "" if none.
    std::string opener() const { return opener_; }
    /// Lives as long as the page.
    Frame main_frame() const;
    /// All frames, the main frame first, then in the order they were attached.
    std::vector<Frame> frames() const;
    /// The main frame's address.
    std::string url() const { return main_frame().url(); }
    /// True once it, its context, browser or driver ended.
    bool closed() const { return closed_; }
    /// True once its renderer died.
    bool crashed() const { return crashed_; }

    /// Bytes of a JPEG of the viewport or of the whole page. quality 0..100.
    Async<BrowserResult<std::string>>
    screenshot_jpeg(int quality = 70, bool full_page = false,
                    std::chrono::milliseconds timeout = std::chrono::seconds{15});
    /// The page printed as a PDF that screen readers can follow; only in a headless browser.
    Async<BrowserResult<std::string>> pdf(PdfOptions options,
                                          std::chrono::milliseconds timeout = std::chrono::seconds{30});
    /// The body of a response (PageEvent::response), decompressed; "" if it is larger than `bytes_max` or no
    /// longer kept (a new document came). Waits for its end at most `timeout`.
    Async<BrowserResult<std::string>> response_bytes(std::string response, std::size_t bytes_max,
                                                     std::chrono::milliseconds timeout);
    /// The same as valid UTF-8.
    Async<BrowserResult<std::string>> response_text(std::string response, std::size_t bytes_max,
                                                    std::chrono::milliseconds timeout);
    /// True if the page still runs scripts: one trivial evaluate within `timeout`. After Failure::timeout,
    /// ask this; if false, give the lease back with strike().
    Async<bool> responsive(std::chrono::milliseconds timeout = std::chrono::seconds{1});
    /// Closes without beforeunload.
    Async<BrowserResult<void>> close();

    /// How many events there were so far: remember it before an action, ask for what came after it.
    std::uint64_t event_count() const { return event_count_; }
    /// Events with number > `seen` that are still kept (the last 1000).
    std::vector<PageEvent> events_since(std::uint64_t seen) const;
    /// True as soon as event_count() > `seen`, false after `at_most`.
    Async<bool> wait_event(std::uint64_t seen, Duration at_most);

  private:
    friend class Context;
    void record(PageEvent event);
    void forget_old_bodies();

    std::shared_ptr<Connection> connection_;
    Clock& clock_;
    std::string id_;
    std::string opener_;
    std::string main_frame_;
    std::vector<std::string> child_frames_;
    std::deque<PageEvent> events_;
    std::uint64_t event_count_ = 0;
    Signal changed_;
    bool closed_ = false;
    bool crashed_ = false;
};

} // namespace bolt::browser
