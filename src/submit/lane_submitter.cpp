#include "submit/lane_submitter.hpp"

#include "base/log.hpp"
#include "store/http_profiles.hpp"
#include "submit/http_attempt.hpp"

namespace bolt::submit {
namespace {

/// Sites change behind their pages too: a proof is renewed from time to time.
constexpr Duration kProofHolds = std::chrono::hours{24 * 30};

bool is_success(Verdict verdict) {
    return verdict == Verdict::accepted || verdict == Verdict::pending_review ||
           verdict == Verdict::confirm_email || verdict == Verdict::duplicate;
}

class LaneSubmitter final : public Submitter {
  public:
    LaneSubmitter(const Platform& platform, store::Database& database, EvidenceStore& evidence,
                  SubmitterSettings settings, const Resolver& resolver)
        : platform_(platform), database_(database), evidence_(evidence), settings_(settings),
          policy_(platform.clock, settings.addresses, resolver), client_(platform.executor) {
        settings.profiled = [this](const store::LeasedAttempt& attempt, HttpProfile profile) {
            return keep(attempt.directory, std::move(profile));
        };
        browser_ = make_browser_submitter(platform, evidence, std::move(settings), resolver);
    }

    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const AttemptHooks& hooks) override {
        std::string doubt;
        std::optional<HttpProfile> profile;
        if (!attempt.in_browser) profile = co_await find(attempt.directory);
        if (profile) {
            HttpAttempt work(platform_, client_, policy_, evidence_, settings_, attempt, hooks);
            auto result = co_await run_http(work, attempt, *profile);
            if (result.ending) {
                if (!is_success(result.ending->verdict) && work.sent())
                    co_await forget(attempt.directory.name);
                co_return work.outcome(*result.ending);
            }
            doubt = std::move(result.doubt);
            log::info("the browser makes this attempt",
                      {{"directory", attempt.directory.name}, {"reason", doubt}});
        }
        auto outcome = co_await browser_->run(attempt, hooks);
        if (!doubt.empty())
            if (auto* reasons = outcome.response_log.if_contains("reasons");
                reasons != nullptr && reasons->is_array())
                reasons->get_array().push_back(json::string("not sent without a browser: " + doubt));
        co_return outcome;
    }

    Async<void> close() override { return browser_->close(); }

  private:
    Async<HttpResult> run_http(HttpAttempt& work, const store::LeasedAttempt& attempt,
                               const HttpProfile& profile) {
        std::string problem;
        try {
            co_return co_await work.run(profile);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        log::error("an attempt without a browser failed with an exception",
                   {{"attempt_id", attempt.attempt_id}, {"error", problem}});
        if (!work.sent()) co_return HttpResult{std::nullopt, "internal error: " + problem};
        co_return HttpResult{Ending{Verdict::unknown, "internal error: " + problem, 0.3}, ""};
    }

    /// The proof for this directory's present address, unless it is too old.
    Async<std::optional<HttpProfile>> find(const store::Directory& directory) {
        auto stored = co_await database_.read(
            [name = directory.name](store::Tx& tx) { return store::find_http_profile(tx, name); });
        if (!stored) {
            log::warn("the profile of a directory's form cannot be read",
                      {{"error", stored.error().message}});
            co_return std::nullopt;
        }
        if (!*stored || (*stored)->submission_url != directory.submission_url) co_return std::nullopt;
        if (platform_.now() - (*stored)->profiled_at > kProofHolds) co_return std::nullopt;
        auto profile = read_profile((*stored)->profile);
        if (!profile) co_return std::nullopt;
        co_return std::move(*profile);
    }

    Async<void> keep(store::Directory directory, HttpProfile profile) {
        auto kept = co_await database_.write(
            [this, directory, text = write_profile(profile)](store::Tx& tx) {
                return store::put_http_profile(tx, platform_.now(), directory.name, directory.submission_url,
                                               text);
            },
            store::Durability::relaxed);
        if (!kept)
            log::warn("the profile of a directory's form is not kept", {{"error", kept.error().message}});
    }

    Async<void> forget(std::string name) {
        auto gone = co_await database_.write(
            [name](store::Tx& tx) { return store::drop_http_profile(tx, name); }, store::Durability::relaxed);
        if (!gone)
            log::warn("the profile of a directory's form is not removed", {{"error", gone.error().message}});
    }

    const Platform& platform_;
    store::Database& database_;
    EvidenceStore& evidence_;
    SubmitterSettings settings_;
    AddressPolicy policy_;
    net::HttpClient client_;
    std::unique_ptr<Submitter> browser_;
};

} // namespace

std::unique_ptr<Submitter> make_lane_submitter(const Platform& platform, store::Database& database,
                                               EvidenceStore& evidence, SubmitterSettings settings,
                                               Resolver resolver) {
    return std::make_unique<LaneSubmitter>(platform, database, evidence, std::move(settings), resolver);
}

} // namespace bolt::submit
