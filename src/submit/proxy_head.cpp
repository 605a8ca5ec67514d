#include "submit/proxy_head.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

bool starts_with_word(std::string_view line, std::string_view lower_word) {
    return line.size() >= lower_word.size() &&
           std::equal(lower_word.begin(), lower_word.end(), line.begin(), [](char wanted, char found) {
               return wanted == (found >= 'A' && found <= 'Z' ? static_cast<char>(found - 'A' + 'a') : found);
           });
}

/// The header lines without those that speak about the connection itself, with "Connection: close" and the
/// empty line.
std::string kept_fields(std::string_view lines) {
    std::string out;
    while (!lines.empty()) {
        const auto end = std::min(lines.find("\r\n"), lines.size());
        const auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 2, lines.size()));
        if (line.empty()) break;
        if (starts_with_word(line, "connection:") || starts_with_word(line, "keep-alive:") ||
            starts_with_word(line, "proxy-"))
            continue;
        out += line;
        out += "\r\n";
    }
    return out + "Connection: close\r\n\r\n";
}

std::string_view after_first_line(std::string_view head) {
    const auto end = head.find("\r\n");
    return end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
}

} // namespace

Result<ProxyRequest> read_proxy_request(std::string_view head) {
    const auto line = head.substr(0, std::min(head.find("\r\n"), head.size()));
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !line.substr(last + 1).starts_with("HTTP/1."))
        return fail(ErrorCode::invalid_argument, "this is no request to a proxy");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    ProxyRequest out;
    out.tunnel = method == "CONNECT";
    if (out.tunnel) {
        out.url = fmt::format("https://{}/", target);
        return out;
    }
    if (!starts_with_word(target, "http://"))
        return fail(ErrorCode::invalid_argument, "this is no request to a proxy");
    out.url = std::string(target);
    const auto path = target.find_first_of("/?#", 7);
    std::string origin = path == std::string_view::npos ? "/" : std::string(target.substr(path));
    if (origin.front() != '/') origin.insert(origin.begin(), '/');
    out.head = fmt::format("{} {} HTTP/1.1\r\n{}", method, origin, kept_fields(after_first_line(head)));
    return out;
}

Result<std::string> close_after(std::string_view head) {
    const auto end = head.find("\r\n");
    if (!head.starts_with("HTTP/1.") || end == std::string_view::npos)
        return fail(ErrorCode::invalid_argument, "the site does not speak HTTP");
    return fmt::format("{}\r\n{}", head.substr(0, end), kept_fields(head.substr(end + 2)));
}

bool is_interim(std::string_view head) {
    const auto space = head.find(' ');
    return space != std::string_view::npos && head.substr(space + 1).starts_with('1') &&
           !head.substr(space + 1).starts_with("101");
}

std::string proxy_answer(int status, std::string_view reason, std::string_view text) {
    return fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
        "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
        status, reason, text.size(), text);
}

} // namespace bolt::submit
