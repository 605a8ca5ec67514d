#include "submit/settle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

using browser::PageEvent;
using testing::ElementsAre;
using Kind = PageEvent::Kind;

PageEvent event(Kind kind, std::string method = "", std::string url = "", std::string type = "fetch") {
    PageEvent out;
    out.kind = kind;
    out.method = std::move(method);
    out.url = std::move(url);
    out.resource_type = std::move(type);
    return out;
}

PageEvent document(std::string url) {
    auto out = event(Kind::navigated, "", std::move(url), "");
    out.main_frame = true;
    out.new_document = true;
    return out;
}

PageEvent navigation(Kind kind, std::string method, std::string url, int status = 0) {
    auto out = event(kind, std::move(method), std::move(url), "document");
    out.navigation = true;
    out.status = status;
    return out;
}

TEST(Happenings, NothingMeansNothingWasSent) {
    const auto what = happenings({}, "frame");
    EXPECT_FALSE(what.sent());
    EXPECT_EQ(what.pending, 0);
}

TEST(Happenings, APostWithRedirectIsTwoExchangesAndADocument) {
    const auto what =
        happenings({navigation(Kind::request, "POST", "http://a/add"),
                    navigation(Kind::response, "POST", "http://a/add", 303),
                    navigation(Kind::request, "GET", "http://a/done"),
                    navigation(Kind::response, "GET", "http://a/done", 200), document("http://a/done")},
                   "frame");
    ASSERT_EQ(what.exchanges.size(), 2U);
    EXPECT_EQ(what.exchanges[0].status, 303);
    EXPECT_THAT(what.navigations, ElementsAre("http://a/done"));
    EXPECT_TRUE(what.sent());
    EXPECT_TRUE(what.answered);
    EXPECT_EQ(what.pending, 0);
}

TEST(Happenings, ReadsOfScriptsAndBeaconsCountForNothing) {
    auto beacon = event(Kind::request, "POST", "http://t/beacon", "ping");
    const auto what = happenings({event(Kind::request, "GET", "http://a/states"), beacon,
                                  event(Kind::request, "OPTIONS", "http://b/add")},
                                 "frame");
    EXPECT_FALSE(what.sent());
    EXPECT_EQ(what.pending, 0);
}

TEST(Happenings, AnUnansweredPostIsPendingAndAnExchangeWithoutAnswer) {
    const auto what = happenings({event(Kind::request, "POST", "http://a/add")}, "frame");
    EXPECT_EQ(what.pending, 1);
    ASSERT_EQ(what.exchanges.size(), 1U);
    EXPECT_EQ(what.exchanges[0].status, 0);
    EXPECT_TRUE(what.sent());
}

TEST(Happenings, ADroppedConnectionIsAnExchangeWithTheBrowsersWords) {
    auto failed = navigation(Kind::request_failed, "POST", "http://a/add");
    failed.text = "net::ERR_EMPTY_RESPONSE";
    const auto what = happenings({navigation(Kind::request, "POST", "http://a/add"), failed}, "frame");
    ASSERT_EQ(what.exchanges.size(), 1U);
    EXPECT_EQ(what.exchanges[0].failure, "net::ERR_EMPTY_RESPONSE");
    EXPECT_EQ(what.pending, 0);
    EXPECT_FALSE(what.answered);
}

TEST(Happenings, ANewDocumentEndsWhatTheOldOneWaitedFor) {
    const auto what =
        happenings({event(Kind::request, "POST", "http://t/poll"), document("http://a/done")}, "frame");
    EXPECT_EQ(what.pending, 0);
    EXPECT_TRUE(what.document);
}

TEST(Happenings, OtherFramesDocumentsAreNotTheForms) {
    auto advertisement = document("http://ads/");
    advertisement.main_frame = false;
    advertisement.frame = "other";
    EXPECT_FALSE(happenings({advertisement}, "frame").document);
    advertisement.frame = "frame";
    EXPECT_TRUE(happenings({advertisement}, "frame").document);
}

TEST(Happenings, DialogsAndCrashesAreSeen) {
    auto dialog = event(Kind::dialog);
    dialog.text = "Thanks!";
    const auto what = happenings({dialog, event(Kind::crashed)}, "frame");
    EXPECT_THAT(what.dialogs, ElementsAre("Thanks!"));
    EXPECT_TRUE(what.lost);
}

} // namespace
} // namespace bolt::submit
