#include "tests/submit/hostile.hpp"

/// Sites that fail, lie or attack.
namespace bolt::submit::testing {
namespace {

using ::testing::HasSubstr;

TEST_F(HostilePages, TheSameSiteWithoutMaliceIsSubmittedTo) {
    std::string agent;
    on_post_ = [&](net::Request& request) {
        agent = request.headers.get("User-Agent");
        return net::Response::html(
            200, page("<p>Thank you! Your listing was received and is pending review.</p>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_EQ(marks_.sent, 1);
    EXPECT_EQ(marks_.unsent, 0);
    EXPECT_THAT(agent, HasSubstr("directory-bolt/test"));
    EXPECT_THAT(agent, HasSubstr("Mozilla/5.0"));
    EXPECT_EQ(lane_.evidence.pictures.count("job-1/attempt-hostile-before.jpg"), 1U);
    EXPECT_EQ(lane_.evidence.pictures.count("job-1/attempt-hostile-after.jpg"), 1U);
    EXPECT_EQ(outcome.screenshot_url, "job-1/attempt-hostile-after.jpg");
    EXPECT_EQ(lane_.evidence.pictures[outcome.screenshot_url].substr(0, 2), "\xff\xd8");
}

TEST_F(HostilePages, NothingIsSentIfTheStoreRefuses) {
    marks_.refuse = Error{ErrorCode::conflict, "the lease was lost"};
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_THAT(outcome.error_message, HasSubstr("the lease was lost"));
    EXPECT_EQ(posts_, 0);
}

TEST_F(HostilePages, F18AServerInTroubleIsUnreachableForAsLongAsItSays) {
    on_get_ = [](net::Request&) {
        auto response = net::Response::text(503, "busy");
        response.headers.set("Retry-After", "120");
        return response;
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(outcome.retry_after, Duration(120s));
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, APageThatIsGoneIsNotTriedAgain) {
    on_get_ = [](net::Request&) { return net::Response::text(404, "not here"); };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_THAT(outcome.error_message, HasSubstr("gone"));
}

TEST_F(HostilePages, ADroppedConnectionBeforeSendingIsUnreachable) {
    on_get_ = [](net::Request&) {
        net::Response response;
        response.cut = true;
        return response;
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_THAT(outcome.error_message, HasSubstr("without an answer"));
}

TEST_F(HostilePages, ADroppedConnectionAfterSendingIsUnknownAndSentOnce) {
    on_post_ = [](net::Request&) {
        net::Response response;
        response.cut = true;
        return response;
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_TRUE(marks_.is_sent());
}

TEST_F(HostilePages, ARedirectIntoAPrivateNetworkIsBlocked) {
    int inside = 0;
    on_get_ = [&](net::Request& request) {
        if (request.headers.get("Host").starts_with("127.0.0.1")) {
            ++inside;
            return net::Response::html(200, page(form_));
        }
        return net::Response::redirect(fmt::format("http://127.0.0.1:{}/inside", server_->port()));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::blocked) << log_of(outcome);
    EXPECT_EQ(inside, 0);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, WhatThePageLoadsFromAPrivateNetworkIsBlocked) {
    int inside = 0;
    on_get_ = [&](net::Request& request) {
        if (request.headers.get("Host").starts_with("127.0.0.1")) ++inside;
        return net::Response::html(200, page(form_));
    };
    const auto port = server_->port();
    form_ =
        kForm +
        fmt::format(
            "<img src=http://127.0.0.1:{0}/a><script>fetch('http://127.0.0.1:{0}/b', {{mode: 'no-cors'}});"
            "new WebSocket('ws://127.0.0.1:{0}/c');</script>",
            port);
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(inside, 0);
}

TEST_F(HostilePages, F18AnEndlessLoopEndsTheAttemptUnsent) {
    form_ = kForm + "<script>addEventListener('DOMContentLoaded', () => { setTimeout(() => { for (;;); }, "
                    "0); });</script>";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_LT(outcome.duration_ms, 20'000);
}

TEST_F(HostilePages, F18AnEndlessLoopOnSubmitIsUnknown) {
    form_ = kForm + "<script>document.forms[0].addEventListener('submit', () => { for (;;); });</script>";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_TRUE(marks_.is_sent());
    EXPECT_LT(outcome.duration_ms, 30'000);
}

TEST_F(HostilePages, F18AHugePageIsHandledWithinBounds) {
    std::string rows;
    for (int row = 0; row < 30'000; ++row)
        rows += "<div>row " + std::to_string(row) + " <input name=x></div>\n";
    form_ = kForm + rows;
    const auto outcome = submit();
    EXPECT_LT(outcome.duration_ms, 25'000);
    EXPECT_LT(json::serialize(outcome.response_log).size(), 200'000U);
    EXPECT_LE(posts_, 1);
    EXPECT_EQ(posts_ == 1, marks_.is_sent()) << log_of(outcome);
}

TEST_F(HostilePages, APageThatBendsBuiltInsIsReadAllTheSame) {
    form_ = "<script>JSON.stringify = () => '{}'; Array.prototype.map = () => []; Array.prototype.toJSON = "
            "() => 1;"
            "String.prototype.trim = () => 'Evil'; document.querySelectorAll = () => [];</script>" +
            kForm;
    const auto outcome = submit();
    EXPECT_LT(outcome.duration_ms, 20'000);
    EXPECT_EQ(posts_ > 0, marks_.is_sent()) << log_of(outcome);
    EXPECT_NE(outcome.verdict, Verdict::accepted) << log_of(outcome);
}

TEST_F(HostilePages, ABrowserKilledBeforeSendingIsUnreachableAndTheNextAttemptWorks) {
    on_get_ = [this](net::Request&) {
        kill_browser();
        return net::Response::html(200, page(form_));
    };
    // The first visit starts the browser; it dies while the page is on its way.
    auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_FALSE(marks_.is_sent());
    on_get_ = nullptr;
    outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

TEST_F(HostilePages, F17ABrowserKilledAfterSendingIsUnknown) {
    on_post_ = [](net::Request&) {
        kill_browser();
        return net::Response::html(200, page("<p>Thank you!</p>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_TRUE(marks_.is_sent());
}

TEST_F(HostilePages, F18ASlowSiteIsNotSentToWithoutTimeLeft) {
    form_ = kForm;
    auto times = settings();
    times.times.least_to_send = 60s;
    Lane hasty(times);
    net::Router router;
    router.set_fallback([this](net::Request& request) { return answer(request); });
    net::Server server(hasty.platform().executor, net::ServerSettings{}, std::move(router));
    ASSERT_TRUE(server.start().has_value());
    const auto outcome =
        hasty.submit(attempt_at("slow", fmt::format("http://slow.localhost:{}/add", server.port())), marks_);
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(marks_.sent, 0);
    EXPECT_EQ(posts_, 0);
    hasty.run(server.stop());
}

} // namespace
} // namespace bolt::submit::testing
