#include "submit/browser_submitter.hpp"

#include "base/log.hpp"
#include "submit/browser_attempt.hpp"

namespace bolt::submit {
namespace {

SubmitterSettings prepared(SubmitterSettings settings) {
    // WebRTC would talk past the proxy and its address check.
    settings.pool.browser.extra_arguments.push_back(
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp");
    return settings;
}

/// "de" asks for German pages as a German browser does.
std::string locale_of(const store::Directory& directory) {
    if (directory.language.empty() || directory.language.size() > 10) return "en-US";
    if (directory.language.size() != 2) return directory.language;
    if (directory.language == "en") return "en-US";
    return directory.country_code.size() == 2 ? directory.language + "-" + directory.country_code
                                              : directory.language;
}

class BrowserSubmitter final : public Submitter {
  public:
    BrowserSubmitter(const Platform& platform, EvidenceStore& evidence, SubmitterSettings settings,
                     Resolver resolver)
        : platform_(platform), evidence_(evidence), settings_(prepared(std::move(settings))),
          policy_(platform.clock, settings_.addresses, std::move(resolver)),
          proxy_(platform, policy_, settings_.proxy), pool_(platform, settings_.pool) {}

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const AttemptHooks& hooks) override {
        const auto started = platform_.clock.monotonic();
        BrowserAttempt work(platform_, evidence_, policy_, proxy_, settings_, attempt, hooks, started);
        Ending ending;
        std::string problem;
        try {
            ending = co_await in_context(work, attempt);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        if (!problem.empty()) {
            log::error("an attempt failed with an exception",
                       {{"attempt_id", attempt.attempt_id}, {"error", problem}});
            ending = {work.sent() ? Verdict::unknown : Verdict::unreachable, "internal error: " + problem,
                      0.3};
        }
        if (settings_.profiled) co_await tell_profile(work, attempt);
        co_return work.record().outcome(ending, platform_.clock.monotonic() - started);
    }

    Async<void> close() override {
        co_await pool_.shutdown(settings_.pool.close_timeout);
        proxy_.stop();
    }

  private:
    Async<void> tell_profile(const BrowserAttempt& work, const store::LeasedAttempt& attempt) {
        const auto& profile = work.profiler().profile();
        if (profile)
            co_await settings_.profiled(attempt, *profile);
        else if (!work.profiler().why_not().empty())
            log::debug("the form needs a browser",
                       {{"directory", attempt.directory.name}, {"reason", work.profiler().why_not()}});
    }

    Async<Ending> in_context(BrowserAttempt& work, const store::LeasedAttempt& attempt) {
        if (auto ready = co_await get_ready(); !ready)
            co_return Ending{Verdict::unreachable, ready.error().message};
        auto lease = co_await pool_.acquire(options(locale_of(attempt.directory)), settings_.times.place);
        if (!lease) co_return Ending{Verdict::unreachable, "no browser: " + lease.error().message};
        work.record().timing("place", platform_.clock.monotonic() - work.started());
        auto ending = co_await work.run(lease->context());
        if (work.hung()) lease->strike("the page stopped to react");
        co_await lease->release();
        co_return ending;
    }

    browser::ContextOptions options(std::string locale) const {
        browser::ContextOptions out;
        out.locale = std::move(locale);
        out.user_agent = user_agent_;
        out.proxy_server = proxy_.url();
        return out;
    }

    /// Starts the proxy and asks the browser for its own User-Agent, once.
    Async<Result<void>> get_ready() {
        if (!listening_) {
            if (auto started = proxy_.start(); !started) co_return started;
            listening_ = true;
        }
        if (!user_agent_.empty() || settings_.user_agent_suffix.empty()) co_return Result<void>{};
        auto lease = co_await pool_.acquire(options("en-US"), settings_.times.place);
        if (!lease) co_return forward(lease);
        auto page = co_await lease->context().new_page(settings_.times.visit);
        if (!page) co_return forward(page);
        auto own = co_await (*page)->main_frame().evaluate("() => navigator.userAgent", nullptr,
                                                           settings_.times.script);
        co_await lease->release();
        if (!own) co_return forward(own);
        if (!own->is_string()) co_return fail(ErrorCode::unavailable, "the browser does not tell its name");
        user_agent_ = std::string(own->get_string()) + " " + settings_.user_agent_suffix;
        co_return Result<void>{};
    }

    const Platform& platform_;
    EvidenceStore& evidence_;
    SubmitterSettings settings_;
    AddressPolicy policy_;
    AddressProxy proxy_;
    browser::BrowserPool pool_;
    bool listening_ = false;
    std::string user_agent_; ///< empty: the browser's own
};

} // namespace

std::unique_ptr<Submitter> make_browser_submitter(const Platform& platform, EvidenceStore& evidence,
                                                  SubmitterSettings settings, Resolver resolver) {
    return std::make_unique<BrowserSubmitter>(platform, evidence, std::move(settings), std::move(resolver));
}

} // namespace bolt::submit
