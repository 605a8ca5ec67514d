#include "submit/guest_submitter.hpp"

#include "submit/attempt_record.hpp"

#include <fmt/format.h>

namespace bolt::submit {
namespace {

class GuestSubmitter final : public Submitter {
  public:
    GuestSubmitter(const Platform& platform, std::unique_ptr<Submitter> lanes,
                   std::shared_ptr<RobotsPolicy> robots)
        : platform_(platform), lanes_(std::move(lanes)), robots_(std::move(robots)) {}

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const AttemptHooks& hooks) override {
        const auto started = platform_.clock.monotonic();
        const auto& directory = attempt.directory;
        // Where the page is not known yet, the search asks about each page it opens.
        if (directory.despite_robots || directory.submission_url.empty())
            co_return co_await lanes_->run(attempt, hooks);
        const auto answer = co_await robots_->ask(directory.submission_url);
        if (answer.kind != RobotsAnswer::Kind::allowed)
            co_return refusal(directory, answer, platform_.clock.monotonic() - started);
        auto outcome = co_await lanes_->run(attempt, hooks);
        outcome.crawl_delay = answer.crawl_delay.value_or(Duration{0});
        co_return outcome;
    }

    Async<void> close() override { co_await lanes_->close(); }

  private:
    static store::AttemptOutcome refusal(const store::Directory& directory, const RobotsAnswer& answer,
                                         Duration took) {
        const bool never = answer.kind == RobotsAnswer::Kind::disallowed;
        Ending ending{never ? Verdict::blocked : Verdict::unreachable, "not visited: " + answer.reason};
        ending.retry_after = answer.retry_after;
        AttemptRecord record;
        record.reason(ending.message);
        auto outcome = record.outcome(ending, took);
        if (never)
            outcome.ask_person =
                fmt::format("{0} forbids programs on its submission page: submit by hand, or, if its "
                            "operator agrees, run `directories policy {0} allowed --despite-robots`",
                            directory.name);
        return outcome;
    }

    const Platform& platform_;
    std::unique_ptr<Submitter> lanes_;
    std::shared_ptr<RobotsPolicy> robots_;
};

} // namespace

std::unique_ptr<Submitter> make_guest_submitter(const Platform& platform, std::unique_ptr<Submitter> lanes,
                                                std::shared_ptr<RobotsPolicy> robots) {
    return std::make_unique<GuestSubmitter>(platform, std::move(lanes), std::move(robots));
}

} // namespace bolt::submit
