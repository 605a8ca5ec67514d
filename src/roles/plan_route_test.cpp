#include "roles/brain.hpp"
#include "roles/test_http.hpp"
#include "store/directories.hpp"

#include <fstream>

namespace bolt::roles {
namespace {

using testing::HasSubstr;

class PlanRoute : public HttpTest {
  protected:
    void SetUp() override {
        HttpTest::SetUp();
        settings.backend_enqueue_token = "the token";
        brain = std::make_unique<Brain>(platform, *database, queue, settings);
        net::Router router;
        brain->add_routes(router);
        serve(std::move(router));
        add_directory("bistro-list", "https://bistro.example/add", 700, true);
        add_directory("no-page", "", 1500, {});
    }
    void add_directory(std::string name, std::string url, int pacing_ms, std::optional<bool> captcha) {
        store::Directory directory;
        directory.name = directory.title = std::move(name);
        directory.submission_url = std::move(url);
        directory.pacing_ms = pacing_ms;
        directory.has_captcha = captcha;
        write([&](store::Tx& tx) { return store::upsert_directory(tx, platform, directory); });
    }
    static json::object business() {
        return {{"name", "Ada's Bistro"},
                {"phone", "+1 312 555 0100"},
                {"address", "12 Engine Street"},
                {"city", "Chicago"},
                {"state", "IL"},
                {"zip", "60601"},
                {"website", "https://ada.example"},
                {"email", "ada@example.com"},
                {"description", "Seasonal plates and an open kitchen."},
                {"categories", {"Restaurant"}}};
    }
    net::Response plan(const json::value& request,
                       net::Headers headers = {{"Authorization", "Bearer the token"}}) {
        return send("POST", "/plan", json::serialize(request), std::move(headers));
    }

    Settings settings;
    StubQueue queue;
    std::unique_ptr<Brain> brain;
};

TEST_F(PlanRoute, OpensThePageWhenNobodyHasReadTheFormYet) {
    for (const json::value& directory : {json::value("bistro-list"), json::value{{"name", "bistro-list"}}}) {
        const auto response =
            plan(json::object{{"directory", directory}, {"business", business()}, {"hints", json::object{}}});
        ASSERT_EQ(response.status, 200) << response.body;
        const auto body = document(response);
        const auto& steps = body.at("plan").as_array();
        ASSERT_EQ(steps.size(), 2u);
        EXPECT_EQ(get_string(steps[0], "action"), "goto");
        EXPECT_EQ(get_string(steps[0], "url"), "https://bistro.example/add");
        EXPECT_EQ(get_string(steps[1], "action"), "wait");
        EXPECT_EQ(get_string(steps[1], "until"), "load");
        EXPECT_EQ(body.at("constraints"), (json::value{{"rateLimitMs", 700}, {"captcha", "possible"}}));
        EXPECT_EQ(body.at("idempotency_factors"),
                  (json::value{{"name", "Ada's Bistro"}, {"dir", "bistro-list"}}));
    }
}

TEST_F(PlanRoute, NamesEveryStepOfAFormThatWasRead) {
    std::ifstream file("src/forms/testdata/bistro-list-1.json");
    const auto page = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    const auto response = plan(
        json::object{{"directory", "bistro-list"}, {"business", business()}, {"hints", {{"page", page}}}});
    ASSERT_EQ(response.status, 200) << response.body;
    const auto body = document(response);
    bool names_it = false, sends_it = false;
    for (const auto& step : body.at("plan").as_array()) {
        names_it |= get_string(step, "action") == "fill" && get_string(step, "value") == "Ada's Bistro" &&
                    !get_string(step, "selector").empty();
        sends_it |= get_string(step, "action") == "click";
    }
    EXPECT_TRUE(names_it && sends_it) << response.body;
    EXPECT_EQ(get_string(body.at("plan").at(0), "url"), "https://bistro.example/add");
    EXPECT_EQ(get_int(body.at("constraints"), "rateLimitMs"), 700) << "the directory's own pacing";
    EXPECT_EQ(body.at("idempotency_factors"),
              (json::value{{"name", "Ada's Bistro"}, {"dir", "bistro-list"}}));
}

TEST_F(PlanRoute, SaysWhatItCannotPlan) {
    const auto status = [&](const json::value& request) { return plan(request).status; };
    const json::object good{{"directory", "bistro-list"}, {"business", business()}};
    const auto with = [&](const char* key, json::value value) {
        auto request = good;
        request[key] = std::move(value);
        return request;
    };
    EXPECT_EQ(status(json::object{{"business", business()}}), 400);
    EXPECT_EQ(status(json::object{{"directory", "bistro-list"}}), 400);
    EXPECT_EQ(status(json::array{}), 400);
    EXPECT_EQ(status(with("directory", 7)), 400);
    EXPECT_EQ(status(with("business", "Ada's")), 400);
    EXPECT_EQ(status(with("business", json::object{{"name", std::string(5'000, 'x')}})), 400);
    EXPECT_EQ(status(with("directory", "nowhere")), 404);
    EXPECT_EQ(status(with("directory", json::value(std::string("bistro-list\0x", 13)))), 404);
    EXPECT_EQ(status(with("directory", "no-page")), 422);
    EXPECT_EQ(status(with("hints", json::object{{"page", "no snapshot"}})), 400);
    EXPECT_EQ(status(with("hints", json::object{{"page", json::object{{"url", "https://bistro.example/"},
                                                                      {"forms", json::array{}}}}})),
              422);
    EXPECT_EQ(plan(good, {}).status, 401);
    EXPECT_EQ(send("POST", "/plan", "{", {{"X-Admin-Key", "the token"}}).status, 400);
    database->close();
    EXPECT_EQ(status(good), 503);
}

} // namespace
} // namespace bolt::roles
