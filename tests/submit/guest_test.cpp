#include "net/server.hpp"
#include "playground/playground.hpp"
#include "submit/guest_submitter.hpp"
#include "tests/submit/hostile.hpp"

/// How the lane behaves at other people's sites: what it asks, where it goes, what it leaves alone.
namespace bolt::submit::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class GoodGuest : public ::testing::Test {
  protected:
    GoodGuest() {
        net::Router router;
        router.set_fallback([this](net::Request& request) -> Async<net::Response> {
            asked_.push_back(request.method + " " + request.path);
            if (request.method == "POST")
                co_return net::Response::html(
                    200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
            if (request.path == "/file.zip") {
                auto file = net::Response::text(200, "PK");
                file.headers.set("Content-Disposition", "attachment; filename=file.zip");
                co_return file;
            }
            const auto found = pages_.find(request.path);
            if (found == pages_.end()) co_return net::Response::html(404, page("<h1>Not found</h1>"));
            if (request.path == "/robots.txt") co_return net::Response::text(200, found->second);
            co_return net::Response::html(200, page(found->second));
        });
        server_ =
            std::make_unique<net::Server>(platform().executor, net::ServerSettings{}, std::move(router));
        EXPECT_TRUE(server_->start().has_value());
        auto settings = Lane::test_settings();
        settings.robots = std::make_shared<RobotsPolicy>(platform(), settings.addresses);
        auto robots = settings.robots;
        submitter_ =
            make_guest_submitter(platform(),
                                 make_browser_submitter(platform(), lane_.evidence, std::move(settings),
                                                        [this](std::string host) {
                                                            looked_up_.push_back(host);
                                                            return system_resolver()(std::move(host));
                                                        }),
                                 robots);
    }
    ~GoodGuest() override {
        lane_.run(submitter_->close());
        lane_.run(server_->stop());
    }

    const Platform& platform() { return lane_.platform(); }
    std::string origin() const { return fmt::format("http://guest.localhost:{}", server_->port()); }
    store::AttemptOutcome submit(store::LeasedAttempt attempt) {
        const auto hooks = marks_.hooks();
        return lane_.run(submitter_->run(attempt, hooks));
    }
    /// At a site whose submission page is at `path`, "" if that is not known.
    store::LeasedAttempt attempt(const std::string& path) {
        auto out = attempt_at("guest", path.empty() ? "" : origin() + path);
        out.directory.website = origin() + "/";
        out.directory.pacing_ms = 10;
        return out;
    }
    static std::string log_of(const store::AttemptOutcome& outcome) {
        return outcome.error_message + "\n" + json::serialize(outcome.response_log);
    }

    Lane lane_;
    std::map<std::string, std::string> pages_{{"/add", kForm}};
    std::vector<std::string> asked_, looked_up_;
    std::unique_ptr<net::Server> server_;
    std::unique_ptr<Submitter> submitter_;
    Marks marks_;
};

TEST_F(GoodGuest, APageThatRobotsTxtForbidsIsNotOpenedAndAPersonIsAsked) {
    pages_["/robots.txt"] = "User-agent: *\nDisallow: /add\n";
    const auto outcome = submit(attempt("/add"));
    EXPECT_EQ(outcome.verdict, Verdict::blocked) << log_of(outcome);
    EXPECT_THAT(outcome.error_message, HasSubstr("Disallow: /add"));
    EXPECT_THAT(outcome.ask_person, HasSubstr("--despite-robots"));
    EXPECT_EQ(asked_, std::vector<std::string>{"GET /robots.txt"});

    auto agreed = attempt("/add");
    agreed.directory.despite_robots = true;
    EXPECT_EQ(submit(agreed).verdict, Verdict::pending_review);
}

TEST_F(GoodGuest, ACrawlDelayGoesToTheStore) {
    pages_["/robots.txt"] = "User-agent: directory-bolt\nCrawl-delay: 7\n";
    const auto outcome = submit(attempt("/add"));
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(outcome.crawl_delay, Duration(7s));
}

TEST_F(GoodGuest, TrackersAreNotEvenLookedUpAndThePageWorksWithoutThem) {
    pages_["/add"] = R"(<script src="http://www.google-analytics.com/analytics.js"></script>
        <script async src="https://www.googletagmanager.com/gtm.js?id=1"></script>
        <img src="http://stats.g.doubleclick.net/collect?x=1"><iframe src="http://bat.bing.com/frame"></iframe>
        <script>fetch("https://www.google-analytics.com/g/collect", { method: "POST", body: "x" }).catch(() => {});
        navigator.sendBeacon("https://region1.google-analytics.com/g/collect", "x");</script>)" +
                     kForm;
    const auto outcome = submit(attempt("/add"));
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    for (const auto& host : looked_up_) EXPECT_EQ(host, "guest.localhost");
    EXPECT_THAT(looked_up_, Not(IsEmpty()));
    EXPECT_LT(outcome.duration_ms, 15'000);
}

TEST_F(GoodGuest, DownloadsAreRefused) {
    const auto file = submit(attempt("/file.zip"));
    EXPECT_EQ(file.verdict, Verdict::rejected) << log_of(file);
    EXPECT_THAT(file.error_message, HasSubstr("download"));
    // One that a page starts by itself does not keep the form from being sent.
    pages_["/add"] = kForm + "<a id=get href='/file.zip' download></a><script>get.click()</script>";
    const auto outcome = submit(attempt("/add"));
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
}

TEST_F(GoodGuest, TheFormIsFoundFromTheHomePage) {
    pages_["/"] =
        R"(<nav><a href="/">Home</a> <a href="/login">Log in</a> <a href="/blog/add-your-business-tips">Blog</a>
        <a href="https://elsewhere.example/add">Add your business there</a> <a href="/owners">For business owners</a></nav>
        <form action="/search"><input name=q type=search></form>)";
    pages_["/owners"] =
        R"(<h1>For owners</h1><a href="/plans">Premium listing</a> <a href="/add?free=1">Add your business for free</a>)";
    const auto outcome = submit(attempt(""));
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(outcome.found_url, origin() + "/add?free=1");
    for (const auto* never : {"GET /login", "GET /plans", "GET /blog/add-your-business-tips", "GET /search"})
        EXPECT_THAT(asked_, Not(Contains(never)));
}

TEST_F(GoodGuest, APageThatMovedIsFoundAgain) {
    pages_["/"] = R"(<a href="/add">Firma eintragen</a>)";
    const auto outcome = submit(attempt("/old-form.php"));
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(outcome.found_url, origin() + "/add");
    EXPECT_EQ(marks_.sent, 1);
}

TEST_F(GoodGuest, ASearchStaysWithinItsBoundsAndWhatRobotsTxtAllows) {
    std::string links;
    for (int i = 0; i < 40; ++i) {
        links += fmt::format("<a href='/add-listing/{0}'>Add your listing {0}</a>\n", i);
        pages_[fmt::format("/add-listing/{}", i)] = "<h1>Soon</h1>" + links;
    }
    pages_["/"] = links + "<a href='/add'>Submit your business free</a>";
    pages_["/robots.txt"] = "User-agent: *\nDisallow: /add$\n";
    const auto outcome = submit(attempt(""));
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_THAT(outcome.ask_person, HasSubstr("was not found"));
    EXPECT_TRUE(outcome.found_url.empty());
    EXPECT_LE(std::ranges::count_if(asked_,
                                    [](const auto& each) {
                                        return each.starts_with("GET /") && each != "GET /robots.txt" &&
                                               each != "GET /favicon.ico";
                                    }),
              8);
    EXPECT_THAT(asked_, Not(Contains("GET /add")));
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(GoodGuest, AHomePageInAPrivateNetworkIsNotVisited) {
    auto inside = attempt("");
    inside.directory.website = "http://10.0.0.1/";
    const auto outcome = submit(inside);
    EXPECT_EQ(outcome.verdict, Verdict::blocked) << log_of(outcome);
    EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(GoodGuest, AWallBehindTheLinkIsNamed) {
    pages_["/"] = R"(<a href="/join">Add your business</a>)";
    pages_["/join"] =
        "<h1>Log in</h1><p>Please log in to add a listing.</p><form method=post><input name=user><input "
        "name=pass type=password><button>Log in</button></form>";
    const auto outcome = submit(attempt(""));
    EXPECT_EQ(outcome.verdict, Verdict::needs_login) << log_of(outcome);
    EXPECT_FALSE(marks_.is_sent());
}

/// The practice directories, from their home pages.
TEST(FormSearchPlayground, FindsTheFormsOfThePracticeDirectories) {
    Lane lane;
    playground::Playground sites(lane.platform(), {.slow = 300ms});
    ASSERT_TRUE(sites.start().has_value());
    int looked = 0;
    for (const auto& site : playground::sites()) {
        const std::set<std::string> chosen{"bistro-list",  "trade-index", "nearby-hub",   "city-pages",
                                           "branchenbuch", "safe-list",   "members-only", "local-review"};
        if (!chosen.contains(site.name)) continue;
        ++looked;
        auto attempt = attempt_at(site.name, "", site.language);
        attempt.directory.website = site.origin(sites.port());
        attempt.directory.pacing_ms = 10;
        Marks marks;
        const auto outcome = lane.submit(attempt, marks);
        EXPECT_EQ(to_string(outcome.verdict), site.verdict)
            << site.name << " " << outcome.error_message << json::serialize(outcome.response_log);
        if (site.verdict != "needs_login")
            EXPECT_EQ(outcome.found_url, site.origin(sites.port()) + site.submit_path) << site.name;
    }
    EXPECT_EQ(looked, 8);
    lane.run(sites.stop());
}

} // namespace
} // namespace bolt::submit::testing
