#include "submit/http_url.hpp"

#include <boost/url.hpp>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

std::string tidy(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    text = text.substr(0, text.find('#'));
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\t' || c == '\n' || c == '\r') continue;
        const bool bare =
            byte > ' ' && byte < 0x7F && std::string_view("\"<>`{}|^[]").find(c) == std::string_view::npos;
        if (bare)
            out += c;
        else
            out += fmt::format("%{:02X}", byte);
    }
    return out;
}

} // namespace

Result<std::string> resolve_url(std::string_view base, std::string_view reference) {
    const auto doubt = fail(ErrorCode::conflict, "an address on the page is not understood");
    if (reference.find('\\') != std::string_view::npos) return doubt;
    const auto from = boost::urls::parse_uri(base.substr(0, base.find('#')));
    const auto text = tidy(reference);
    const auto to = boost::urls::parse_uri_reference(text);
    if (!from || !to) return doubt;
    boost::urls::url target(*to);
    if (target.has_authority() && target.encoded_path().empty()) target.set_encoded_path("/");
    boost::urls::url whole;
    if (!boost::urls::resolve(*from, target, whole)) return doubt;
    whole.normalize_scheme();
    if ((whole.scheme() != "http" && whole.scheme() != "https") || whole.encoded_host().empty()) return doubt;
    if (whole.has_userinfo()) return doubt;
    if (whole.encoded_path().empty()) whole.set_encoded_path("/");
    const auto port = whole.port();
    if (port == (whole.scheme() == "https" ? "443" : "80")) whole.remove_port();
    return std::string(whole.buffer());
}

std::string origin_of(std::string_view url) {
    const auto parts = boost::urls::parse_uri(url.substr(0, url.find('#')));
    if (!parts || parts->encoded_host().empty()) return {};
    return fmt::format("{}://{}", std::string_view(parts->scheme()),
                       std::string_view(parts->encoded_host_and_port()));
}

} // namespace bolt::submit
