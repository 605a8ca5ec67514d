#include "net/transfer.hpp"

#include "net/wire.hpp"

#include <arpa/inet.h>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

namespace bolt::net {
namespace {

/// All header fields of one response; libcurl 7.88 bounds only the single line.
constexpr std::size_t header_bytes_max = 256 << 10;

/// libcurl's global state: made once, before the first handle, and never torn down (other libraries may use
/// it).
void start_libcurl_once() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::bad_alloc(); // it fails only for lack of memory
}

bool is_http_url(std::string_view url) {
    const auto has_scheme = [&](std::string_view scheme) {
        return url.size() > scheme.size() && url[scheme.size()] != '/' && // libcurl would skip a third slash
               std::ranges::equal(url.substr(0, scheme.size()), scheme,
                                  [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    };
    return (has_scheme("http://") || has_scheme("https://")) &&
           std::ranges::none_of(url, [](unsigned char c) { return c <= 0x20 || c == 0x7F; });
}

std::string numeric_address(const curl_sockaddr& address) {
    char text[INET6_ADDRSTRLEN] = {};
    const void* raw = nullptr;
    if (address.family == AF_INET) raw = &reinterpret_cast<const sockaddr_in&>(address.addr).sin_addr;
    if (address.family == AF_INET6) raw = &reinterpret_cast<const sockaddr_in6&>(address.addr).sin6_addr;
    if (!raw || !inet_ntop(address.family, raw, text, sizeof text)) return {};
    return text;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

Transfer::Transfer(ClientRequest request) : request_(std::move(request)) {
    start_libcurl_once();
    handle_ = curl_easy_init();
    if (!handle_) throw std::bad_alloc();
}

Transfer::~Transfer() {
    curl_easy_cleanup(handle_);
    curl_slist_free_all(headers_);
    curl_slist_free_all(addresses_);
}

Result<std::unique_ptr<Transfer>> Transfer::make(ClientRequest request) {
    if (!is_http_url(request.url))
        return fail(ErrorCode::invalid_argument, "the URL is not one of http:// or https://");
    if (!is_token(request.method)) return fail(ErrorCode::invalid_argument, "not an HTTP method");
    std::unique_ptr<Transfer> transfer(new Transfer(std::move(request)));
    if (auto prepared = transfer->prepare(); !prepared) return forward(prepared);
    return transfer;
}

template <class T>
void Transfer::set(CURLoption option, T value) {
    // Options that this libcurl knows fail only for lack of memory.
    if (curl_easy_setopt(handle_, option, value) != CURLE_OK) throw std::bad_alloc();
}

Result<void> Transfer::prepare() {
    if (curl_easy_setopt(handle_, CURLOPT_URL, request_.url.c_str()) != CURLE_OK)
        return fail(ErrorCode::invalid_argument, "the URL is too long");
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, request_.timeout.count())));
    set(CURLOPT_FOLLOWLOCATION, request_.redirects_max > 0 ? 1L : 0L);
    set(CURLOPT_MAXREDIRS, static_cast<long>(request_.redirects_max));
    set(CURLOPT_ERRORBUFFER, error_text_);
    set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(CURLOPT_HEADERDATA, this);
    if (request_.address_allowed) {
        set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
        set(CURLOPT_OPENSOCKETDATA, this);
    }
    set(CURLOPT_PREREQFUNCTION, &Transfer::on_connected);
    set(CURLOPT_PREREQDATA, this);
    if (request_.decode) set(CURLOPT_ACCEPT_ENCODING, "");
    if (request_.fresh_connection) set(CURLOPT_FRESH_CONNECT, 1L);
    if (request_.cookies) give_cookies();
    prepare_method();
    if (auto pinned = prepare_addresses(); !pinned) return pinned;
    return prepare_headers();
}

Result<void> Transfer::prepare_addresses() {
    if (request_.addresses.empty()) return {};
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), &curl_url_cleanup);
    char* host = nullptr;
    char* port = nullptr;
    const bool read = parts &&
                      curl_url_set(parts.get(), CURLUPART_URL, request_.url.c_str(), 0) == CURLUE_OK &&
                      curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                      curl_url_get(parts.get(), CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    std::string line;
    if (read) {
        // "+": the entry ages like one that was looked up.
        line = fmt::format("+{}:{}:", host, port);
        for (const auto& address : request_.addresses) {
            const bool v6 = address.find(':') != std::string::npos;
            line += fmt::format("{}{}", line.ends_with(':') ? "" : ",", v6 ? "[" + address + "]" : address);
        }
    }
    curl_free(host);
    curl_free(port);
    if (!read) return fail(ErrorCode::invalid_argument, "the URL has no host");
    addresses_ = curl_slist_append(nullptr, line.c_str());
    if (!addresses_) throw std::bad_alloc();
    set(CURLOPT_RESOLVE, addresses_);
    return {};
}

void Transfer::give_cookies() {
    set(CURLOPT_COOKIEFILE, ""); // starts the engine, reads no file
    for (const auto& line : request_.cookies->lines) set(CURLOPT_COOKIELIST, line.c_str());
}

void Transfer::take_cookies() {
    curl_slist* list = nullptr;
    if (curl_easy_getinfo(handle_, CURLINFO_COOKIELIST, &list) != CURLE_OK) return;
    request_.cookies->lines.clear();
    for (const auto* at = list; at != nullptr; at = at->next) request_.cookies->lines.emplace_back(at->data);
    curl_slist_free_all(list);
}

bool CookieJar::has(std::string_view name) const {
    return std::ranges::any_of(lines, [&](std::string_view line) {
        for (int column = 0; column < 5; ++column) {
            const auto tab = line.find('\t');
            if (tab == std::string_view::npos) return false;
            line.remove_prefix(tab + 1);
        }
        return line.substr(0, line.find('\t')) == name;
    });
}

void Transfer::prepare_method() {
    const auto& method = request_.method;
    if (!request_.body.empty() || method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, request_.body.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    }
    // CUSTOMREQUEST would also replace the method of a redirect that must become GET, so only where libcurl
    // has no own.
    if (method == "HEAD")
        set(CURLOPT_NOBODY, 1L);
    else if (method != "POST" && (method != "GET" || !request_.body.empty()))
        set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

Result<void> Transfer::prepare_headers() {
    const auto append = [&](const std::string& line) {
        auto* longer = curl_slist_append(headers_, line.c_str());
        if (!longer) throw std::bad_alloc();
        headers_ = longer;
    };
    for (const auto& [name, value] : request_.headers.all()) {
        if (!is_token(name) || !is_field_value(value))
            return fail(ErrorCode::invalid_argument, "a request header has a character that cannot be sent");
        // "Name;" is libcurl's way to an empty value.
        append(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
    }
    // libcurl would add its own: a form's content type, and a wait for 100 before bodies above 1 MiB.
    if (!request_.headers.has("Content-Type")) append("Content-Type:");
    if (!request_.headers.has("Expect")) append("Expect:");
    set(CURLOPT_HTTPHEADER, headers_);
    return {};
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto bytes = size * count;
    if (transfer.response_.body.size() + bytes > transfer.request_.response_bytes_max) {
        transfer.too_large_ = true;
        return 0; // ends the transfer
    }
    transfer.response_.body.append(data, bytes);
    return bytes;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(data, size * count);
    transfer.header_bytes_ += line.size();
    if (transfer.header_bytes_ > header_bytes_max) {
        transfer.too_large_ = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) { // also after 100 Continue and after each redirect
        transfer.response_ = {};
        return line.size();
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
        transfer.response_.headers.add(trim(line.substr(0, colon)),
                                       std::string(trim(line.substr(colon + 1))));
    return line.size();
}

bool Transfer::allowed(const std::string& address) {
    bool good = false;
    try {
        good = request_.address_allowed(address);
    } catch (...) {
        good = false; // must not pass through libcurl's C code; an address that cannot be judged is refused
    }
    forbidden_ = forbidden_ || !good;
    return good;
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    if (!static_cast<Transfer*>(self)->allowed(numeric_address(*address))) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::on_connected(void* self, char* peer_ip, char*, int, int) {
    auto& transfer = *static_cast<Transfer*>(self);
    // A kept connection opens no socket: it is asked about here.
    if (transfer.request_.address_allowed && !transfer.allowed(peer_ip)) return CURL_PREREQFUNC_ABORT;
    return transfer.may_be_sent() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool Transfer::may_be_sent() {
    // libcurl sends a request again by itself when a kept connection ends without an answer. The server may
    // have done the work before it went away: only methods that may be repeated (RFC 9110, 9.2.2) are.
    const bool again = sent_ && header_bytes_ == answered_bytes_;
    sent_ = true;
    answered_bytes_ = header_bytes_;
    lost_ = again && (request_.method == "POST" || request_.method == "PATCH");
    return !lost_;
}

Result<Response> Transfer::finish(CURLcode code) {
    if (request_.cookies) take_cookies();
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        response_.status = static_cast<int>(status);
        return std::move(response_);
    }
    std::string why = error_text_[0] ? error_text_ : curl_easy_strerror(code);
    if (too_large_)
        return fail(ErrorCode::too_large,
                    fmt::format("the response is larger than {} bytes", request_.response_bytes_max));
    if (forbidden_ && code != CURLE_OPERATION_TIMEDOUT)
        return fail(ErrorCode::permission_denied, "the address of this host is not allowed");
    if (lost_)
        return fail(ErrorCode::unavailable,
                    "the connection ended before an answer came; the request may have been received");
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return fail(ErrorCode::invalid_argument, "the URL cannot be used: " + why);
    case CURLE_OPERATION_TIMEDOUT:
        return fail(ErrorCode::timeout,
                    fmt::format("no complete answer within {} ms", request_.timeout.count()));
    default:
        return fail(ErrorCode::unavailable, "the request failed: " + why);
    }
}

} // namespace bolt::net
