#include "forms/recipe.hpp"
#include "roles/brain.hpp"
#include "roles/test_http.hpp"
#include "store/attempts.hpp"
#include "store/customers.hpp"
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
    static assist::ModelSettings model_named(std::string name) {
        assist::ModelSettings settings;
        settings.model = std::move(name);
        settings.retries = 0;
        return settings;
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

TEST_F(PlanRoute, SaysHowTheFormWasUnderstoodAndWhatToExpect) {
    std::ifstream file("src/forms/testdata/bistro-list-1.json");
    const auto page = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    const json::object request{
        {"directory", "bistro-list"}, {"business", business()}, {"hints", {{"page", page}}}};
    const auto first = document(plan(request));
    EXPECT_EQ(first.at("hints").at("source"), "local");
    EXPECT_TRUE(first.at("hints").at("sure").as_bool());
    EXPECT_GT(first.at("hints").at("fields").as_array().size(), 5u);
    EXPECT_EQ(first.at("expected").at("basis"), "catalog");
    EXPECT_GT(first.at("expected").at("high").to_number<double>() -
                  first.at("expected").at("low").to_number<double>(),
              0.3);

    // What was taken once is a recipe; the next plan follows it.
    const auto model = forms::read_page(page).value();
    const auto choice = forms::choose_form(model);
    forms::Recipe recipe;
    recipe.parts.push_back(forms::make_recipe_part(model.forms[choice.form], choice));
    store::RecipeReport report;
    report.fingerprint = recipe.fingerprint();
    report.plan = forms::write_recipe(recipe);
    write([&](store::Tx& tx) -> Result<void> {
        store::ManualJob made;
        made.profile = read_profile(business()).value();
        auto ids = store::create_manual_job(tx, platform, made);
        if (!ids) return forward(ids);
        return store::report_recipe(tx, platform, ids->job_id, "bistro-list", "w1", report,
                                    Verdict::accepted);
    });
    const auto second = document(plan(request));
    EXPECT_EQ(second.at("hints").at("source"), "recipe");
    EXPECT_EQ(get_int(second.at("hints"), "recipe_version"), 1);
    EXPECT_EQ(second.at("plan"), first.at("plan"));
}

TEST_F(PlanRoute, AModelThatCannotBeReachedOrTalksNonsenseChangesNothing) {
    std::ifstream file("src/forms/testdata/bistro-list-1.json");
    auto page = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    // A required control that nobody can name.
    for (auto& form : page.at("forms").as_array())
        if (auto& controls = form.at("controls").as_array(); controls.size() > 5)
            controls.push_back(json::object{{"selector", "#zzq7"},
                                            {"tag", "input"},
                                            {"type", "text"},
                                            {"name", "zzq7"},
                                            {"visible", true},
                                            {"required", true},
                                            {"labels", {{"for", "Qxv of the hoom"}}}});
    const json::object request{
        {"directory", "bistro-list"}, {"business", business()}, {"hints", {{"page", page}}}};
    const auto without = document(plan(request));
    EXPECT_FALSE(without.at("hints").at("sure").as_bool());
    int asked = 0;
    for (
        const auto& [status, text] : std::initializer_list<std::pair<int, std::string>>{
            {0, ""},
            {401, "{}"},
            {429, "{}"},
            {200, "nonsense"},
            {200, std::string(150'000, 'x')},
            {200,
             R"({"choices":[{"message":{"content":"{\"controls\":[{\"id\":\"c99\",\"meaning\":\"city\",\"detail\":\"\"}]}"},"finish_reason":"stop"}]})"}}) {
        brain->use_model(assist::make_language_model(platform, *database,
                                                     [&](net::ClientRequest) -> Async<Result<net::Response>> {
                                                         ++asked;
                                                         if (status == 0)
                                                             co_return fail(ErrorCode::timeout,
                                                                            "no answer in time");
                                                         net::Response out;
                                                         out.status = status;
                                                         out.body = text;
                                                         co_return out;
                                                     },
                                                     model_named(fmt::format("model-{}", asked)), {}));
        EXPECT_EQ(document(plan(request)), without) << status;
    }
    EXPECT_EQ(asked, 6);
    brain->use_model(nullptr);
}

TEST_F(PlanRoute, AModelReadsANewFormOnceAndAKnownOneNever) {
    std::ifstream file("src/forms/testdata/bistro-list-1.json");
    auto page = json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
    std::string id;
    for (auto& form : page.at("forms").as_array())
        if (auto& controls = form.at("controls").as_array(); controls.size() > 5) {
            id = fmt::format("c{}", controls.size());
            controls.push_back(json::object{{"selector", "#zzq7"},
                                            {"tag", "input"},
                                            {"type", "text"},
                                            {"name", "zzq7"},
                                            {"visible", true},
                                            {"required", true},
                                            {"labels", {{"for", "Qxv of the hoom"}}}});
        }
    const json::object request{
        {"directory", "bistro-list"}, {"business", business()}, {"hints", {{"page", page}}}};
    const auto answer_text = json::serialize(json::object{
        {"controls", json::array{
                         json::object{{"id", id}, {"meaning", "contact_full_name"}, {"detail", ""}},
                     }}});
    int asked = 0;
    brain->use_model(assist::make_language_model(
        platform, *database,
        [&](net::ClientRequest) -> Async<Result<net::Response>> {
            ++asked;
            co_return net::Response::json(
                200, json::serialize(json::object{
                         {"choices", json::array{json::object{{"message", {{"content", answer_text}}},
                                                              {"finish_reason", "stop"}}}}}));
        },
        model_named("m"), {}));
    auto named = request;
    auto& profile = named["business"].as_object();
    profile["first_name"] = "Ada";
    profile["last_name"] = "Lovelace";
    const auto planned = document(plan(named));
    EXPECT_EQ(planned.at("hints").at("source"), "model") << json::serialize(planned);
    EXPECT_NE(json::serialize(planned).find("Ada Lovelace"), std::string::npos);
    EXPECT_EQ(document(plan(named)), planned);
    EXPECT_EQ(asked, 1);
    brain->use_model(nullptr);
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
