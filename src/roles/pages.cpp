#include "roles/pages.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>

namespace bolt::roles {
namespace {

struct Asset {
    std::string_view plain, gzip, brotli;
    std::string tag, type; ///< tag: of the plain content
    bool hashed = false;
};
using Assets = std::map<std::string, Asset, std::less<>>;

std::string_view content_type(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"}};
    for (const auto& [ending, type] : kTypes)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

Assets index_files(std::span<const EmbeddedFile> files) {
    Assets assets;
    for (const auto& file : files) {
        if (file.name.ends_with(".gz")) {
            assets["/" + std::string(file.name.substr(0, file.name.size() - 3))].gzip = file.content;
        } else if (file.name.ends_with(".br")) {
            assets["/" + std::string(file.name.substr(0, file.name.size() - 3))].brotli = file.content;
        } else {
            auto& asset = assets["/" + std::string(file.name)];
            asset.plain = file.content;
            asset.type = content_type(file.name);
            asset.tag = hex(sha256(file.content)).substr(0, 32);
            asset.hashed = file.name.starts_with("assets/");
        }
    }
    return assets;
}

void add_common_headers(net::Response& response) {
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "no-referrer");
    response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
}

void add_security_headers(net::Response& response) {
    // A page that is no part of the application says what it needs itself.
    if (response.headers.has("Content-Security-Policy")) return add_common_headers(response);
    response.headers.set("X-Frame-Options", "DENY");
    response.headers.set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src "
                                                    "'self'; img-src 'self' data: blob:; font-src 'self'; "
                                                    "connect-src 'self'; base-uri 'none'; form-action "
                                                    "'self'; frame-ancestors 'none'; manifest-src 'self'");
    add_common_headers(response);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Calls `see` with each part of a comma list (RFC 9110 section 5.6.1) until it says true; true if it did.
template <class F>
bool any_part(std::string_view list, F see) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        if (see(trimmed(list.substr(0, end)))) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

// "br;q=0" refuses br; other weights do not matter: the smallest accepted form is sent.
bool accepts(std::string_view list, std::string_view coding) {
    return any_part(list, [coding](std::string_view part) {
        const auto semicolon = std::min(part.find(';'), part.size());
        auto weight = trimmed(part.substr(std::min(semicolon + 1, part.size())));
        const bool zero =
            weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos;
        return trimmed(part.substr(0, semicolon)) == coding && !zero;
    });
}

// Weak comparison, as If-None-Match wants it (RFC 9110 section 13.1.2): proxies weaken tags.
bool is_known(std::string_view if_none_match, std::string_view etag) {
    return any_part(if_none_match, [etag](std::string_view part) {
        if (part.starts_with("W/")) part.remove_prefix(2);
        return part == "*" || part == etag;
    });
}

net::Response serve(const Asset& asset, const net::Request& request) {
    const auto accepted = request.headers.get("Accept-Encoding");
    std::string_view body = asset.plain, coding;
    if (!asset.brotli.empty() && accepts(accepted, "br")) {
        coding = "br";
        body = asset.brotli;
    } else if (!asset.gzip.empty() && accepts(accepted, "gzip")) {
        coding = "gzip";
        body = asset.gzip;
    }
    // A strong tag names one representation: each coding has its own.
    const auto etag =
        coding.empty() ? fmt::format("\"{}\"", asset.tag) : fmt::format("\"{}-{}\"", asset.tag, coding);
    net::Response response;
    response.headers.set("ETag", etag);
    response.headers.set("Vary", "Accept-Encoding");
    response.headers.set("Cache-Control", asset.hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (is_known(request.headers.get("If-None-Match"), etag)) {
        response.status = 304;
        return response;
    }
    response.headers.set("Content-Type", asset.type);
    if (!coding.empty()) response.headers.set("Content-Encoding", std::string(coding));
    response.body = body;
    return response;
}

/// The pages of customers are an application of their own: nobody who buys loads the dashboard.
bool is_customers(std::string_view path) {
    for (const std::string_view own : {"/packages", "/checkout", "/my", "/analyze", "/terms"})
        if (path == own || (path.starts_with(own) && path.substr(own.size()).starts_with('/'))) return true;
    return false;
}

constexpr std::string_view kNoPages =
    "<!doctype html><title>Directory-Bolt</title><p>This binary was built without its pages. "
    "Run <code>make build</code>, which builds web/ first.";

} // namespace

void add_pages(net::Router& router, std::span<const EmbeddedFile> files) {
    auto assets = std::make_shared<const Assets>(index_files(files));
    router.set_fallback([assets](net::Request& request) -> Async<net::Response> {
        if (request.method != "GET" && request.method != "HEAD")
            co_return net::problem(404, "Not found", "There is no such route.");
        for (const char* prefix : {"/api/", "/realtime/", "/rest/"})
            if ((request.path + "/").starts_with(prefix))
                co_return net::problem(404, "Not found", "There is no such route.");
        auto found = assets->find(request.path);
        // A name with an ending is a file; everything else is a route of the single page app.
        const bool is_file = request.path.find('.', request.path.rfind('/')) != std::string::npos;
        if (found == assets->end() && is_file)
            co_return net::problem(404, "Not found", "There is no such file.");
        if (found == assets->end())
            found = assets->find(is_customers(request.path) ? "/customer.html" : "/index.html");
        if (found == assets->end()) co_return net::Response::html(503, std::string(kNoPages));
        co_return serve(found->second, request);
    });
    router.wrap([](net::Request& request, const net::Handler& next) -> Async<net::Response> {
        auto response = co_await next(request);
        add_security_headers(response);
        co_return response;
    });
}

} // namespace bolt::roles
