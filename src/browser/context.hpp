#pragma once
#include "base/platform.hpp"
#include "browser/page.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bolt::browser {

/// A request that waits for permission.
struct OutgoingRequest {
    std::string url;
    std::string method;
    std::string resource_type; ///< "document", "image", "script", "xhr", ...
    bool navigation = false;
};

/// Decides about one request: true lets it go, false (or an exception) blocks it. May look up addresses.
/// Not asked for redirects of a request already let go, nor for WebSockets: an address policy that must hold
/// for those needs the proxy (ContextOptions::proxy_server).
using UrlPolicy = std::function<Async<bool>(OutgoingRequest request)>;

/// Fixed for every context, not options: downloads are denied, service workers blocked, selectors strict.
struct ContextOptions {
    int viewport_width = 1280;
    int viewport_height = 900;
    std::string locale = "en-US";
    std::string timezone = {};   ///< IANA name, empty: the machine's
    std::string user_agent = {}; ///< empty: the browser's own
    std::vector<std::pair<std::string, std::string>> extra_headers = {};
    std::string proxy_server = {}; ///< "http://127.0.0.1:3128"; all requests go through it, loopback too
    bool ignore_https_errors = false;
    UrlPolicy url_policy = {}; ///< empty: no interception (which keeps the HTTP cache)
};

/// An isolated session of the browser: its own cookies, storage and pages. One thread.
/// Dialogs are recorded on their page and answered at once: alert, confirm and beforeunload accepted, prompt
/// dismissed.
class Context : public std::enable_shared_from_this<Context> {
  public:
    Context(const Platform& platform, std::shared_ptr<Connection> connection, std::string id,
            UrlPolicy policy);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// The driver's name for it.
    const std::string& id() const { return id_; }
    /// Opens an empty page.
    Async<BrowserResult<std::shared_ptr<Page>>>
    new_page(std::chrono::milliseconds timeout = std::chrono::seconds{30});
    /// Open pages, popups included, oldest first.
    std::vector<std::shared_ptr<Page>> pages() const;
    /// The open page of that id, or nullptr.
    std::shared_ptr<Page> page(const std::string& id) const;
    /// True once it, its browser or the driver ended.
    bool closed() const { return closed_; }
    /// True once any of its pages' renderers died.
    bool crashed() const { return crashed_; }
    /// Requests that the policy blocked so far.
    std::uint64_t blocked_requests() const { return blocked_; }

    /// Closes it with all its pages; also a page in an endless loop goes down with it.
    Async<BrowserResult<void>> close(std::chrono::milliseconds timeout = std::chrono::seconds{15});

  private:
    friend class Browser;
    /// Listens, subscribes to events and installs the policy; before the first page.
    Async<BrowserResult<void>> prepare();
    void on_event(const std::string& guid, const std::string& method, const json::object& params);
    void on_page_event(Page& page, const std::string& method, const json::object& params);
    void on_network(const std::string& method, const json::object& params);
    void on_navigated(const std::string& frame, const json::object& params);
    void on_dialog(const json::object& params);
    void on_route(const json::object& params);
    std::shared_ptr<Page> adopt_page(const std::string& id);
    std::shared_ptr<Page> page_of_frame(const std::string& frame) const;

    Platform platform_;
    std::shared_ptr<Connection> connection_;
    std::string id_;
    UrlPolicy policy_;
    std::vector<std::shared_ptr<Page>> pages_;
    std::uint64_t blocked_ = 0;
    bool closed_ = false;
    bool crashed_ = false;
};

} // namespace bolt::browser
