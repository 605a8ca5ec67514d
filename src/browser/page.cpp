#include "browser/page.hpp"

#include "base/encoding.hpp"
#include "browser/connection.hpp"
#include "browser/text.hpp"

namespace bolt::browser {
namespace {

constexpr std::size_t events_max = 1000;
constexpr std::size_t post_data_max = 8;
constexpr std::size_t event_text_bytes_max = 4096;

std::string referenced(const json::object& object, std::string_view key) {
    const auto* reference = object.if_contains(key);
    return reference == nullptr ? "" : get_string(*reference, "guid");
}

} // namespace

Page::Page(std::shared_ptr<Connection> connection, Clock& clock, std::string id)
    : connection_(std::move(connection)), clock_(clock), id_(std::move(id)), changed_(clock) {
    if (const auto* object = connection_->find_object(id_)) {
        main_frame_ = referenced(object->initializer, "mainFrame");
        opener_ = referenced(object->initializer, "opener");
        closed_ = get_bool(object->initializer, "isClosed");
    }
}

Frame Page::main_frame() const { return Frame(connection_, main_frame_); }

std::vector<Frame> Page::frames() const {
    std::vector<Frame> out{main_frame()};
    for (const auto& frame : child_frames_) out.emplace_back(connection_, frame);
    return out;
}

Async<BrowserResult<std::string>> Page::screenshot_jpeg(int quality, bool full_page,
                                                        std::chrono::milliseconds timeout) {
    // "initial" leaves the text cursor as it is: hiding it costs a new style and a new layout of every frame.
    json::object params{{"type", "jpeg"},
                        {"quality", std::clamp(quality, 0, 100)},
                        {"fullPage", full_page},
                        {"caret", "initial"}};
    const auto connection = connection_;
    const auto result = co_await connection->call(id_, "screenshot", std::move(params), timeout);
    if (!result) co_return forward(result);
    auto bytes = base64_decode(get_string(*result, "binary"));
    if (!bytes) co_return browser_fail(Failure::driver_gone, "screenshot: the picture is no base64");
    co_return std::move(*bytes);
}

Async<BrowserResult<std::string>> Page::pdf(PdfOptions options, std::chrono::milliseconds timeout) {
    json::object params{
        {"format", options.paper},
        {"printBackground", true},
        {"tagged", true},
        {"margin", {{"top", "14mm"}, {"bottom", "16mm"}, {"left", "14mm"}, {"right", "14mm"}}}};
    if (!options.footer.empty()) {
        params["displayHeaderFooter"] = true;
        params["headerTemplate"] = "<span></span>"; // without one Chromium prints its own
        params["footerTemplate"] = std::move(options.footer);
    }
    const auto connection = connection_;
    const auto result = co_await connection->call(id_, "pdf", std::move(params), timeout);
    if (!result) co_return forward(result);
    auto bytes = base64_decode(get_string(*result, "pdf"));
    if (!bytes || !bytes->starts_with("%PDF-"))
        co_return browser_fail(Failure::driver_gone, "pdf: what came is no PDF");
    co_return std::move(*bytes);
}

Async<BrowserResult<std::string>> Page::response_text(std::string response, std::size_t bytes_max,
                                                      std::chrono::milliseconds timeout) {
    auto bytes = co_await response_bytes(std::move(response), bytes_max, timeout);
    if (bytes) *bytes = to_valid_utf8(*bytes);
    co_return bytes;
}

Async<BrowserResult<std::string>> Page::response_bytes(std::string response, std::size_t bytes_max,
                                                       std::chrono::milliseconds timeout) {
    const auto connection = connection_;
    // The driver sends a body whole, so its size is asked first.
    const auto answer = co_await connection->call(response, "sizes", {}, timeout);
    if (!answer) co_return forward(answer);
    const auto* sizes = answer->if_contains("sizes");
    const auto bytes = sizes == nullptr ? -1 : get_int(*sizes, "responseBodySize", -1);
    if (bytes < 0 || static_cast<std::uint64_t>(bytes) > bytes_max) co_return std::string{};
    const auto result = co_await connection->call(response, "body", {}, timeout);
    if (!result) {
        if (result.error().failure == Failure::timeout || result.error().failure == Failure::stuck)
            co_return forward(result);
        co_return std::string{};
    }
    auto body = base64_decode(get_string(*result, "binary"));
    co_return body && body->size() <= bytes_max ? std::move(*body) : std::string{};
}

Async<bool> Page::responsive(std::chrono::milliseconds timeout) {
    const auto frame = main_frame();
    const auto result = co_await frame.evaluate("() => 1", nullptr, timeout);
    co_return result.has_value();
}

Async<BrowserResult<void>> Page::close() {
    const auto connection = connection_;
    const auto result = co_await connection->call(id_, "close", {}, std::chrono::seconds{10});
    if (!result && result.error().failure != Failure::closed) co_return forward(result);
    co_return BrowserResult<void>{};
}

std::vector<PageEvent> Page::events_since(std::uint64_t seen) const {
    std::vector<PageEvent> out;
    for (const auto& event : events_)
        if (event.number > seen) out.push_back(event);
    return out;
}

Async<bool> Page::wait_event(std::uint64_t seen, Duration at_most) {
    const auto deadline = clock_.monotonic() + at_most;
    while (event_count_ <= seen) {
        const auto left = deadline - clock_.monotonic();
        if (left <= Duration::zero()) co_return false;
        co_await changed_.wait_past(changed_.count(), left);
    }
    co_return true;
}

// A page that sends forms without end must not fill the memory with them.
void Page::forget_old_bodies() {
    std::size_t kept = 1;
    for (auto event = events_.rbegin(); event != events_.rend(); ++event)
        if (!event->post_data.empty() && ++kept > post_data_max) event->post_data.clear();
}

void Page::record(PageEvent event) {
    event.number = ++event_count_;
    event.at = clock_.monotonic();
    event.main_frame = event.frame == main_frame_;
    event.url = bounded_text(event.url, event_text_bytes_max);
    event.text = bounded_text(event.text, event_text_bytes_max);
    if (!event.post_data.empty()) forget_old_bodies();
    events_.push_back(std::move(event));
    if (events_.size() > events_max) events_.pop_front();
    changed_.notify();
}

} // namespace bolt::browser
