#include "roles/alert_teller.hpp"

#include "roles/alert_mail.hpp"
#include "roles/test_http.hpp"

namespace bolt::roles {
namespace {

using testing::HasSubstr;
using testing::Not;

store::AlertReport report(std::string name, bool active = true) {
    return {std::move(name), "critical", "look at it", {{"free_mib", 12}, {"where", "a\nb<c>"}}, active};
}

class AlertTellers : public HttpTest {
  protected:
    void hook(int failures) {
        net::Router router;
        router.add("POST", "/hook", [this, failures](net::Request& request) mutable -> Async<net::Response> {
            posts.push_back(request.body);
            co_return net::Response::text(failures-- > 0 ? 500 : 200, "ok");
        });
        serve(std::move(router));
        settings.webhook_url = fmt::format("http://hook.localhost:{}/hook", server->port());
        settings.addresses.allowed_hosts = {"hook.localhost"};
        settings.first_pause = std::chrono::milliseconds{5};
    }
    void tell(std::vector<store::AlertReport> news, SendAlertMail mail = nullptr) {
        AlertTeller teller(loop.platform, settings, std::move(mail));
        StopToken stop(loop.clock);
        loop.run(
            [](AlertTeller& with, std::vector<store::AlertReport> what, StopToken& until) -> Async<bool> {
                co_await with.tell(std::move(what), until);
                co_return true;
            }(teller, std::move(news), stop));
    }
    AlertTellerSettings settings;
    std::vector<std::string> posts;
};

TEST_F(AlertTellers, AnAlertIsOneLineWithWhatIsKnown) {
    EXPECT_EQ(alert_line(report("disk_space")),
              "[critical] disk_space: look at it (free_mib: 12, where: a b<c>)");
    EXPECT_EQ(alert_line(report("disk_space", false)), "[resolved] disk_space: look at it");
}

TEST_F(AlertTellers, WhatFailsIsPostedAgainAndMarkupIsText) {
    hook(1);
    tell({report("disk_space")});
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_THAT(get_string(parse_json(posts[1]).value(), "text"), HasSubstr("b&lt;c&gt;"));
}

TEST_F(AlertTellers, ItGivesUpAfterAFewTriesAndTheAddressPolicyHolds) {
    hook(99);
    tell({report("disk_space")});
    EXPECT_EQ(posts.size(), 3U);
    posts.clear();
    settings.addresses.allowed_hosts.clear();
    tell({report("disk_space")});
    EXPECT_TRUE(posts.empty()) << "a webhook in a private network is not asked";
}

TEST_F(AlertTellers, MailsGoThroughTheOutboxOneForEachAddress) {
    EXPECT_FALSE(make_alert_mail(loop.platform, *database, " , ", ""));
    const auto mail = make_alert_mail(loop.platform, *database, "ops@example.com, night@example.com",
                                      "https://bolt.example");
    tell({report("disk_space"), report("queue_age", false)}, mail);
    EXPECT_EQ(number("SELECT count(*) FROM emails"), 2);
    EXPECT_EQ(text("SELECT group_concat(DISTINCT template) FROM emails"), "alert");
}

} // namespace
} // namespace bolt::roles
