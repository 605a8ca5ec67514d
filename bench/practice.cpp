#include "bench/practice.hpp"

#include "base/signal.hpp"
#include "bench/measure.hpp"
#include "playground/playground.hpp"

#include <csignal>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

constexpr const char* kSite = "bistro-list";

Async<void> run_all(Loop& loop, int count, int lanes, const std::function<Async<void>()>& one) {
    Signal ended(loop.clock);
    int left = lanes;
    for (int i = 0; i < lanes; ++i)
        spawn(loop.platform.executor, "lane", [&, count = count / lanes]() -> Async<void> {
            for (int done = 0; done < count; ++done) co_await one();
            --left;
            ended.notify();
        });
    while (left > 0) co_await ended.wait_past(ended.count(), 120s);
}

} // namespace

std::string Practice::url() const { return fmt::format("http://{}.localhost:{}/add-listing", kSite, port); }

Practice start_practice() {
    int ends[2];
    if (::pipe(ends) != 0) give_up("no pipe");
    Practice practice;
    practice.pid = ::fork();
    if (practice.pid < 0) give_up("cannot fork");
    if (practice.pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        Loop loop;
        playground::Playground playground(loop.platform, {});
        if (auto started = playground.start(); !started) give_up(started.error().message);
        const auto port = playground.port();
        if (::write(ends[1], &port, sizeof port) != sizeof port) ::_exit(2);
        loop.io.run();
        ::_exit(0);
    }
    if (::read(ends[0], &practice.port, sizeof practice.port) != sizeof practice.port)
        give_up("the practice site does not start");
    return practice;
}

store::LeasedAttempt attempt_at(std::string id, const std::string& url) {
    store::LeasedAttempt attempt;
    attempt.attempt_id = std::move(id);
    attempt.job.id = "bench";
    attempt.submission.directory_name = attempt.directory.name = kSite;
    attempt.directory.submission_url = url;
    attempt.directory.language = "en";
    auto& profile = attempt.profile;
    profile.business_name = "Joe's Diner & Grill";
    profile.email = "joe@joesdiner.example";
    profile.phone = "+1 512-555-0142";
    profile.website = "https://joesdiner.example";
    profile.address = "42 Main Street";
    profile.city = "Austin";
    profile.state = "TX";
    profile.postal_code = "78701";
    profile.country = "US";
    profile.description = "Family diner since 1961: breakfast all day, burgers from the grill and pie.";
    profile.categories = {"Restaurant", "Diner"};
    return attempt;
}

Async<Result<void>> mark_sent(json::object) { co_return Result<void>{}; }
Async<Result<void>> mark_unsent() { co_return Result<void>{}; }

double run_in_lanes(Loop& loop, int count, int lanes, const std::function<Async<void>()>& one) {
    const Stopwatch watch;
    loop.run(run_all(loop, count, lanes, one));
    return watch.seconds();
}

} // namespace bolt::bench
