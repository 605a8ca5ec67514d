#include "submit/http_visitor.hpp"

#include "submit/http_url.hpp"

#include <algorithm>

namespace bolt::submit {
namespace {

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Referrer policy "strict-origin-when-cross-origin", the browsers' default.
std::string referrer(std::string_view page_url, std::string_view url) {
    if (page_url.empty() || (page_url.starts_with("https:") && url.starts_with("http:"))) return {};
    if (origin_of(page_url) == origin_of(url)) return std::string(page_url);
    return origin_of(page_url) + "/";
}

/// What a browser would show in the window; the rest is a download.
bool is_shown(const net::Response& response) {
    const auto type = response.headers.get("Content-Type");
    return !response.headers.get("Content-Disposition").starts_with("attachment") &&
           (type.starts_with("text/") || type.find("json") != std::string_view::npos ||
            type.find("html") != std::string_view::npos);
}

} // namespace

Async<Result<void>> HttpVisitor::check(std::string url) {
    auto destination = co_await policy_.check(std::move(url));
    if (!destination) co_return forward(destination);
    co_return Result<void>{};
}

Async<Result<net::Response>> HttpVisitor::hop(net::ClientRequest request) {
    auto destination = co_await policy_.check(request.url);
    if (!destination) co_return forward(destination);
    auto checked = std::make_shared<std::vector<std::string>>();
    for (const auto& address : destination->addresses) checked->push_back(address.to_string());
    request.addresses = *checked;
    // A kept connection may lead to an address that was good for another name or at another time.
    request.address_allowed = [checked](const std::string& address) {
        return std::ranges::find(*checked, address) != checked->end();
    };
    request.cookies = cookies_;
    request.decode = true;
    request.response_bytes_max = settings_.bytes_max;
    request.headers.set("User-Agent", settings_.user_agent);
    request.headers.set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    request.headers.set("Accept-Language", settings_.accept_language);
    co_return co_await client_.send(std::move(request));
}

Async<HttpVisit> HttpVisitor::follow(net::ClientRequest request, std::string page_url) {
    HttpVisit visit;
    for (int hops = 0; hops <= settings_.redirects_max; ++hops) {
        const auto method = request.method;
        const auto url = request.url;
        if (const auto from = referrer(page_url, url); !from.empty()) request.headers.set("Referer", from);
        if (method == "POST") request.headers.set("Origin", origin_of(page_url));
        auto response = co_await hop(request);
        if (!response) {
            visit.problem = response.error().message;
            visit.code = response.error().code;
            visit.exchanges.push_back({method, url, 0, true, visit.problem, ""});
            co_return visit;
        }
        visit.exchanges.push_back({method, url, response->status, true, "", ""});
        const std::string location(response->headers.get("Location"));
        if (!is_redirect(response->status) || location.empty()) {
            visit.answer = {url, response->status, std::string(response->headers.get("Content-Type")),
                            is_shown(*response) ? std::move(response->body) : std::string{}};
            co_return visit;
        }
        auto next = resolve_url(url, location);
        if (!next) {
            visit.problem = "the site leads to an address that is not understood";
            co_return visit;
        }
        if (settings_.may_follow && !co_await settings_.may_follow(*next)) {
            visit.problem = "the site leads to a page that it keeps programs away from";
            visit.code = ErrorCode::permission_denied;
            co_return visit;
        }
        net::ClientRequest following;
        following.url = std::move(*next);
        following.timeout = request.timeout;
        // 307 and 308 ask for the same request elsewhere; all others are asked for with GET.
        if (response->status >= 307) {
            following.method = method;
            following.body = std::move(request.body);
            if (method == "POST")
                following.headers.set("Content-Type", std::string(request.headers.get("Content-Type")));
        }
        request = std::move(following);
    }
    visit.problem = "the site redirects without end";
    co_return visit;
}

Async<HttpVisit> HttpVisitor::open(std::string url, std::chrono::milliseconds timeout) {
    net::ClientRequest request;
    request.url = std::move(url);
    request.timeout = timeout;
    co_return co_await follow(std::move(request), "");
}

Async<HttpVisit> HttpVisitor::send(FormRequest form, std::string page_url, bool fresh_connection,
                                   std::chrono::milliseconds timeout) {
    net::ClientRequest request;
    request.method = std::move(form.method);
    request.url = std::move(form.url);
    request.body = std::move(form.body);
    if (!form.content_type.empty()) request.headers.set("Content-Type", std::move(form.content_type));
    request.fresh_connection = fresh_connection;
    request.timeout = timeout;
    co_return co_await follow(std::move(request), std::move(page_url));
}

} // namespace bolt::submit
