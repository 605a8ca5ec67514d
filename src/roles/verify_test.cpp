// `verify` against all roles in one process, with a submitter that needs no browser.
#include "roles/verify.hpp"

#include "flow/store_flow.hpp"
#include "queue/store_queue.hpp"
#include "roles/brain.hpp"
#include "roles/gateway.hpp"
#include "roles/relay.hpp"
#include "roles/subscriber.hpp"
#include "roles/test_http.hpp"
#include "roles/worker.hpp"
#include "store/directories.hpp"

namespace bolt::roles {
namespace {

using testing::HasSubstr;

/// Says that every site accepted, with evidence.
class GoodSubmitter final : public submit::Submitter {
  public:
    explicit GoodSubmitter(submit::EvidenceStore& evidence) : evidence_(evidence) {}
    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const submit::AttemptHooks& hooks) override {
        store::AttemptOutcome outcome;
        auto marked = co_await hooks.mark_sent({{"fields", json::array{}}});
        if (!marked) co_return outcome;
        outcome.verdict = verdict;
        outcome.confidence = 1;
        const auto name = attempt.job.id + "/" + attempt.attempt_id + "-after.jpg";
        if (!evidence_.put(name, "\xFF\xD8\xFF picture")) co_return outcome;
        outcome.response_log = {{"reasons", proven ? json::array{"new text: thank you"} : json::array{}},
                                {"evidence", {{"before", name}, {"after", name}}}};
        co_return outcome;
    }
    Async<void> close() override { co_return; }
    Verdict verdict = Verdict::accepted;
    bool proven = true;

  private:
    submit::EvidenceStore& evidence_;
};

class VerifyRun : public HttpTest {
  protected:
    static constexpr const char* kPackages = R"(
currency: usd
packages:
  - {name: starter, title: Starter, price_cents: 14900, directories: 10, priority: 4, pacing_factor: 1.5, turnaround_hours: 1}
add_ons: []
)";
    void SetUp() override {
        HttpTest::SetUp();
        packages = *PackageCatalog::parse(kPackages);
        settings.gateway_port = 0;
        settings.stripe_webhook_secret = "whsec_test";
        settings.backend_enqueue_token = "the token";
        settings.staff_api_key = "the staff key";
        settings.session_secret = "session";
        queue = queue::make_store_queue(loop.platform, *database);
        flow = flow::make_store_flow(loop.platform, *database);
        for (int i = 0; i < 3; ++i)
            add_directory(fmt::format("site-{}", i), fmt::format("site-{}.localhost:1", i));
    }
    void TearDown() override {
        stopping.request();
        EXPECT_TRUE(loop.run_until([&] { return running == 0; }, 60s));
        HttpTest::TearDown();
        gateway.reset();
    }
    void add_directory(std::string name, std::string host) {
        store::Directory directory;
        directory.name = directory.title = std::move(name);
        directory.host = std::move(host);
        directory.submission_url = "http://" + directory.host + "/add";
        directory.policy = "allowed";
        directory.tier_required = 1;
        directory.pacing_ms = 1;
        write([&](store::Tx& tx) { return store::upsert_directory(tx, loop.platform, directory); });
    }
    template <class Role>
    void run(Role& role) {
        ++running;
        spawn(loop.platform.executor, "role", [this, &role]() -> Async<void> {
            co_await role.run(stopping);
            --running;
        });
    }
    void start(bool with_subscriber = true) {
        brain = std::make_unique<Brain>(loop.platform, *database, *queue, settings);
        net::Router router;
        brain->add_routes(router);
        serve(std::move(router));
        gateway = std::make_unique<Gateway>(
            loop.platform, *database, *queue, *evidence, packages, settings,
            std::vector<HealthCheck>{{"brain", false, [this]() -> Async<std::string> {
                                          auto answer = co_await http->send({.url = url("/health")});
                                          co_return answer && answer->status == 200 ? "" : "down";
                                      }}});
        ASSERT_TRUE(gateway->start());
        RelaySettings relay_settings;
        relay_settings.brain_url = url("");
        relay_settings.token = settings.backend_enqueue_token;
        relay = std::make_unique<Relay>(
            loop.platform, *database,
            [this](net::ClientRequest request) { return http->send(std::move(request)); }, relay_settings);
        subscriber =
            std::make_unique<Subscriber>(loop.platform, *database, *queue, *flow, SubscriberSettings{});
        WorkerSettings worker_settings;
        worker_settings.worker_id = "worker-1";
        worker =
            std::make_unique<Worker>(loop.platform, *database, *flow, submitter, packages, worker_settings);
        run(*gateway);
        run(*relay);
        if (with_subscriber) run(*subscriber);
        run(*worker);
    }
    VerifyReport verify_now(std::string key = "the staff key", std::string secret = "whsec_test") {
        VerifySettings verify_settings;
        verify_settings.url = fmt::format("http://127.0.0.1:{}", gateway->port());
        verify_settings.api_key = std::move(key);
        verify_settings.webhook_secret = std::move(secret);
        verify_settings.price_cents = 14900;
        verify_settings.directories = 3;
        verify_settings.timeout = timeout;
        auto& profile = verify_settings.profile;
        profile.business_name = "Verify Bistro";
        profile.email = "verify@example.com";
        profile.phone = "+1 312 555 0100";
        profile.website = "https://bistro.example.com";
        profile.address = "12 Engine Street";
        profile.city = "Chicago";
        profile.postal_code = "60601";
        profile.country = "US";
        profile.description =
            "A small bistro with seasonal plates, an open kitchen and a garden in the summer.";
        profile.categories = {"Restaurant"};
        return loop.run(
            roles::verify(loop.platform, *http, verify_settings,
                          [this](const VerifyTest&, const VerifyStep* step) { steps += step != nullptr; }),
            60s);
    }
    /// "test: step: detail" of each failed step.
    static std::vector<std::string> failures(const VerifyReport& report) {
        std::vector<std::string> found;
        for (const auto& test : report.tests)
            for (const auto& step : test.steps)
                if (!step.passed) found.push_back(test.name + ": " + step.name + ": " + step.detail);
        return found;
    }

    Settings settings;
    PackageCatalog packages;
    std::unique_ptr<submit::EvidenceStore> evidence =
        submit::make_folder_evidence((folder.path / "evidence").string());
    GoodSubmitter submitter{*evidence};
    std::unique_ptr<queue::Queue> queue;
    std::unique_ptr<flow::Orchestrator> flow;
    std::unique_ptr<Brain> brain;
    std::unique_ptr<Relay> relay;
    std::unique_ptr<Subscriber> subscriber;
    std::unique_ptr<Worker> worker;
    std::unique_ptr<Gateway> gateway;
    StopToken stopping{loop.clock};
    Duration timeout = 40s;
    int running = 0, steps = 0;
};

TEST_F(VerifyRun, PassesSixOfSixOnAGoodDeployment) {
    start();
    const auto report = verify_now();
    EXPECT_THAT(failures(report), testing::IsEmpty());
    EXPECT_TRUE(report.all_passed());
    std::vector<std::string> names;
    int total = 0;
    for (const auto& test : report.tests) {
        names.push_back(test.name);
        total += static_cast<int>(test.steps.size());
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Connections", "Service health", "Backend to queue",
                                               "Subscriber to flow", "Worker to database", "End to end"}));
    EXPECT_EQ(steps, total) << "each step is told as it goes";
    EXPECT_EQ(text("SELECT status FROM jobs WHERE id = '" + report.job_id + "'"), "completed");
    EXPECT_EQ(number("SELECT count(*) FROM jobs"), 1) << "the replay and the forgery made none";
}

TEST_F(VerifyRun, NamesAWrongKeyAndAWrongSecret) {
    start();
    auto report = verify_now("wrong");
    EXPECT_THAT(failures(report).at(0),
                HasSubstr("Connections: staff API accepts the key: /api/staff/overview answered 401"));
    EXPECT_EQ(report.tests.size(), 6u) << "what could not run is there, too";
    EXPECT_EQ(report.passed(), 0);
    report = verify_now("the staff key", "whsec_wrong");
    EXPECT_THAT(failures(report).at(0), HasSubstr("Backend to queue: purchase stored: HTTP 400"));
    EXPECT_EQ(number("SELECT count(*) FROM jobs"), 0);
}

TEST_F(VerifyRun, DoesNotSubmitToRealDirectories) {
    add_directory("real", "directory.example.com");
    start();
    const auto report = verify_now();
    EXPECT_THAT(failures(report).at(0), HasSubstr("1 are real ones"));
    EXPECT_EQ(number("SELECT count(*) FROM jobs"), 0);
}

TEST_F(VerifyRun, SeesThatNobodyTakesMessages) {
    timeout = 2s;
    start(false);
    const auto report = verify_now();
    const auto failed = failures(report);
    EXPECT_THAT(failed, testing::Contains(
                            HasSubstr("message claimed: no queue_claimed event: is a subscriber running?")));
    EXPECT_FALSE(report.all_passed());
    EXPECT_EQ(report.tests.size(), 6u);
}

TEST_F(VerifyRun, SubmittedWithoutProofFails) {
    submitter.proven = false;
    start();
    const auto report = verify_now();
    EXPECT_THAT(failures(report),
                testing::ElementsAre(
                    HasSubstr("Worker to database: submitted means proven: 3 submitted, 0 with evidence")));
}

} // namespace
} // namespace bolt::roles
