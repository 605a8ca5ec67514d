#include "submit/browser_lane.hpp"

namespace bolt::submit {
namespace {

SubmitterSettings prepared(SubmitterSettings settings) {
    // WebRTC would talk past the proxy and its address check.
    settings.pool.browser.extra_arguments.push_back(
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp");
    return settings;
}

} // namespace

std::string locale_of(std::string_view language, std::string_view country_code) {
    if (language.empty() || language.size() > 10) return "en-US";
    if (language.size() != 2) return std::string(language);
    if (language == "en") return "en-US";
    return country_code.size() == 2 ? std::string(language) + "-" + std::string(country_code)
                                    : std::string(language);
}

BrowserLane::BrowserLane(const Platform& platform, SubmitterSettings settings, Resolver resolver)
    : platform_(platform), settings_(prepared(std::move(settings))),
      policy_(platform.clock, settings_.addresses, std::move(resolver)), pool_(platform, settings_.pool) {}

std::unique_ptr<AddressProxy> BrowserLane::make_proxy() {
    return std::make_unique<AddressProxy>(platform_, policy_, settings_.proxy);
}

browser::ContextOptions BrowserLane::options(const AddressProxy& proxy, std::string locale) const {
    browser::ContextOptions out;
    out.locale = std::move(locale);
    out.user_agent = user_agent_;
    out.proxy_server = proxy.url();
    return out;
}

Async<Result<browser::Lease>> BrowserLane::open(AddressProxy& proxy, std::string locale) {
    if (auto started = proxy.start(); !started) co_return forward(started);
    if (auto named = co_await learn_user_agent(proxy); !named) co_return forward(named);
    auto lease = co_await pool_.acquire(options(proxy, std::move(locale)), settings_.times.place);
    if (!lease) co_return fail(ErrorCode::unavailable, "no browser: " + lease.error().message);
    co_return std::move(*lease);
}

Async<Result<browser::Lease>> BrowserLane::open_offline() {
    browser::ContextOptions nothing;
    nothing.url_policy = [](browser::OutgoingRequest) -> Async<bool> { co_return false; };
    auto lease = co_await pool_.acquire(std::move(nothing), settings_.times.place);
    if (!lease) co_return fail(ErrorCode::unavailable, "no browser: " + lease.error().message);
    co_return std::move(*lease);
}

/// Asks the browser for its own User-Agent, once.
Async<Result<void>> BrowserLane::learn_user_agent(const AddressProxy& proxy) {
    if (!user_agent_.empty() || settings_.user_agent_suffix.empty()) co_return Result<void>{};
    auto lease = co_await pool_.acquire(options(proxy, "en-US"), settings_.times.place);
    if (!lease) co_return forward(lease);
    auto page = co_await lease->context().new_page(settings_.times.visit);
    if (!page) co_return forward(page);
    auto own =
        co_await (*page)->main_frame().evaluate("() => navigator.userAgent", nullptr, settings_.times.script);
    co_await lease->release();
    if (!own) co_return forward(own);
    if (!own->is_string()) co_return fail(ErrorCode::unavailable, "the browser does not tell its name");
    user_agent_ = std::string(own->get_string()) + " " + settings_.user_agent_suffix;
    co_return Result<void>{};
}

Async<void> BrowserLane::close() { co_await pool_.shutdown(settings_.pool.close_timeout); }

} // namespace bolt::submit
