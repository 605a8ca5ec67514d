#include "submit/picture_source.hpp"

#include <algorithm>
#include <boost/url.hpp>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

/// Where a redirect leads; "" if it cannot be read.
std::string resolved(const std::string& base, std::string_view location) {
    const auto from = boost::urls::parse_uri(base);
    const auto to = boost::urls::parse_uri_reference(location);
    boost::urls::url out;
    if (!from || !to || !boost::urls::resolve(*from, *to, out)) return {};
    return std::string(out.buffer());
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

Async<Result<const Picture*>> PictureSource::fetch(std::string url) {
    auto found = known_.find(url);
    if (found == known_.end()) {
        auto picture = co_await download(url);
        found = known_.emplace(url, std::move(picture)).first;
    }
    if (!found->second) co_return forward(found->second);
    co_return &*found->second;
}

Async<Result<Picture>> PictureSource::download(std::string url) {
    for (int hop = 0; hop <= limits_.redirects_max; ++hop) {
        auto allowed = co_await policy_.check(url);
        if (!allowed) co_return forward(allowed);
        net::ClientRequest request;
        request.url = url;
        request.timeout = limits_.timeout;
        request.response_bytes_max = limits_.bytes_max;
        request.headers.set("Accept", "image/png,image/jpeg,image/webp,image/gif");
        request.address_allowed = [addresses = allowed->addresses](const std::string& address) {
            boost::system::error_code error;
            const auto wanted = asio::ip::make_address(address, error);
            return !error && std::ranges::find(addresses, wanted) != addresses.end();
        };
        auto answer = co_await client_.send(std::move(request));
        if (!answer) co_return forward(answer);
        if (is_redirect(answer->status)) {
            url = resolved(url, answer->headers.get("Location"));
            if (url.empty()) co_return fail(ErrorCode::unavailable, "the picture's address leads nowhere");
            continue;
        }
        if (answer->status != 200)
            co_return fail(ErrorCode::unavailable,
                           fmt::format("the picture's address answers HTTP {}", answer->status));
        auto picture = read_picture(std::move(answer->body));
        if (!picture)
            co_return fail(ErrorCode::invalid_argument,
                           "what lies there is no JPEG, PNG, GIF or WebP picture");
        co_return std::move(*picture);
    }
    co_return fail(ErrorCode::unavailable, "the picture's address leads on and on");
}

} // namespace bolt::submit
