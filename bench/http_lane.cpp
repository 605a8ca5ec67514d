// The lane without a browser against the least that any client has to do (get the page, parse it, post the
// form, get the answer) and against the browser lane: submissions a second and CPU, at the same practice
// site.
#include "base/log.hpp"
#include "bench/measure.hpp"
#include "bench/practice.hpp"
#include "forms/html_dom.hpp"
#include "net/client.hpp"
#include "store/sqlite_database.hpp"
#include "submit/lane_submitter.hpp"

#include <csignal>
#include <fmt/format.h>
#include <sys/prctl.h>

namespace bolt::bench {
namespace {

constexpr int kBrowserSubmissions = 6;
/// The lane leaves as much time between page and form as the browser took, so many must be under way to keep
/// it busy.
constexpr int kLanes = 600;
constexpr int kSubmissions = 3000;
constexpr int kFloorLanes = 64;
constexpr int kRounds = 3;

/// Both lanes with a database and evidence on disk, as a worker has them.
class OurLanes {
  public:
    OurLanes(Loop& loop, std::string url, const std::filesystem::path& folder)
        : loop_(loop), url_(std::move(url)),
          evidence_(submit::make_folder_evidence((folder / "evidence").string())) {
        auto opened = store::open_sqlite(loop.platform, {.path = (folder / "bolt.db").string()});
        if (!opened) give_up(opened.error().message);
        database_ = std::move(*opened);
        submit::SubmitterSettings settings;
        settings.addresses.allowed_hosts = {"*.localhost"};
        browser_ = submit::make_browser_submitter(loop.platform, *evidence_, settings);
        both_ = submit::make_lane_submitter(loop.platform, *database_, *evidence_, settings);
    }
    ~OurLanes() {
        loop_.run(browser_->close());
        loop_.run(both_->close());
        both_.reset();
        database_->close();
    }
    OurLanes(const OurLanes&) = delete;
    OurLanes& operator=(const OurLanes&) = delete;

    double run(int count, int lanes, Lane lane) {
        return run_in_lanes(loop_, count, lanes, [this, lane] { return submit(*both_, lane); });
    }
    double run_browser(int count) {
        return run_in_lanes(loop_, count, 1, [this] { return submit(*browser_, Lane::browser); });
    }

  private:
    Async<void> submit(submit::Submitter& submitter, Lane lane) {
        const auto attempt = attempt_at(fmt::format("attempt-{}", ++number_), url_);
        const submit::AttemptHooks hooks{.mark_sent = mark_sent, .mark_unsent = mark_unsent};
        const auto outcome = co_await submitter.run(attempt, hooks);
        if (outcome.verdict != Verdict::accepted || outcome.lane != lane)
            give_up("a submission did not end as it should: " + json::serialize(outcome.response_log));
    }

    Loop& loop_;
    std::string url_;
    std::unique_ptr<submit::EvidenceStore> evidence_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<submit::Submitter> browser_, both_;
    int number_ = 0;
};

/// The same form by bare calls of the HTTP client, with one parse of the page.
Async<void> bare_submission(net::HttpClient& client, const std::string& url) {
    auto page = co_await client.send({.url = url});
    if (!page || page->status != 200) give_up("the bare client gets no page");
    if (!forms::HtmlDocument::parse(page->body)) give_up("the bare client cannot parse the page");
    net::ClientRequest form{.method = "POST", .url = url};
    form.headers.set("Content-Type", "application/x-www-form-urlencoded");
    form.body =
        "restaurant_name=Joe%27s+Diner+%26+Grill&cuisine=Restaurant&phone=512-555-0142&email=joe%40joesdiner."
        "example"
        "&website=https%3A%2F%2Fjoesdiner.example&street=42+Main+Street&city=Austin&state=TX&zip=78701"
        "&about=Family+diner+since+1961%3A+breakfast+all+day%2C+burgers+from+the+grill+and+pie.";
    form.redirects_max = 5;
    const auto answer = co_await client.send(std::move(form));
    if (!answer || answer->status != 200) give_up("the bare client gets no answer");
}

void measure(Loop& loop, const std::string& url, OurLanes& lanes, pid_t practice) {
    const std::array others{practice};
    lanes.run(1, 1, Lane::browser); // proves the form
    lanes.run(kLanes, kLanes, Lane::http);
    net::HttpClient client(loop.platform.executor);
    Samples ours, floor, cpu;
    for (int round = 0; round < kRounds; ++round) {
        const double start = own_cpu_seconds();
        ours.add(kSubmissions / lanes.run(kSubmissions, kLanes, Lane::http));
        cpu.add((own_cpu_seconds() - start) * 1e3 / kSubmissions);
        const int count = kSubmissions / kFloorLanes * kFloorLanes;
        floor.add(count /
                  run_in_lanes(loop, count, kFloorLanes, [&] { return bare_submission(client, url); }));
    }
    report({"HTTP lane, submissions a second", ours.median(), "1/s", "bare GET, parse, POST and GET",
            floor.median(), Target::ours_at_least, 300,
            fmt::format(
                "{} rounds of {}, one thread beside the site's; the lane waits as long as the browser took",
                kRounds, kSubmissions)});
    lanes.run_browser(2);
    const double start = tree_cpu_seconds(::getpid(), others);
    lanes.run_browser(kBrowserSubmissions);
    const double browser = (tree_cpu_seconds(::getpid(), others) - start) * 1e3 / kBrowserSubmissions;
    report({"HTTP lane, CPU of a submission", cpu.median(), "ms", "the browser lane", browser,
            Target::ratio_at_most, 0.01, "process tree without the site"});
}

} // namespace
} // namespace bolt::bench

int main() {
    using namespace bolt;
    using namespace bolt::bench;
    std::signal(SIGPIPE, SIG_IGN);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const auto practice = start_practice();
    log::configure(log::Level::warn, log::Format::json);
    const Folder folder;
    Loop loop;
    {
        OurLanes lanes(loop, practice.url(), folder.path());
        measure(loop, practice.url(), lanes, practice.pid);
    }
    ::kill(practice.pid, SIGKILL);
    return 0;
}
