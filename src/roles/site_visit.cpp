#include "roles/site_visit.hpp"

#include "base/encoding.hpp"
#include "base/offload.hpp"
#include "domain/profile.hpp"
#include "roles/health.hpp"
#include "submit/http_form.hpp"
#include "submit/http_visitor.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kBytesMax = 1 << 20;
constexpr std::chrono::milliseconds kTime{10'000};

std::string words_of(const Error& error) {
    switch (error.code) {
    case ErrorCode::permission_denied:
        return "This address cannot be used: it does not lead to a public website.";
    case ErrorCode::not_found:
        return "We cannot find this website. Is the address right?";
    case ErrorCode::timeout:
        return "The website does not answer in time.";
    case ErrorCode::invalid_argument:
        return "This is no web address. It looks like https://www.example.com.";
    default:
        return "The website does not answer.";
    }
}

} // namespace

Async<SiteVisit> visit_site(const Platform& platform, net::HttpClient& http, submit::AddressPolicy& policy,
                            asio::thread_pool& pool, std::string url) {
    SiteVisit seen;
    if (!is_http_url(url)) {
        seen.problem = words_of({ErrorCode::invalid_argument, ""});
        co_return seen;
    }
    submit::HttpVisitSettings settings;
    settings.user_agent = fmt::format("Mozilla/5.0 (compatible; directory-bolt/{})", version());
    settings.accept_language = "en";
    settings.bytes_max = kBytesMax;
    settings.redirects_max = 5;
    submit::HttpVisitor visitor(http, policy, std::move(settings));
    const auto visit = co_await visitor.open(std::move(url), kTime);
    if (visit.answer.status == 0) {
        seen.forbidden = visit.code == ErrorCode::permission_denied;
        seen.problem = words_of({visit.code, visit.problem});
        co_return seen;
    }
    seen.url = visit.answer.url;
    if (visit.answer.status >= 400) {
        seen.problem = fmt::format("The website answers with an error ({}).", visit.answer.status);
        co_return seen;
    }
    seen.facts = co_await offload(pool, platform.executor, [answer = visit.answer] {
        forms::SiteFacts facts;
        // Only its own words as text: what is no HTML tells nothing.
        if (answer.content_type.find("html") == std::string::npos && !answer.content_type.empty())
            return facts;
        const auto document = forms::HtmlDocument::parse(to_valid_utf8(answer.body));
        return document ? forms::read_site(*document, answer.url) : facts;
    });
    co_return seen;
}

} // namespace bolt::roles
