#include "roles/brain.hpp"

#include "roles/job_message.hpp"
#include "roles/test_http.hpp"
#include "store/customers.hpp"

namespace bolt::roles {
namespace {

using testing::HasSubstr;

class BrainTest : public HttpTest {
  protected:
    void SetUp() override {
        HttpTest::SetUp();
        settings.backend_enqueue_token = "the token";
        settings.staff_api_key = "the staff key";
        ids = write([&](store::Tx& tx) {
            store::ManualJob job;
            job.profile.business_name = "Ada's";
            job.profile.email = "ada@example.com";
            return store::create_manual_job(tx, platform, job);
        });
        start();
    }
    void start() {
        server.reset();
        brain = std::make_unique<Brain>(platform, *database, queue, settings);
        net::Router router;
        brain->add_routes(router);
        add_health_routes(router, brain->checks(), []() -> Async<std::string> { co_return ""; });
        serve(std::move(router));
    }
    json::object body(json::object more = {}) const {
        json::object request{
            {"job_id", ids.job_id}, {"customer_id", ids.customer_id}, {"package_size", 50}, {"priority", 2}};
        for (const auto& [key, value] : more) request[key] = value;
        return request;
    }
    net::Response enqueue(const json::value& request,
                          net::Headers headers = {{"Authorization", "Bearer the token"}}) {
        return send("POST", "/api/jobs/enqueue", json::serialize(request), std::move(headers));
    }

    Settings settings;
    StubQueue queue;
    store::ManualJobIds ids;
    std::unique_ptr<Brain> brain;
};

TEST_F(BrainTest, EnqueuesAJob) {
    const auto response = enqueue(body({{"metadata", {{"retry", 1}}}, {"source", "staff"}}));
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(document(response), (json::value{{"job_id", ids.job_id},
                                               {"message_id", "message-1"},
                                               {"queue_provider", "stub"},
                                               {"queue_url", "stub:jobs"},
                                               {"status", "queued"}}));
    ASSERT_EQ(queue.sent.size(), 1u);
    EXPECT_EQ(json::parse(queue.sent[0].first), (json::value{{"job_id", ids.job_id},
                                                             {"customer_id", ids.customer_id},
                                                             {"package_size", 50},
                                                             {"priority", 2},
                                                             {"created_at", format_time(clock.now())},
                                                             {"source", "staff"},
                                                             {"metadata", {{"retry", 1}}}}));
    EXPECT_EQ(queue.sent[0].second.at("job_id"), ids.job_id);
    EXPECT_EQ(queue.sent[0].second.at("priority"), "2");
}

TEST_F(BrainTest, PassesTheCallersTraceOnOrBeginsTheJobsOwn) {
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto sent_with = [&](const std::string& header) {
        EXPECT_EQ(enqueue(body(), {{"Authorization", "Bearer the token"}, {"traceparent", header}}).status,
                  200);
        const auto& attributes = queue.sent.back().second;
        return attributes.contains("traceparent") ? attributes.at("traceparent") : "none";
    };
    EXPECT_EQ(sent_with(trace), trace);
    for (const auto& wrong :
         {trace + "0", "00-" + std::string(52, 'x'), std::string("nonsense"), trace.substr(1)})
        EXPECT_EQ(sent_with(wrong), job_traceparent(ids.job_id)) << wrong;
}

TEST_F(BrainTest, OptionalFieldsAndLetterCase) {
    std::string upper = ids.job_id;
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(enqueue(json::object{{"job_id", upper}, {"customer_id", ids.customer_id}}).status, 200);
    EXPECT_EQ(enqueue(body({{"package_size", nullptr}, {"priority", nullptr}, {"metadata", nullptr}})).status,
              200);
    for (const auto& [message, attributes] : queue.sent) {
        const auto sent = json::parse(message);
        EXPECT_EQ(get_string(sent, "job_id"), ids.job_id);
        EXPECT_EQ(get_int(sent, "package_size", -1), 0);
        EXPECT_EQ(get_int(sent, "priority", -1), 4);
    }
}

TEST_F(BrainTest, TakesItsTokensInAnyOfThreeHeaders) {
    for (const net::Headers& headers :
         {net::Headers{{"Authorization", "Bearer the token"}},
          net::Headers{{"Authorization", "bearer the staff key"}},
          net::Headers{{"X-Staff-Key", "the staff key"}}, net::Headers{{"X-Admin-Key", "the token"}}})
        EXPECT_EQ(enqueue(body(), headers).status, 200);
    for (const net::Headers& headers :
         {net::Headers{}, net::Headers{{"Authorization", "the token"}},
          net::Headers{{"Authorization", "Basic the token"}}, net::Headers{{"Authorization", "Bearer"}},
          net::Headers{{"Authorization", "Bearer "}}, net::Headers{{"Authorization", "Bearer the toke"}},
          net::Headers{{"Authorization", "Bearer  the token"}}, net::Headers{{"X-Staff-Key", "wrong"}},
          net::Headers{{"X-Admin-Key", ""}}, net::Headers{{"X-Api-Key", "the token"}}})
        EXPECT_EQ(problem(enqueue(body(), headers)), "401 unauthenticated")
            << (headers.all().empty() ? "" : headers.all()[0].second);
    EXPECT_EQ(queue.sent.size(), 4u);
}

TEST_F(BrainTest, UnsetTokensMatchNothing) {
    settings.backend_enqueue_token.clear();
    settings.staff_api_key.clear();
    start();
    for (const net::Headers& headers :
         {net::Headers{}, net::Headers{{"Authorization", "Bearer "}}, net::Headers{{"X-Staff-Key", ""}}})
        EXPECT_EQ(enqueue(body(), headers).status, 401);
}

TEST_F(BrainTest, BadRequestsNameEveryProblem) {
    const auto refusal = [&](const json::value& request) {
        const auto response = enqueue(request);
        EXPECT_EQ(problem(response), "400 blank") << json::serialize(request);
        return get_string(document(response), "detail");
    };
    const auto all =
        refusal({{"job_id", "x"}, {"priority", 9}, {"package_size", -1}, {"metadata", 7}, {"extra", 1}});
    for (const char* word : {"job_id", "customer_id", "priority", "package_size", "metadata", "extra"})
        EXPECT_THAT(all, HasSubstr(word));
    EXPECT_THAT(refusal(json::array{}), HasSubstr("object"));
    EXPECT_THAT(refusal(json::object{{"customer_id", ids.customer_id}}), HasSubstr("job_id"));
    EXPECT_THAT(refusal(json::object{{"job_id", ids.job_id}}), HasSubstr("customer_id"));
    EXPECT_THAT(refusal(body({{"customer_id", "not a uuid"}})), HasSubstr("customer_id"));
    EXPECT_THAT(refusal(body({{"priority", "2"}})), HasSubstr("1 to 4"));
    EXPECT_THAT(refusal(body({{"priority", 1.5}})), HasSubstr("1 to 4"));
    EXPECT_THAT(refusal(body({{"package_size", 10'001}})), HasSubstr("10000"));
    json::object many = body();
    for (int i = 0; i < 5'000; ++i) many[fmt::format("field_{}", i)] = i;
    EXPECT_LT(refusal(many).size(), 2'000u) << "what is wrong is said in bounds";
    for (const char* text : {"", "{", "nonsense"})
        EXPECT_EQ(send("POST", "/api/jobs/enqueue", text, {{"X-Staff-Key", "the staff key"}}).status, 400);
    EXPECT_TRUE(queue.sent.empty());
}

TEST_F(BrainTest, LooksAtTheJob) {
    EXPECT_EQ(problem(enqueue(body({{"job_id", "00000000-0000-7000-8000-000000000000"}}))),
              "404 job_not_found");
    EXPECT_EQ(problem(enqueue(body({{"customer_id", "00000000-0000-7000-8000-000000000000"}}))),
              "409 customer_mismatch");
    for (const char* status : {"completed", "failed", "cancelled"}) {
        script(fmt::format(R"(UPDATE jobs SET status = '{}')", status));
        EXPECT_EQ(problem(enqueue(body())), "409 job_ended") << status;
    }
    EXPECT_TRUE(queue.sent.empty());
}

TEST_F(BrainTest, SaysWhatStandsInTheWay) {
    queue.failure = Error{ErrorCode::unavailable, "the queue is down"};
    EXPECT_EQ(problem(enqueue(body())), "502 queue_refused");
    queue.failure = Error{ErrorCode::too_large, "over 256 KiB"};
    EXPECT_EQ(problem(enqueue(body())), "413 message_too_large");
    database->close();
    EXPECT_EQ(enqueue(body()).status, 503);
}

TEST_F(BrainTest, HealthNamesEveryCheck) {
    auto response = get("/health");
    EXPECT_EQ(response.status, 200);
    const json::value ok{{"status", "ok"}};
    EXPECT_EQ(document(response),
              (json::value{{"status", "healthy"},
                           {"service", "brain"},
                           {"version", version()},
                           {"timestamp", format_time(clock.now())},
                           {"checks", {{"queue", ok}, {"database", ok}, {"authentication", ok}}}}));
    queue.failure = Error{ErrorCode::unavailable, "the queue is down"};
    response = get("/health");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(get_string(document(response), "status"), "unhealthy");
    EXPECT_EQ(document(response).at("checks").at("queue"),
              (json::value{{"status", "failed"}, {"detail", "the queue is down"}}));
    EXPECT_EQ(document(response).at("checks").at("database"), ok);
    EXPECT_EQ(get("/readyz").status, 503);
    EXPECT_EQ(get("/healthz").status, 200) << "alive it is";
    queue.failure.reset();
    EXPECT_EQ(get("/readyz").status, 200);
}

TEST_F(BrainTest, HealthFailsWithoutTokenOrDatabase) {
    settings.backend_enqueue_token.clear();
    start();
    EXPECT_THAT(get("/health").body, HasSubstr("BACKEND_ENQUEUE_TOKEN is not set"));
    database->close();
    const auto response = get("/health");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(get_string(document(response).at("checks").at("database"), "status"), "failed");
}

} // namespace
} // namespace bolt::roles
