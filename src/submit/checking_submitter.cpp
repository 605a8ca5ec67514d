#include "submit/checking_submitter.hpp"

#include "base/log.hpp"
#include "submit/listing_check.hpp"

namespace bolt::submit {
namespace {

class CheckingSubmitter final : public Submitter {
  public:
    CheckingSubmitter(const Platform& platform, std::unique_ptr<Submitter> lane,
                      ListingCheckSettings settings, std::shared_ptr<RobotsPolicy> robots, Resolver resolver)
        : platform_(platform), lane_(std::move(lane)), settings_(std::move(settings)),
          robots_(std::move(robots)), policy_(platform.clock, settings_.addresses, std::move(resolver)),
          http_(platform.executor) {}

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const AttemptHooks& hooks) override {
        const auto started = platform_.clock.monotonic();
        bool sent = false;
        // Named, not inside the call: it must live as long as the coroutine that uses it.
        const AttemptHooks watched{
            .mark_sent = [&](json::object payload) { return watch_sent(hooks, std::move(payload), sent); },
            .mark_unsent = [&] { return watch_unsent(hooks, sent); }};
        auto outcome = co_await lane_->run(attempt, watched);
        const bool taken = outcome.verdict == Verdict::accepted || outcome.verdict == Verdict::pending_review;
        if (!taken && !(outcome.verdict == Verdict::unknown && sent)) co_return outcome;
        ListingCheck check;
        try {
            check = co_await look(attempt, outcome.listing_url);
        } catch (const std::exception& error) {
            log::warn("the listing could not be looked for",
                      {{"attempt_id", attempt.attempt_id}, {"error", error.what()}});
            co_return outcome;
        }
        write_down(check, outcome);
        outcome.duration_ms = static_cast<int>((platform_.clock.monotonic() - started).count() / 1000);
        co_return outcome;
    }

    Async<void> close() override { co_await lane_->close(); }

  private:
    static Async<Result<void>> watch_sent(const AttemptHooks& hooks, json::object payload, bool& sent) {
        auto marked = co_await hooks.mark_sent(std::move(payload));
        if (marked) sent = true;
        co_return marked;
    }
    static Async<Result<void>> watch_unsent(const AttemptHooks& hooks, bool& sent) {
        auto marked = co_await hooks.mark_unsent();
        if (marked) sent = false;
        co_return marked;
    }

    Async<ListingCheck> look(const store::LeasedAttempt& attempt, std::string listing_url) {
        HttpVisitSettings visit;
        visit.user_agent = settings_.user_agent;
        visit.accept_language = attempt.directory.language.empty() ? "en" : attempt.directory.language;
        const auto may_visit = [this, &attempt](std::string url) -> Async<bool> {
            if (!robots_ || attempt.directory.despite_robots) co_return true;
            co_return (co_await robots_->ask(std::move(url))).kind == RobotsAnswer::Kind::allowed;
        };
        visit.may_follow = may_visit;
        HttpVisitor visitor(http_, policy_, std::move(visit));
        co_return co_await check_listing(visitor, platform_.clock, attempt.directory.submission_url,
                                         std::move(listing_url), attempt.profile,
                                         platform_.clock.monotonic() + Duration(settings_.time), may_visit);
    }

    void write_down(const ListingCheck& check, store::AttemptOutcome& outcome) const {
        outcome.response_log["listing"] = check.write();
        if (check.url.empty()) return;
        outcome.listing_url = check.url;
        outcome.verified_at = platform_.now();
        if (outcome.verdict != Verdict::unknown || !proves(check.match)) return;
        outcome.verdict = Verdict::accepted;
        outcome.confidence = 0.8;
        outcome.error_message.clear();
        if (auto* reasons = outcome.response_log.if_contains("reasons");
            reasons != nullptr && reasons->is_array())
            reasons->get_array().emplace_back(
                "The answer was unclear, but the directory shows the listing: " + check.url);
    }

    /// Every fact that the profile has stands there, all four kinds among them: another branch, or what
    /// someone else once wrote about the business, rarely agrees in all.
    static bool proves(const forms::ListingMatch& match) {
        return match.name == true && match.phone == true && match.address == true && match.website == true;
    }

    const Platform& platform_;
    std::unique_ptr<Submitter> lane_;
    ListingCheckSettings settings_;
    std::shared_ptr<RobotsPolicy> robots_; ///< nullptr: not asked
    AddressPolicy policy_;
    net::HttpClient http_;
};

} // namespace

std::unique_ptr<Submitter> make_checking_submitter(const Platform& platform, std::unique_ptr<Submitter> lane,
                                                   ListingCheckSettings settings,
                                                   std::shared_ptr<RobotsPolicy> robots, Resolver resolver) {
    return std::make_unique<CheckingSubmitter>(platform, std::move(lane), std::move(settings),
                                               std::move(robots), std::move(resolver));
}

} // namespace bolt::submit
