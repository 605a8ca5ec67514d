#include "browser/context.hpp"

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "browser/connection.hpp"

namespace bolt::browser {
namespace {

constexpr auto setup_timeout = std::chrono::milliseconds{10'000};

std::string referenced(const json::object& object, std::string_view key) {
    const auto* reference = object.if_contains(key);
    return reference == nullptr ? "" : get_string(*reference, "guid");
}

// What no caller asks for and what would push the rest out of a page's bounded log.
bool is_decoration(std::string_view resource_type) {
    return resource_type == "image" || resource_type == "stylesheet" || resource_type == "script" ||
           resource_type == "font" || resource_type == "media";
}

/// What a form's request carries; it is told once.
void add_body(json::object& request, PageEvent& event) {
    if (const auto* headers = request.if_contains("headers"))
        event.content_type = get_string(*headers, "content-type");
    event.post_data = base64_decode(get_string(request, "postData")).value_or("");
    request.erase("postData");
}

} // namespace

Context::Context(const Platform& platform, std::shared_ptr<Connection> connection, std::string id,
                 UrlPolicy policy)
    : platform_(platform), connection_(std::move(connection)), id_(std::move(id)),
      policy_(std::move(policy)) {}

Context::~Context() {
    connection_->forget(id_);
    if (!closed_) connection_->post(id_, "close", {});
}

Async<BrowserResult<void>> Context::prepare() {
    connection_->listen(id_, [weak = weak_from_this()](const std::string& guid, const std::string& method,
                                                       const json::object& params) {
        if (const auto self = weak.lock()) self->on_event(guid, method, params);
    });
    for (const char* event : {"dialog", "request", "response", "requestFailed"}) {
        const auto result = co_await connection_->call(id_, "updateSubscription",
                                                       {{"event", event}, {"enabled", true}}, setup_timeout);
        if (!result) co_return forward(result);
    }
    if (!policy_) co_return BrowserResult<void>{};
    const json::array everything{json::object{{"regexSource", ".*"}, {"regexFlags", ""}}};
    const auto result = co_await connection_->call(id_, "setNetworkInterceptionPatterns",
                                                   {{"patterns", everything}}, setup_timeout);
    if (!result) co_return forward(result);
    co_return BrowserResult<void>{};
}

Async<BrowserResult<std::shared_ptr<Page>>> Context::new_page(std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    const auto result = co_await connection_->call(id_, "newPage", {}, timeout);
    if (!result) co_return forward(result);
    auto page = adopt_page(referenced(*result, "page"));
    if (!page) co_return browser_fail(Failure::closed, "newPage: the page closed at once");
    co_return page;
}

std::vector<std::shared_ptr<Page>> Context::pages() const {
    std::vector<std::shared_ptr<Page>> open;
    for (const auto& page : pages_)
        if (!page->closed()) open.push_back(page);
    return open;
}

std::shared_ptr<Page> Context::page(const std::string& id) const {
    for (const auto& page : pages_)
        if (page->id() == id && !page->closed()) return page;
    return nullptr;
}

Async<BrowserResult<void>> Context::close(std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    if (closed_) co_return BrowserResult<void>{};
    const auto result = co_await connection_->call(id_, "close", {}, timeout);
    if (!result && result.error().failure != Failure::closed) co_return forward(result);
    closed_ = true;
    co_return BrowserResult<void>{};
}

// Pages come to light by any event of theirs: the frames of a popup are told before the popup itself.
std::shared_ptr<Page> Context::adopt_page(const std::string& id) {
    for (const auto& page : pages_)
        if (page->id() == id) return page;
    const auto* object = connection_->find_object(id);
    if (object == nullptr || object->type != "Page") return nullptr;
    auto page = std::make_shared<Page>(connection_, platform_.clock, id);
    pages_.push_back(page);
    if (const auto opener = this->page(page->opener())) {
        PageEvent event;
        event.kind = PageEvent::Kind::popup;
        event.url = page->url();
        event.text = id;
        opener->record(std::move(event));
    }
    return page;
}

std::shared_ptr<Page> Context::page_of_frame(const std::string& frame) const {
    const auto owner = connection_->ancestor(frame, "Page");
    for (const auto& page : pages_)
        if (page->id() == owner || page->main_frame_ == frame) return page;
    return nullptr;
}

void Context::on_event(const std::string& guid, const std::string& method, const json::object& params) {
    if (method == "__ended__" || (guid == id_ && method == "close")) {
        closed_ = true;
        for (const auto& page : std::vector(pages_)) on_page_event(*page, "close", {});
        connection_->forget(id_);
        return;
    }
    if (guid == id_) {
        if (method == "page") adopt_page(referenced(params, "page"));
        if (method == "request" || method == "response" || method == "requestFailed")
            on_network(method, params);
        if (method == "dialog") on_dialog(params);
        if (method == "route") on_route(params);
        return;
    }
    const auto* object = connection_->find_object(guid);
    if (object == nullptr) return;
    if (object->type == "Frame" && method == "navigated") return on_navigated(guid, params);
    if (object->type != "Page") return;
    if (const auto page = adopt_page(guid)) on_page_event(*page, method, params);
}

void Context::on_page_event(Page& page, const std::string& method, const json::object& params) {
    PageEvent event;
    if (method == "frameAttached") {
        page.child_frames_.push_back(referenced(params, "frame"));
        return;
    }
    if (method == "frameDetached") {
        const auto frame = referenced(params, "frame");
        std::erase(page.child_frames_, frame);
        if (auto* object = connection_->find_object(frame)) object->initializer["url"] = "";
        return;
    }
    if (method == "crash") {
        crashed_ = page.crashed_ = true;
        event.kind = PageEvent::Kind::crashed;
    } else if (method == "close") {
        if (std::exchange(page.closed_, true)) return;
        event.kind = PageEvent::Kind::closed;
    } else if (method == "download") {
        event.kind = PageEvent::Kind::download;
        event.url = get_string(params, "url");
        event.text = get_string(params, "suggestedFilename");
    } else {
        return;
    }
    const auto closed = event.kind == PageEvent::Kind::closed;
    page.record(std::move(event));
    // Whoever still looks at the page holds it; the context lists only open ones.
    if (closed) std::erase_if(pages_, [&](const auto& one) { return one.get() == &page; });
}

void Context::on_network(const std::string& method, const json::object& params) {
    PageEvent event;
    auto request = referenced(params, "request");
    if (method == "response") {
        const auto* response = connection_->find_object(referenced(params, "response"));
        if (response == nullptr) return;
        const auto& facts = response->initializer;
        event.kind = PageEvent::Kind::response;
        event.response = referenced(params, "response");
        event.status = static_cast<int>(get_int(facts, "status"));
        event.url = get_string(facts, "url");
        if (const auto* headers = facts.if_contains("headers")) {
            event.location = get_string(*headers, "location");
            event.retry_after = get_string(*headers, "retry-after");
            event.content_type = get_string(*headers, "content-type");
        }
        request = referenced(facts, "request");
    } else if (method == "requestFailed") {
        event.kind = PageEvent::Kind::request_failed;
        event.text = get_string(params, "failureText");
    }
    auto* object = connection_->find_object(request);
    if (object == nullptr) return;
    auto& facts = object->initializer;
    event.resource_type = get_string(facts, "resourceType");
    if (is_decoration(event.resource_type)) return;
    event.method = get_string(facts, "method");
    event.navigation = get_bool(facts, "isNavigationRequest");
    event.frame = referenced(facts, "frame");
    if (event.kind == PageEvent::Kind::request && event.navigation) add_body(facts, event);
    if (event.url.empty()) event.url = get_string(facts, "url");
    auto page = this->page(referenced(params, "page"));
    if (!page) page = page_of_frame(event.frame);
    if (page) page->record(std::move(event));
}

void Context::on_navigated(const std::string& frame, const json::object& params) {
    PageEvent event;
    event.kind = PageEvent::Kind::navigated;
    event.frame = frame;
    event.url = get_string(params, "url");
    event.text = get_string(params, "error");
    event.new_document = params.contains("newDocument");
    if (event.text.empty()) {
        auto* object = connection_->find_object(frame);
        object->initializer["url"] = event.url;
        object->initializer["name"] = get_string(params, "name");
    }
    if (const auto page = page_of_frame(frame)) page->record(std::move(event));
}

void Context::on_dialog(const json::object& params) {
    const auto id = referenced(params, "dialog");
    const auto* object = connection_->find_object(id);
    if (object == nullptr) return;
    PageEvent event;
    event.kind = PageEvent::Kind::dialog;
    event.dialog_type = get_string(object->initializer, "type");
    event.text = get_string(object->initializer, "message");
    const auto page = adopt_page(referenced(object->initializer, "page"));
    connection_->post(id, event.dialog_type == "prompt" ? "dismiss" : "accept", {});
    if (page) page->record(std::move(event));
}

void Context::on_route(const json::object& params) {
    const auto id = referenced(params, "route");
    const auto* route = connection_->find_object(id);
    if (route == nullptr) return;
    OutgoingRequest request;
    if (const auto* object = connection_->find_object(referenced(route->initializer, "request"))) {
        request.url = get_string(object->initializer, "url");
        request.method = get_string(object->initializer, "method");
        request.resource_type = get_string(object->initializer, "resourceType");
        request.navigation = get_bool(object->initializer, "isNavigationRequest");
    }
    spawn(platform_.executor, "address policy", [self = shared_from_this(), id, request]() -> Async<void> {
        bool allowed = false;
        try {
            allowed = !request.url.empty() && co_await self->policy_(request);
        } catch (const std::exception& error) {
            log::error("the address policy threw; the request is blocked", {{"error", error.what()}});
        }
        if (allowed) {
            self->connection_->post(id, "continue", {{"isFallback", false}});
        } else {
            ++self->blocked_;
            self->connection_->post(id, "abort", {{"errorCode", "blockedbyclient"}});
        }
    });
}

} // namespace bolt::browser
