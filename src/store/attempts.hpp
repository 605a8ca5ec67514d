#pragma once
#include "base/platform.hpp"
#include "domain/rules.hpp"
#include "store/recipes.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// A leased submission: all a worker needs for one attempt. Writes name `fence`; a lost lease answers conflict.
struct LeasedAttempt {
    std::int64_t fence = 0;
    std::string attempt_id;
    int number = 1; ///< 1 = first try
    Submission submission;
    Job job;
    Directory directory;
    BusinessProfile profile;
    std::optional<RecipeRow> recipe = {}; ///< the directory's, if it has one in force
    bool in_browser = false;              ///< recipes are compared: only the browser replays them
};

struct ClaimRequest {
    std::string worker_id;
    int count_max = 1;
    Duration lease = std::chrono::seconds{30};
    /// Multiplies a directory's pacing by package ("starter" -> 1.5); missing = 1.
    std::map<std::string, double> pacing_factor;
    double pacing_scale = 1; ///< multiplies it whatever the package
};
/// Leases up to count_max due submissions: pending, due, job in progress and not paused, directory active and not paused,
/// its host's slot free (and takes that slot). Order: priority, then the customer with the fewest open attempts, then
/// oldest. Each becomes `submitting` with history "submitting". Never the same submission to two workers.
Result<std::vector<LeasedAttempt>> claim_attempts(Tx& tx, const Platform& platform, const ClaimRequest& request);
/// When the next pending submission of a running job becomes due (pacing and retries included); nullopt if none waits.
Result<std::optional<TimePoint>> next_due(Tx& tx);

/// Extends the leases of these fences; gives those still held.
Result<std::vector<std::int64_t>> extend_leases(Tx& tx, TimePoint now, std::string_view worker_id,
                                                const std::vector<std::int64_t>& fences, Duration lease);
/// The moment before the form is sent. conflict if the lease was lost or the job was cancelled: then nothing may be sent.
Result<void> mark_sent(Tx& tx, TimePoint now, std::int64_t fence, const json::value& payload);
/// A wizard went on to its next step, or a site clearly refused (field errors): the attempt is unsent again.
Result<void> mark_unsent(Tx& tx, std::int64_t fence);

struct AttemptOutcome {
    Verdict verdict = Verdict::unknown;
    double confidence = 0;
    Lane lane = Lane::browser;
    json::object payload;
    json::object response_log; ///< reasons, responses, evidence
    std::string screenshot_url, listing_url, error_message;
    Duration retry_after{0};   ///< the site asked for this wait: nobody visits its host before
    /// The site's robots.txt asks for this pause between visits; nullopt: it was not asked.
    std::optional<Duration> crawl_delay;
    std::string found_url; ///< the submission page was found here: the directory keeps it
    /// What a person is asked to decide; not "": the submission becomes action_required instead of failed.
    std::string ask_person;
    std::optional<TimePoint> verified_at = {}; ///< an anonymous visitor saw the listing at listing_url
    RecipeReport recipe = {};
    int duration_ms = 0;
    std::string category = {}, country = {}; ///< of the business: what the directory's history is kept by
};
/// Ends an attempt. What is done next is advise()'s decision, which history and response_log.advice tell with its reason:
/// a retry makes the submission pending again (history retry_scheduled), in the other lane or after putting the recipe aside;
/// otherwise it takes status_after(verdict), history named like the status, an action item where a person is needed, and
/// the job is finalised if this was its last. conflict: the lease was lost; nothing is written.
/// A retryable verdict on an attempt that was marked sent counts as unknown: it is never sent blindly again.
Result<SubmissionStatus> finish_attempt(Tx& tx, const Platform& platform, std::int64_t fence, const AttemptOutcome& outcome,
                                        const RetryPolicy& policy);

/// Takes back attempts whose lease ran out: unsent ones make the submission pending again (history requeued_stale), sent
/// ones make it action_required with verdict unknown and an action item "unknown". Gives how many.
Result<int> reclaim_lost_leases(Tx& tx, const Platform& platform, int count_max = 100);
/// Hands unsent leases back at once (a worker that stops); sent ones stay until their verdict or lease end.
Result<int> release_leases(Tx& tx, const Platform& platform, std::string_view worker_id);

} // namespace bolt::store
