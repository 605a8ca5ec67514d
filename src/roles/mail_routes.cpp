#include "roles/mail_routes.hpp"

#include "base/encoding.hpp"
#include "mail/view.hpp"
#include "store/emails.hpp"

#include <fmt/format.h>
#include <functional>

namespace bolt::roles {
namespace {

using store::Tx;

constexpr std::size_t kListMax = 200;
// Pages of their own, without the application's script: plain style, nothing else.
constexpr std::string_view kPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                                     "frame-ancestors 'none'; form-action 'self'; frame-src 'self'";
constexpr std::string_view kMailPolicy =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'";

net::Response page(int status, std::string_view title, std::string_view content) {
    auto response = net::Response::html(
        status,
        fmt::format(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width\"><title>{0}</title><style>body{{max-width:56rem;margin:2rem "
            "auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#1c2430}}td,th{{text-align:left;"
            "padding:.3rem 1rem .3rem 0;vertical-align:top}}iframe{{width:100%;height:36rem;border:1px "
            "solid #dfe3e8}}pre{{white-space:pre-wrap;background:#f4f5f7;padding:1rem}}</style><h1>{0}</h1>"
            "{1}</html>",
            escape_html(title), content));
    response.headers.set("Content-Security-Policy", std::string(kPolicy));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// A Host field that names this machine: "localhost", "127.0.0.1" or "[::1]", with or without a port.
bool is_this_machine(std::string_view host) {
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

net::Response refused(const Error& error) {
    const int status = error.code == ErrorCode::not_found ? 404 : 503;
    return page(status, status == 404 ? "There is no such mail" : "The mails cannot be read", "");
}

net::Response raw_html(std::string html) {
    auto response = net::Response::html(200, std::move(html));
    response.headers.set("Content-Security-Policy", std::string(kMailPolicy));
    response.headers.set("X-Frame-Options", "SAMEORIGIN");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

Result<mail::MailView> find(const mail::MailFolder& folder, const std::string& id) {
    auto raw = folder.get(id);
    if (!raw) return forward(raw);
    return mail::read_view(*raw);
}

net::Response list(const mail::MailFolder& folder) {
    const auto ids = folder.list(kListMax);
    if (!ids) return refused(ids.error());
    std::string rows;
    for (const auto& id : *ids) {
        const auto view = find(folder, id);
        if (!view) continue;
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td><a href=\"/dev/mail/{}\">{}</a></td></tr>",
                            escape_html(view->date), escape_html(view->to), id, escape_html(view->subject));
    }
    return page(200, "Mail",
                rows.empty()
                    ? "<p>No mail yet. Nothing is sent: no mail server is configured (SMTP_URL).</p>"
                    : "<p>Nothing of this was sent: no mail server is configured (SMTP_URL).</p><table>"
                      "<tr><th>Date</th><th>To</th><th>Subject</th></tr>" +
                          rows + "</table>");
}

net::Response one(const std::string& id, const mail::MailView& view) {
    return page(
        200, view.subject,
        fmt::format(
            "<p><a href=\"/dev/mail\">All mail</a></p><table><tr><th>From</th><td>{}</td></tr><tr><th>To"
            "</th><td>{}</td></tr><tr><th>Date</th><td>{}</td></tr></table><iframe sandbox title=\"The "
            "mail as HTML\" src=\"/dev/mail/{}/html\"></iframe><h2>As text</h2><pre>{}</pre>",
            escape_html(view.from), escape_html(view.to), escape_html(view.date), id,
            escape_html(view.text)));
}

} // namespace

void add_unsubscribe_routes(net::Router& router, const Platform& platform, store::Database& database) {
    router.add("GET", "/unsubscribe/{token}", [](net::Request&) -> Async<net::Response> {
        co_return page(
            200, "No more of these messages?",
            "<p>You will still get messages about your orders that cannot do without, such as your result."
            "</p><form method=\"post\"><button>Unsubscribe</button></form>");
    });
    router.add("POST", "/unsubscribe/{token}",
               [&platform, &database](net::Request& request) -> Async<net::Response> {
                   auto done = co_await database.write([&platform, token = request.params["token"]](Tx& tx) {
                       return store::set_notifications(tx, platform.now(), token, false);
                   });
                   if (!done)
                       co_return page(503, "That did not work", "<p>Please try again in a moment.</p>");
                   if (!*done)
                       co_return page(404, "This link is not known",
                                      "<p>Please use the link of a newer message.</p>");
                   co_return page(200, "You have unsubscribed",
                                  "<p>You will get no more of these messages.</p>");
               });
}

void add_dev_mail_routes(net::Router& router, mail::MailFolder folder) {
    using Show = std::function<net::Response(net::Request&)>;
    const auto add = [&router](const char* pattern, Show show) {
        router.add("GET", pattern, [show = std::move(show)](net::Request& request) -> Async<net::Response> {
            // A page of the internet whose name leads here by a trick of DNS must not read mails: they hold
            // links that log in.
            if (!is_this_machine(request.headers.get("Host")))
                co_return page(403, "Not here", "<p>Mail is shown at http://localhost only.</p>");
            co_return show(request);
        });
    };
    add("/dev/mail", [folder](net::Request&) { return list(folder); });
    add("/dev/mail/{id}", [folder](net::Request& request) {
        const auto& id = request.params["id"];
        const auto view = find(folder, id);
        return view ? one(id, *view) : refused(view.error());
    });
    add("/dev/mail/{id}/html", [folder](net::Request& request) {
        auto view = find(folder, request.params["id"]);
        return view ? raw_html(std::move(view->html)) : refused(view.error());
    });
}

} // namespace bolt::roles
