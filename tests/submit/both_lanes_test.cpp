#include "net/client.hpp"
#include "playground/playground.hpp"
#include "tests/submit/lane.hpp"
#include "tests/submit/received.hpp"

#include <gmock/gmock.h>

namespace bolt::playground {
void PrintTo(const SiteInfo& site, std::ostream* out);
} // namespace bolt::playground

/// Every practice site twice: what the second submission sends, in whatever lane, is what the browser sent.
/// Whether the browser is right is playground_test's business.
namespace bolt::submit::testing {
namespace {

using ::testing::IsEmpty;

/// Sites whose forms are plain HTML from first to last: the HTTP lane must serve them. Others it may serve if
/// the browser has proven it; what arrives must be the same in any case.
const std::set<std::string> kPlain = {"bistro-list", "trade-index", "branchenbuch", "local-review",
                                      "only-once",   "mail-mapp",   "safe-list",    "shaky-pages"};

struct World {
    World() : playground(lane.platform(), {.slow = 300ms}), client(lane.platform().executor) {
        if (auto started = playground.start(); !started) throw std::runtime_error(started.error().message);
    }
    ~World() { lane.run(playground.stop()); }
    json::value control(std::string path, bool post = false) {
        net::ClientRequest request;
        request.url = fmt::format("http://127.0.0.1:{}/_playground/{}", playground.port(), path);
        if (post) request.method = "POST";
        auto response = lane.run(client.send(std::move(request)));
        if (!response || response->status >= 300) throw std::runtime_error("the playground's control failed");
        return parse_json(response->body).value_or(nullptr);
    }

    bolt::submit::testing::Lane lane{bolt::submit::testing::Lane::Both{},
                                     bolt::submit::testing::Lane::test_settings()};
    playground::Playground playground;
    net::HttpClient client;
};

class BothLanes : public ::testing::TestWithParam<playground::SiteInfo> {
  protected:
    static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
    static void TearDownTestSuite() { world_.reset(); }

    store::AttemptOutcome attempts(const playground::SiteInfo& site) {
        world_->control("reset", true);
        store::AttemptOutcome outcome;
        for (int again = 0; again < 4; ++again) {
            marks_ = {};
            outcome = world_->lane.submit(
                attempt_at(site.name, site.origin(world_->playground.port()) + site.submit_path,
                           site.language),
                marks_);
            if (outcome.verdict != Verdict::unreachable || marks_.is_sent()) break;
        }
        return outcome;
    }
    json::array received(const playground::SiteInfo& site) {
        return world_->control("received?site=" + site.name).at("submissions").as_array();
    }
    static Received fields_of(const json::value& record) {
        Received out;
        for (const auto& pair : record.at("fields").as_array())
            out.emplace(std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
        return out;
    }
    static inline std::unique_ptr<World> world_;
    Marks marks_;
};

TEST_P(BothLanes, GiveTheSiteTheSame) {
    const auto& site = GetParam();
    const auto first = attempts(site);
    const auto by_browser = received(site);
    const auto second = attempts(site);
    const auto log = json::serialize(first.response_log) + "\n" + json::serialize(second.response_log);
    EXPECT_EQ(to_string(first.lane), "browser");
    if (kPlain.contains(site.name)) {
        EXPECT_EQ(to_string(second.lane), "http") << log;
    }
    EXPECT_EQ(to_string(first.verdict), to_string(second.verdict)) << log;
    EXPECT_EQ(first.listing_url.empty(), second.listing_url.empty()) << log;
    const auto records = received(site);
    ASSERT_EQ(records.size(), by_browser.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto fields = fields_of(records[i]);
        if (kPlain.contains(site.name)) {
            EXPECT_THAT(differences(parse_json(site.site_json).value(), fields, example_profile()),
                        IsEmpty());
        }
        EXPECT_FALSE(get_bool(records[i], "trap"));
        auto before = fields_of(by_browser[i]), after = fields;
        // Tokens are new at each visit.
        const auto facts = parse_json(site.site_json).value();
        for (auto* each : {&before, &after}) {
            each->erase(get_string(facts, "token"));
            for (const auto& [name, meaning] : facts.at("controls").as_object())
                if (meaning == "none") each->erase(std::string(name));
        }
        EXPECT_EQ(before, after);
    }
    EXPECT_EQ(get_int(world_->control("duplicates"), "duplicates", -1), 0);
}

INSTANTIATE_TEST_SUITE_P(Sites, BothLanes, ::testing::ValuesIn(playground::sites()), [](const auto& test) {
    auto name = test.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace bolt::submit::testing
