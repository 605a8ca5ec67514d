#include "net/certificate.hpp"

#include "base/offload.hpp"

#include <ctime>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace bolt::net {
namespace {

Result<TimePoint> read_end(const curl_certinfo& info) {
    constexpr std::string_view kName = "Expire date:";
    if (info.num_of_certs < 1) return fail(ErrorCode::unavailable, "the server showed no certificate");
    for (const auto* item = info.certinfo[0]; item != nullptr; item = item->next) {
        const std::string_view text(item->data);
        if (!text.starts_with(kName)) continue;
        // "Nov 30 12:00:00 2027 GMT", or "2027-11-30 12:00:00 GMT"
        const std::string date(text.substr(kName.size()));
        std::tm parts{};
        if (::strptime(date.c_str(), "%b %d %H:%M:%S %Y", &parts) == nullptr &&
            ::strptime(date.c_str(), "%Y-%m-%d %H:%M:%S", &parts) == nullptr)
            return fail(ErrorCode::unavailable, fmt::format("the certificate's end {} is no date", date));
        return TimePoint{} + std::chrono::seconds{::timegm(&parts)};
    }
    return fail(ErrorCode::unavailable, "the certificate does not say when it ends");
}

Result<TimePoint> look(const std::string& url) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) return fail(ErrorCode::unavailable, "no memory for a connection");
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_NOBODY, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    const auto code = curl_easy_perform(handle.get());
    curl_certinfo* info = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_CERTINFO, &info);
    // What HTTP answers, if anything, does not matter.
    if (info == nullptr || info->num_of_certs < 1)
        return fail(ErrorCode::unavailable, fmt::format("no TLS connection: {}", curl_easy_strerror(code)));
    return read_end(*info);
}

} // namespace

Async<Result<TimePoint>> certificate_end(asio::any_io_executor executor, std::string url) {
    if (!url.starts_with("https://"))
        co_return fail(ErrorCode::invalid_argument, "only https servers have certificates");
    // Joined by its destructor on the loop's thread only after the work is done.
    asio::thread_pool pool(1);
    co_return co_await offload(pool, executor, [url] { return look(url); });
}

} // namespace bolt::net
