#include "sim/sites.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

namespace bolt::sim {
namespace {

constexpr Duration kPage = std::chrono::milliseconds{600};
constexpr Duration kAnswerMax = std::chrono::seconds{45};

/// What a site that took the form says.
Verdict said(World& world) {
    const auto dice = world.below(20);
    if (dice < 12) return Verdict::accepted;
    if (dice < 16) return Verdict::pending_review;
    if (dice < 17) return Verdict::confirm_email;
    return Verdict::accepted;
}

store::AttemptOutcome ended(Verdict verdict, std::string why) {
    store::AttemptOutcome outcome;
    outcome.verdict = verdict;
    outcome.confidence = 0.9;
    outcome.error_message = std::move(why);
    return outcome;
}

} // namespace

/// Gives what was read of the answer; unknown where none came. `refused`: the site clearly did not take it.
Async<Verdict> SimSubmitter::send(std::string key, bool& refused) {
    auto& world = sites_.world;
    ++sites_.sends[key];
    refused = world.chance(0.05);
    const bool lost = world.fault(0.03), answer_lost = world.fault(0.05);
    const auto way = world.latency(kPage), back = world.latency(kPage) + (world.fault(0.03) ? 60s : 0s);
    const auto verdict = said(world);
    // The form is on the wire: whatever becomes of its sender, it arrives.
    if (!lost)
        world.after(way, World::kNobody, [&world, key, took = !refused, sites = &sites_] {
            if (took) ++sites->taken[key];
            world.note(took ? "site takes" : "site refuses", key);
        });
    if (lost || answer_lost || way + back > kAnswerMax) {
        refused = false;
        co_await process_.clock.sleep(kAnswerMax);
        co_return Verdict::unknown;
    }
    co_await process_.clock.sleep(way + back);
    co_return verdict;
}

Async<store::AttemptOutcome> SimSubmitter::run(const store::LeasedAttempt& attempt,
                                               const submit::AttemptHooks& hooks) {
    auto& world = sites_.world;
    const auto key = attempt.job.id + " " + attempt.submission.directory_name;
    // The robot does not know whether a person's browser would be slower: it just takes its time.
    co_await process_.clock.sleep(world.latency(kPage) + (world.fault(0.02) ? world.between(10s, 100s) : 0s));
    if (world.fault(0.02)) throw std::runtime_error("the browser crashed");
    if (world.fault(0.08)) {
        auto outcome = ended(Verdict::unreachable, "the site answered 503");
        if (world.chance(0.3)) outcome.retry_after = world.between(1s, 30s);
        co_return outcome;
    }
    if (world.chance(0.04)) co_return ended(Verdict::duplicate, "listed already");
    if (world.chance(0.04)) co_return ended(Verdict::needs_captcha, "a captcha");
    if (world.chance(0.03)) co_return ended(Verdict::rejected, "no such category");
    for (int tries = 0;; ++tries) {
        auto marked = co_await hooks.mark_sent({{"fields", json::array{}}});
        if (!marked) co_return ended(Verdict::unreachable, marked.error().message);
        bool refused = false;
        const auto verdict = co_await send(key, refused);
        if (refused && tries == 0) { // clearly not taken: repaired and sent again
            if (auto unmarked = co_await hooks.mark_unsent(); !unmarked)
                co_return ended(Verdict::unknown, unmarked.error().message);
            --sites_.sends[key];
            continue;
        }
        if (refused) co_return ended(Verdict::rejected, "the site refuses the form");
        if (world.fault(0.02)) throw std::runtime_error("the browser crashed");
        auto outcome = ended(verdict, "");
        if (verdict == Verdict::accepted) outcome.listing_url = "https://site.example/" + key.substr(0, 8);
        if (verdict != Verdict::unknown) co_return outcome;
        outcome.error_message = "no answer";
        co_await process_.clock.sleep(world.latency(kPage));
        // The directory's own search: it shows what it took, mostly.
        if (sites_.taken[key] > 0 && world.chance(0.7)) {
            outcome.verdict = Verdict::accepted;
            outcome.error_message.clear();
        }
        // What a lane says of a broken connection where it does not know better; the store does.
        else if (world.chance(0.5))
            outcome.verdict = Verdict::unreachable;
        co_return outcome;
    }
}

} // namespace bolt::sim
