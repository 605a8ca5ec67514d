// The browser lane against the same steps in Playwright's own JavaScript library: CPU of the whole process
// tree for one submission to the same practice site; and one kept browser against a new one for each
// submission.
#include "base/log.hpp"
#include "bench/children.hpp"
#include "bench/measure.hpp"
#include "bench/practice.hpp"
#include "browser/installation.hpp"
#include "forms/scripts.hpp"
#include "submit/browser_submitter.hpp"

#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <sys/prctl.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

constexpr int kBlocks = 6;
constexpr int kBlockSubmissions = 4; ///< one after another, of each side in turn
constexpr int kRounds = 3;
constexpr int kRoundSubmissions = 9; ///< `kLanes` at a time
constexpr int kLanes = 3;            ///< a worker's default

/// A browser lane of ours and its numbers.
class OurLane {
  public:
    OurLane(Loop& loop, std::string url, const std::filesystem::path& evidence, int leases_per_browser)
        : loop_(loop), url_(std::move(url)), evidence_(submit::make_folder_evidence(evidence.string())),
          submitter_(
              submit::make_browser_submitter(loop.platform, *evidence_, settings(leases_per_browser))) {}
    ~OurLane() { loop_.run(submitter_->close()); }
    OurLane(const OurLane&) = delete;
    OurLane& operator=(const OurLane&) = delete;

    /// Wall seconds of `count` submissions, `lanes` at a time; each must be accepted.
    double run(int count, int lanes) {
        return run_in_lanes(loop_, count, lanes, [this] { return submit(); });
    }
    const store::AttemptOutcome& last() const { return last_; }

  private:
    static submit::SubmitterSettings settings(int leases_per_browser) {
        submit::SubmitterSettings settings;
        settings.addresses.allowed_hosts = {"*.localhost"};
        settings.pool.contexts_max = kLanes;
        settings.pool.leases_per_browser = leases_per_browser;
        return settings;
    }
    Async<void> submit() {
        const auto attempt = attempt_at(fmt::format("attempt-{}", ++number_), url_);
        const submit::AttemptHooks hooks{.mark_sent = mark_sent, .mark_unsent = mark_unsent};
        last_ = co_await submitter_->run(attempt, hooks);
        log::info("a submission ended",
                  {{"duration_ms", last_.duration_ms}, {"timings_ms", last_.response_log["timings_ms"]}});
        if (last_.verdict != Verdict::accepted)
            give_up("our lane was not accepted: " + json::serialize(last_.response_log));
    }

    Loop& loop_;
    std::string url_;
    std::unique_ptr<submit::EvidenceStore> evidence_;
    std::unique_ptr<submit::Submitter> submitter_;
    store::AttemptOutcome last_;
    int number_ = 0;
};

/// What our lane did, as the peer's instructions: the same selectors and values in the same order.
json::object recipe(const store::AttemptOutcome& outcome, const std::string& url, const std::string& chromium,
                    const std::filesystem::path& pictures) {
    const auto& fields = outcome.payload.at("fields").get_array();
    json::array steps;
    std::size_t field = 0;
    for (const auto& step : outcome.response_log.at("steps").get_array()) {
        json::object entry{{"action", step.at("action")}, {"selector", step.at("selector")}};
        if (get_string(step, "action") != "click") {
            if (field >= fields.size()) give_up("our lane's record does not name every value");
            entry["value"] = fields[field++].at("value");
        }
        steps.push_back(std::move(entry));
    }
    return {{"url", url},
            {"form", "form[action=\"/add-listing\"]"},
            {"chromium", chromium},
            {"sandbox", ::geteuid() != 0},
            {"pictures", pictures.string()},
            {"extract", forms::extract_script()},
            {"state", forms::state_script()},
            {"steps", std::move(steps)}};
}

void run_peer(Child& peer, int count) {
    peer.say(std::to_string(count));
    if (const auto answer = peer.hear(60); answer != "done") give_up("the peer failed: " + answer);
}

void compare_cpu(OurLane& lane, Child& peer, pid_t practice) {
    const std::array others{practice, peer.pid()};
    Samples ours, theirs, our_wall, their_wall;
    for (int block = 0; block < kBlocks; ++block) {
        const double start = tree_cpu_seconds(::getpid(), others), peer_start = tree_cpu_seconds(peer.pid());
        our_wall.add(lane.run(kBlockSubmissions, 1) * 1e3 / kBlockSubmissions);
        const double middle = tree_cpu_seconds(::getpid(), others);
        const Stopwatch watch;
        run_peer(peer, kBlockSubmissions);
        their_wall.add(watch.milliseconds() / kBlockSubmissions);
        const double peer_end = tree_cpu_seconds(peer.pid());
        ours.add((middle - start) * 1e3 / kBlockSubmissions);
        theirs.add((peer_end - peer_start) * 1e3 / kBlockSubmissions);
    }
    report({"browser lane, CPU of a submission", ours.median(), "ms",
            "the same steps in Playwright's JavaScript", theirs.median(), Target::ratio_at_most, 1,
            fmt::format(
                "process tree without the site; {} submissions of each, in turns of {}; wall {:.0f} and "
                "{:.0f} ms",
                kBlocks * kBlockSubmissions, kBlockSubmissions, our_wall.median(), their_wall.median())});
}

void compare_browsers(Loop& loop, OurLane& kept, const std::string& url,
                      const std::filesystem::path& evidence) {
    OurLane fresh(loop, url, evidence, 1);
    fresh.run(kLanes, kLanes);
    Samples ours, theirs;
    for (int round = 0; round < kRounds; ++round) {
        ours.add(kRoundSubmissions / kept.run(kRoundSubmissions, kLanes));
        theirs.add(kRoundSubmissions / fresh.run(kRoundSubmissions, kLanes));
    }
    report({"browser lane, submissions a second", ours.median(), "1/s", "a new browser for each submission",
            theirs.median(), Target::ratio_at_least, 1.3,
            fmt::format("{} at a time, {} rounds of {}", kLanes, kRounds, kRoundSubmissions)});
}

} // namespace
} // namespace bolt::bench

int main(int count, char** arguments) {
    using namespace bolt;
    using namespace bolt::bench;
    if (count != 2) give_up("usage: browser_lane <peers/playwright.mjs>");
    std::signal(SIGPIPE, SIG_IGN);
    // What a browser leaves behind stays in this tree and is counted.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const auto practice = start_practice();
    log::configure(log::Level::info, log::Format::json);
    const Folder folder;
    Loop loop;
    const auto url = practice.url();
    OurLane kept(loop, url, folder.path() / "evidence", 10'000);
    kept.run(2, 1);

    browser::Installation installation;
    loop.run([](Loop& on, browser::Installation& found) -> Async<void> {
        found = co_await browser::find_installation(on.platform, {}, false);
    }(loop, installation));
    const auto file = folder.path() / "recipe.json";
    std::ofstream(file) << json::serialize(recipe(kept.last(), url, installation.chromium, folder.path()));
    Child peer({installation.node, arguments[1], file.string()});
    if (const auto answer = peer.hear(60); answer != "ready") give_up("the peer does not start: " + answer);
    run_peer(peer, 2);

    compare_cpu(kept, peer, practice.pid);
    compare_browsers(loop, kept, url, folder.path() / "evidence");
    ::kill(practice.pid, SIGKILL);
    return 0;
}
