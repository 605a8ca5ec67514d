#include "submit/browser_submitter.hpp"

#include "base/log.hpp"
#include "submit/browser_attempt.hpp"
#include "submit/browser_lane.hpp"

namespace bolt::submit {
namespace {

class BrowserSubmitter final : public Submitter {
  public:
    BrowserSubmitter(const Platform& platform, EvidenceStore& evidence, SubmitterSettings settings,
                     Resolver resolver)
        : platform_(platform), evidence_(evidence),
          lane_(platform, std::move(settings), std::move(resolver)) {}

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const AttemptHooks& hooks) override {
        const auto started = platform_.clock.monotonic();
        const auto proxy = lane_.make_proxy();
        BrowserAttempt work(platform_, evidence_, lane_.addresses(), *proxy, lane_.settings(), attempt, hooks,
                            started);
        Ending ending;
        std::string problem;
        try {
            ending = co_await in_context(work, *proxy, attempt);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        if (!problem.empty()) {
            log::error("an attempt failed with an exception",
                       {{"attempt_id", attempt.attempt_id}, {"error", problem}});
            ending = {work.sent() ? Verdict::unknown : Verdict::unreachable, "internal error: " + problem,
                      0.3};
        }
        if (lane_.settings().profiled) co_await tell_profile(work, attempt);
        auto outcome = work.record().outcome(ending, platform_.clock.monotonic() - started);
        outcome.recipe = work.recipe_report();
        co_return outcome;
    }

    Async<void> close() override { co_await lane_.close(); }

  private:
    Async<void> tell_profile(const BrowserAttempt& work, const store::LeasedAttempt& attempt) {
        const auto& profile = work.profiler().profile();
        if (profile)
            co_await lane_.settings().profiled(attempt, *profile);
        else if (!work.profiler().why_not().empty())
            log::debug("the form needs a browser",
                       {{"directory", attempt.directory.name}, {"reason", work.profiler().why_not()}});
    }

    Async<Ending> in_context(BrowserAttempt& work, AddressProxy& proxy, const store::LeasedAttempt& attempt) {
        const auto& directory = attempt.directory;
        auto lease = co_await lane_.open(proxy, locale_of(directory.language, directory.country_code));
        if (!lease) co_return Ending{Verdict::unreachable, lease.error().message};
        work.record().timing("place", platform_.clock.monotonic() - work.started());
        auto ending = co_await work.run(lease->context());
        if (work.hung()) lease->strike("the page stopped to react");
        co_await lease->release();
        co_return ending;
    }

    const Platform& platform_;
    EvidenceStore& evidence_;
    BrowserLane lane_;
};

} // namespace

std::unique_ptr<Submitter> make_browser_submitter(const Platform& platform, EvidenceStore& evidence,
                                                  SubmitterSettings settings, Resolver resolver) {
    return std::make_unique<BrowserSubmitter>(platform, evidence, std::move(settings), std::move(resolver));
}

} // namespace bolt::submit
