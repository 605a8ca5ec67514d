#include "store/views.hpp"

#include "store/heartbeats.hpp"
#include "store/test_scene.hpp"

#include <set>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

struct ViewScene : Scene {
    json::object list(const JobFilter& filter) {
        return write([&](Tx& tx) { return list_jobs(tx, filter); });
    }
    std::vector<std::string> ids(const json::object& page) {
        std::vector<std::string> ids;
        for (const auto& job : page.at("jobs").as_array()) ids.push_back(get_string(job, "id"));
        return ids;
    }
    ErrorCode refused(const JobFilter& filter) {
        const auto result = database->read_blocking([&](Tx& tx) { return list_jobs(tx, filter); });
        return result ? ErrorCode::internal : result.error().code;
    }
};

std::set<std::string> keys(const json::value& object) {
    std::set<std::string> keys;
    for (const auto& member : object.as_object()) keys.insert(std::string(member.key()));
    return keys;
}

TEST(Views, OverviewCountsWhatTheTablesHold) {
    ViewScene scene;
    scene.add_directories(3);
    scene.begun_job("a@example.com");
    scene.add_job("b@example.com");
    const auto leased = scene.claim(2);
    ASSERT_TRUE(scene.finish(leased.at(0).fence, Verdict::accepted));
    ASSERT_TRUE(scene.finish(leased.at(1).fence, Verdict::rejected));
    Heartbeat heartbeat;
    heartbeat.worker_id = "w1";
    heartbeat.status = "idle";
    scene.write([&](Tx& tx) { return record_heartbeat(tx, scene.clock.now(), heartbeat); });
    const auto view = scene.write([&](Tx& tx) { return overview(tx, scene.clock.now()); });
    EXPECT_EQ(json::serialize(view.at("jobs")),
              R"({"pending":1,"queued":0,"in_progress":1,"completed":0,"failed":0,"cancelled":0})");
    EXPECT_EQ(json::serialize(view.at("submissions")),
              R"({"pending":1,"submitting":0,"submitted":1,"failed":1,"skipped":0,"action_required":0})");
    EXPECT_EQ(json::serialize(view.at("today")), R"({"jobs_completed":0,"submissions_submitted":1})");
    ASSERT_EQ(view.at("workers").as_array().size(), 1u);
    EXPECT_EQ(keys(view.at("workers").at(0)),
              (std::set<std::string>{"worker_id", "status", "current_job_id", "last_heartbeat", "metadata"}));
    EXPECT_TRUE(view.at("workers").at(0).at("current_job_id").is_null());

    ASSERT_TRUE(scene.finish(scene.claim(1).at(0).fence, Verdict::accepted));
    const auto today = [&] {
        return json::serialize(
            scene.write([&](Tx& tx) { return overview(tx, scene.clock.now()); }).at("today"));
    };
    EXPECT_EQ(today(), R"({"jobs_completed":1,"submissions_submitted":2})");
    scene.clock.advance(24h);
    EXPECT_EQ(today(), R"({"jobs_completed":0,"submissions_submitted":0})");
}

TEST(Views, AJobInTheListHasTheShapeOfTheApi) {
    ViewScene scene;
    scene.add_directories(3);
    const auto id = scene.begun_job();
    const auto leased = scene.claim(2);
    ASSERT_TRUE(scene.finish(leased.at(0).fence, Verdict::accepted));
    const auto page = scene.list({.state = "active"});
    ASSERT_EQ(page.at("jobs").as_array().size(), 1u);
    const auto& job = page.at("jobs").at(0);
    EXPECT_EQ(keys(job),
              (std::set<std::string>{"id", "customer_id", "business_name", "email", "package_type",
                                     "package_title", "status", "paused", "priority", "directories_total",
                                     "directories_done", "progress", "counts", "missing", "error_message",
                                     "created_at", "updated_at", "started_at", "completed_at"}));
    EXPECT_EQ(get_string(job, "business_name"), "Ada's Bistro");
    EXPECT_EQ(get_string(job, "package_title"), "Starter");
    EXPECT_EQ(json::serialize(job.at("counts")),
              R"({"pending":1,"submitting":1,"submitted":1,"failed":0,"skipped":0,"action_required":0})");
    EXPECT_EQ(get_int(job, "progress"), 33);
    EXPECT_TRUE(job.at("error_message").is_null());
    EXPECT_TRUE(job.at("completed_at").is_null());
    EXPECT_EQ(get_string(job, "created_at"), format_time(scene.clock.now()));
    EXPECT_TRUE(page.at("next_cursor").is_null());
    EXPECT_TRUE(scene.list({.state = "completed"}).at("jobs").as_array().empty());
    EXPECT_EQ(json::serialize(job.at("missing")), "[]");
}

TEST(Views, AWaitingJobSaysWhatIsMissing) {
    ViewScene scene;
    scene.script(
        "INSERT INTO customers (id, business_name) VALUES ('00000000-0000-4000-8000-00000000000c', 'Bare');"
        "INSERT INTO jobs (customer_id) VALUES ('00000000-0000-4000-8000-00000000000c')");
    const auto page = scene.list({});
    const auto& job = page.at("jobs").at(0);
    EXPECT_GT(job.at("missing").as_array().size(), 3u);
    EXPECT_EQ(json::serialize(job.at("counts")),
              R"({"pending":0,"submitting":0,"submitted":0,"failed":0,"skipped":0,"action_required":0})");
}

TEST(Views, PagesCoverEverythingOnceAlthoughJobsAreAdded) {
    ViewScene scene;
    std::set<std::string> all;
    for (int i = 0; i < 25; ++i) {
        if (i % 4 == 0) scene.clock.advance(1s); // several jobs share a time
        all.insert(scene.add_job(fmt::format("c{}@example.com", i)));
    }
    JobFilter filter{.state = "all", .limit = 7};
    std::vector<std::string> seen;
    std::string last_created = "9";
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = scene.list(filter);
        for (const auto& job : page.at("jobs").as_array()) {
            EXPECT_LE(get_string(job, "created_at"), last_created) << "newest first";
            last_created = get_string(job, "created_at");
        }
        std::ranges::move(scene.ids(page), std::back_inserter(seen));
        if (page.at("next_cursor").is_null()) break;
        filter.cursor = get_string(page, "next_cursor");
        scene.clock.advance(1s);
        scene.add_job(fmt::format("new{}@example.com", pages)); // newer: belongs to no later page
    }
    EXPECT_EQ(seen.size(), 25u);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()), all);
}

TEST(Views, TheSearchTakesTextAsItIs) {
    ViewScene scene;
    const auto percent = scene.add_job("a@example.com");
    const auto plain = scene.add_job("b_c@example.com");
    scene.script("UPDATE customers SET business_name = '100% Vegan\\Raw' WHERE email = 'a@example.com'");
    const auto found = [&](const std::string& text) { return scene.ids(scene.list({.text = text})); };
    EXPECT_EQ(found("100%"), (std::vector<std::string>{percent}));
    EXPECT_EQ(found("0%v"), (std::vector<std::string>{}));
    EXPECT_EQ(found("vegan\\raw"), (std::vector<std::string>{percent})) << "letter case does not matter";
    EXPECT_EQ(found("b_c@"), (std::vector<std::string>{plain}));
    EXPECT_EQ(found("a_example"), (std::vector<std::string>{}));
    EXPECT_EQ(found(plain), (std::vector<std::string>{plain}));
    EXPECT_EQ(found("' OR 1=1 --"), (std::vector<std::string>{}));
    EXPECT_EQ(scene.refused({.text = std::string(201, 'x')}), ErrorCode::invalid_argument);
}

TEST(Views, CountsAreTheSameHoweverCommonTheTextIs) {
    ViewScene scene;
    for (int i = 0; i < 6; ++i) scene.add_job(fmt::format("c{}@{}.example", i, i < 4 ? "many" : "few"));
    const auto total = [&](JobFilter filter) {
        return scene.write([&](Tx& tx) { return job_facets(tx, filter); }).at("total").to_number<int>();
    };
    for (const auto& [text, expected] : {std::pair("many", 4), {"few", 2}, {"none", 0}}) {
        JobFilter listed{.text = text};
        scene.write([&](Tx& tx) { return resolve_text(tx, listed); });
        EXPECT_FALSE(listed.customers.empty());
        EXPECT_EQ(total(listed), expected) << text;
        EXPECT_EQ(scene.list(listed).at("jobs").as_array().size(), static_cast<std::size_t>(expected));
        const JobFilter common{.text = text, .text_is_common = true},
            usual{.text = text, .text_is_common = true, .text_is_usual = true};
        for (const auto& filter : {JobFilter{.text = text}, common, usual}) {
            EXPECT_EQ(total(filter), expected) << text;
            EXPECT_EQ(scene.list(filter).at("jobs").as_array().size(), static_cast<std::size_t>(expected))
                << text;
        }
    }
}

TEST(Views, BadFiltersAreRefused) {
    ViewScene scene;
    for (int i = 0; i < 3; ++i) scene.add_job(fmt::format("c{}@example.com", i));
    EXPECT_EQ(scene.refused({.state = "done"}), ErrorCode::invalid_argument);
    EXPECT_EQ(scene.refused({.statuses = {"complete"}}), ErrorCode::invalid_argument);
    const auto cursor = get_string(scene.list({.limit = 1}), "next_cursor");
    ASSERT_FALSE(cursor.empty());
    for (const auto& bad : {std::string("x"), std::string("!!!"), cursor + "A", cursor.substr(1),
                            std::string("AAAA"), cursor + "=", std::string(5000, 'A')})
        EXPECT_EQ(scene.refused({.cursor = bad}), ErrorCode::invalid_argument) << bad;
    EXPECT_EQ(scene.list({.limit = -5}).at("jobs").as_array().size(), 1u);
    EXPECT_EQ(scene.list({.statuses = {"pending"}}).at("jobs").as_array().size(), 3u);
    EXPECT_EQ(scene.list({.statuses = {"failed"}}).at("jobs").as_array().size(), 0u);
}

TEST(Views, AJobsDocumentShowsResultsEvidenceAndTimeline) {
    ViewScene scene;
    scene.add_directories(2);
    const auto id = scene.begun_job();
    auto outcome = Scene::outcome(Verdict::pending_review);
    outcome.payload = {
        {"fields", json::array{{{"label", "Name"}, {"meaning", "business_name"}, {"value", "x"}}}}};
    ASSERT_TRUE(scene.finish(scene.claim(1).at(0).fence, outcome));
    const auto document = scene.write([&](Tx& tx) { return job_document(tx, id); });
    EXPECT_EQ(get_string(document.at("job"), "id"), id);
    EXPECT_EQ(keys(document.at("profile")),
              (std::set<std::string>{"business_name", "contact_first_name", "contact_last_name", "email",
                                     "phone", "website", "address", "city", "state", "postal_code", "country",
                                     "description", "categories", "hours", "social_links", "logo_url"}));
    const auto& results = document.at("results").as_array();
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(keys(results[0]),
              (std::set<std::string>{"id", "job_id", "directory_name", "directory_title", "directory_url",
                                     "status", "verdict", "confidence", "lane", "attempts", "listing_url",
                                     "error_message", "evidence", "payload", "response_log", "created_at",
                                     "updated_at", "verified_at"}));
    EXPECT_EQ(get_string(results[0], "directory_title"), "Directory 0");
    EXPECT_EQ(get_string(results[0], "directory_url"), "https://dir-00.example");
    EXPECT_EQ(get_string(results[0], "verdict"), "pending_review");
    EXPECT_DOUBLE_EQ(results[0].at("confidence").to_number<double>(), 0.9);
    EXPECT_EQ(get_string(results[0].at("evidence"), "before"), "a-before.jpg");
    EXPECT_EQ(results[0].at("payload"),
              json::parse(R"({"fields":[{"label":"Name","meaning":"business_name","value":"x"}]})"));
    EXPECT_EQ(json::serialize(results[0].at("response_log").at("reasons")), R"(["because"])");
    EXPECT_TRUE(results[1].at("verdict").is_null());
    EXPECT_TRUE(results[1].at("evidence").at("after").is_null());
    EXPECT_EQ(json::serialize(results[1].at("payload")), R"({"fields":[]})");
    const auto& history = document.at("history").as_array();
    ASSERT_EQ(history.size(), 4u);
    EXPECT_EQ(keys(history[0]), (std::set<std::string>{"id", "job_id", "directory_name", "event", "details",
                                                       "worker_id", "business_name", "created_at"}));
    EXPECT_EQ(get_string(history[0], "event"), "flow_started") << "oldest first";
    EXPECT_EQ(get_string(history[3], "event"), "submitted");
    const auto missing = scene->read_blocking([](Tx& tx) { return job_document(tx, "nope"); });
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST(Views, ActivityIsNewestFirstAndPagesBackwards) {
    ViewScene scene;
    scene.add_directories(1);
    const auto first = scene.begun_job("a@example.com");
    const auto second = scene.begun_job("b@example.com");
    const auto read = [&](const std::string& job, std::int64_t before, int limit) {
        return scene.write([&](Tx& tx) { return activity(tx, job, before, limit); }).at("events").as_array();
    };
    const auto newest = read("", 0, 3);
    ASSERT_EQ(newest.size(), 3u);
    EXPECT_EQ(get_string(newest[0], "job_id"), second);
    EXPECT_EQ(get_string(newest[0], "event"), "job_started");
    EXPECT_EQ(get_string(newest[0], "business_name"), "Ada's Bistro");
    const auto rest = read("", get_int(newest[2], "id"), 100);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(get_string(rest[0], "event"), "flow_started");
    EXPECT_EQ(read(first, 0, 100).size(), 2u);
    EXPECT_EQ(read("nope", 0, 100).size(), 0u);
}

} // namespace
} // namespace bolt::store
