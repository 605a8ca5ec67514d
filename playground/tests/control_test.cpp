#include "playground/tests/playground_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace bolt::playground::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(PlaygroundTest, CountsWhatEachSiteTookByBusiness) {
    start();
    const auto form = filled_form(site("bistro-list"));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(submit("bistro-list", form).status, 303);
    EXPECT_EQ(submit("bistro-list", with(form, "restaurant_name", "Other Place")).status, 303);
    EXPECT_EQ(submit("bistro-list", with(form, "city", "")).status, 422);
    const auto all = control("/duplicates");
    EXPECT_EQ(all.at("duplicates"), 1);
    ASSERT_EQ(all.at("counts").as_array().size(), 2u);
    EXPECT_EQ(all.at("counts").at(0).at("count"), 3);
    EXPECT_EQ(all.at("counts").at(0).at("site"), "bistro-list");
    EXPECT_EQ(control("/received?business=Other%20Place").at("submissions").as_array().size(), 1u);
    EXPECT_EQ(control("/received?business=other%20place%7C15125550142").at("submissions").as_array().size(),
              1u);
    EXPECT_EQ(control("/received?site=only-once").at("submissions").as_array().size(), 0u);
    // The prefix does the same on every host.
    EXPECT_EQ(get("bistro-list", "/_playground/duplicates").body, get("control", "/duplicates").body);
}

TEST_F(PlaygroundTest, ShowsEverySiteOnOtherHosts) {
    start();
    const auto page = get("anything", "/whatever");
    for (const auto& info : sites()) EXPECT_THAT(page.body, HasSubstr(info.origin(playground->port()) + "/"));
}

TEST_F(PlaygroundTest, ResetForgetsRecordsAndModes) {
    start();
    submit("bistro-list", filled_form(site("bistro-list")));
    get("shaky-pages", "/addurl");
    set_mode("bistro-list", "always_503");
    EXPECT_EQ(post("control", "/reset", {}).status, 200);
    EXPECT_EQ(get("bistro-list", "/").status, 200);
    EXPECT_TRUE(received("bistro-list").empty());
    EXPECT_EQ(get("shaky-pages", "/addurl").status, 503);
}

TEST_F(PlaygroundTest, ASiteChangesItsForm) {
    start();
    const auto form = filled_form(site("bistro-list"));
    const auto before = get("bistro-list", "/add-listing").body;
    set_mode("bistro-list", "new_field");
    EXPECT_THAT(get("bistro-list", "/add-listing").body, HasSubstr("name=\"fax_line\""));
    EXPECT_THAT(get("bistro-list", "/").body, Not(HasSubstr("fax_line"))) << "searches and newsletters stay";
    EXPECT_EQ(submit("bistro-list", form).status, 303) << "it is optional";
    set_mode("bistro-list", "new_question");
    EXPECT_THAT(get("bistro-list", "/add-listing").body, HasSubstr("name=\"charter_no\" required"));
    EXPECT_EQ(submit("bistro-list", form).status, 422);
    EXPECT_EQ(received("bistro-list").size(), 1u);
    EXPECT_EQ(submit("bistro-list", with(form, "charter_no", "7")).status, 303);
    set_mode("bistro-list", "normal");
    EXPECT_EQ(get("bistro-list", "/add-listing").body, before);
}

TEST_F(PlaygroundTest, FailsAsToldByItsMode) {
    start();
    const auto form = filled_form(site("bistro-list"));
    set_mode("bistro-list", "down");
    EXPECT_EQ(try_send({.url = url("bistro-list", "/")}).error().code, ErrorCode::unavailable);
    EXPECT_EQ(get("trade-index", "/").status, 200);
    set_mode("bistro-list", "always_503");
    EXPECT_EQ(submit("bistro-list", form).status, 503);
    EXPECT_TRUE(get("bistro-list", "/").headers.has("Retry-After"));
    set_mode("bistro-list", "slow");
    const auto before = clock.monotonic();
    EXPECT_EQ(get("bistro-list", "/").status, 200);
    EXPECT_GE(clock.monotonic() - before, 30ms);
    EXPECT_TRUE(received("bistro-list").empty());
}

TEST_F(PlaygroundTest, CanDropTheConnectionAfterItStored) {
    start();
    const auto form = filled_form(site("bistro-list"));
    set_mode("bistro-list", "drop_after_store");
    EXPECT_EQ(get("bistro-list", "/add-listing").headers.get("Connection"), "close");
    EXPECT_EQ(submit("bistro-list", with(form, "city", "")).status, 422);
    const auto lost = try_send(posting("bistro-list", "/add-listing", form));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(received("bistro-list").at(1).at("accepted").as_bool());
    EXPECT_THAT(get("bistro-list", "/").body, HasSubstr("Joe&#39;s Diner"));
    set_mode("bistro-list", "normal");
    EXPECT_EQ(submit("bistro-list", form).status, 303);
}

TEST_F(PlaygroundTest, RefusesMistakenControlRequests) {
    start();
    const auto mode = [&](std::string body, net::Headers headers = {}) {
        return send({.method = "POST",
                     .url = url("control", "/mode"),
                     .headers = std::move(headers),
                     .body = std::move(body)})
            .status;
    };
    EXPECT_EQ(mode("{"), 400);
    EXPECT_EQ(mode(R"({"site":"nobody","mode":"down"})"), 400);
    EXPECT_EQ(mode(R"({"site":"bistro-list","mode":"sideways"})"), 400);
    EXPECT_EQ(mode(R"({"site":"bistro-list","mode":"down"})", {{"Origin", "http://evil.example"}}), 403);
    EXPECT_EQ(get("bistro-list", "/").status, 200);
    EXPECT_EQ(get("control", "/reset").status, 405);
    EXPECT_EQ(get("control", "/nonsense").status, 404);
}

class DataFile : public PlaygroundTest {
  protected:
    void SetUp() override { std::filesystem::remove(path); }
    void TearDown() override {
        PlaygroundTest::TearDown();
        std::filesystem::remove(path);
    }
    Settings settings() const { return {.data_file = path}; }

    const std::string path =
        (std::filesystem::temp_directory_path() / fmt::format("bolt_playground_{}.jsonl", random.next()))
            .string();
};

TEST_F(DataFile, KeepsRecordsOverARestart) {
    start(settings());
    submit("bistro-list", with(filled_form(site("bistro-list")), "about", "Zeile\nzwei \"ü\" <b>"));
    submit("only-once", filled_form(site("only-once")));
    const auto before = get("control", "/received").body;
    stop();
    start(settings());
    EXPECT_EQ(get("control", "/received").body, before);
    EXPECT_EQ(submit("only-once", filled_form(site("only-once"))).status, 409);
}

TEST_F(DataFile, SurvivesAHalfWrittenLine) {
    start(settings());
    submit("bistro-list", filled_form(site("bistro-list")));
    stop();
    std::ofstream(path, std::ios::app) << R"({"id":"x","site":"bistro-li)";
    start(settings());
    EXPECT_EQ(received("bistro-list").size(), 1u);
    submit("bistro-list", filled_form(site("bistro-list")));
    stop();
    start(settings());
    EXPECT_EQ(received("bistro-list").size(), 2u);
}

TEST_F(DataFile, ForgetsOnReset) {
    start(settings());
    submit("bistro-list", filled_form(site("bistro-list")));
    post("control", "/reset", {});
    stop();
    start(settings());
    EXPECT_TRUE(received("bistro-list").empty());
}

TEST_F(DataFile, SaysWhichFileItCannotWrite) {
    Playground broken(platform, {.data_file = "/nonexistent/folder/file.jsonl"});
    const auto started = broken.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::unavailable);
    EXPECT_THAT(started.error().message, HasSubstr("/nonexistent/folder/file.jsonl"));
}

TEST_F(PlaygroundTest, KeepsTheNewestRecordsWithinItsBounds) {
    start({.records_max = 3});
    const auto form = filled_form(site("bistro-list"));
    for (int i = 0; i < 5; ++i)
        submit("bistro-list", with(form, "restaurant_name", fmt::format("Place {}", i)));
    const auto records = received("bistro-list");
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(fields_of(records[0]).at(0).second, "Place 2");
}

} // namespace
} // namespace bolt::playground::test
