#include "tests/submit/hostile.hpp"

#include <fmt/format.h>

/// A directory that the browser has met once, and what may have changed since.
namespace bolt::submit::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HttpLane : public HostilePages {
  protected:
    HttpLane() : HostilePages(std::make_unique<Lane>(Lane::Both{}, settings())) {
        on_post_ = [this](net::Request& request) {
            bodies_.push_back(request.body);
            cookies_.push_back(std::string(request.headers.get("Cookie")));
            agent_ = request.headers.get("User-Agent");
            return net::Response::html(200, page(answer_));
        };
        on_get_ = [this](net::Request&) {
            ++gets_;
            auto response = net::Response::html(200, page(form_));
            response.headers.set("Content-Type", content_type_);
            response.headers.add("Set-Cookie", fmt::format("visit={}; HttpOnly", gets_));
            return response;
        };
    }
    /// The browser's attempt that proves the form.
    void profile() {
        const auto outcome = submit();
        ASSERT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
        ASSERT_EQ(outcome.lane, bolt::Lane::browser);
        ASSERT_TRUE(lane_.is_profiled("hostile"));
        ASSERT_EQ(posts_, 1);
        posts_ = 0;
        marks_ = {};
    }

    std::string answer_ = "<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>";
    std::string content_type_ = "text/html; charset=utf-8";
    std::vector<std::string> bodies_, cookies_;
    std::string agent_;
    int gets_ = 0;
};

TEST_F(HttpLane, SendsTheNextOneWithoutABrowserByteForByteTheSame) {
    profile();
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http) << log_of(outcome);
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_EQ(marks_.sent, 1);
    EXPECT_EQ(marks_.unsent, 0);
    ASSERT_EQ(bodies_.size(), 2U);
    EXPECT_EQ(bodies_[0], bodies_[1]);
    EXPECT_THAT(cookies_[1], HasSubstr("visit=2"));
    EXPECT_THAT(agent_, HasSubstr("directory-bolt/test"));
    EXPECT_FALSE(outcome.payload.at("fields").as_array().empty());
    EXPECT_EQ(marks_.payload, outcome.payload);
    EXPECT_EQ(outcome.screenshot_url, "job-1/attempt-hostile-after.txt");
    EXPECT_THAT(lane_.evidence.pictures[outcome.screenshot_url], HasSubstr("Your listing was received"));
}

TEST_F(HttpLane, TokensAreThoseOfTheVisit) {
    on_get_ = [this](net::Request&) {
        auto form = kForm;
        form.insert(form.find("<label>"),
                    fmt::format("<input type=hidden name=token value='t{}&amp;'>", ++gets_));
        return net::Response::html(200, page(form));
    };
    profile();
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http) << log_of(outcome);
    ASSERT_EQ(bodies_.size(), 2U);
    EXPECT_THAT(bodies_[0], HasSubstr("token=t1%26"));
    EXPECT_THAT(bodies_[1], HasSubstr("token=t2%26"));
}

TEST_F(HttpLane, ATrapThatOnlyAStyleSheetHidesStaysEmpty) {
    form_ = kForm;
    form_.insert(form_.find("<label>Phone"),
                 "<div class=extra><label>Company website <input name=homepage></label></div>");
    const auto sheet = "<style>.extra{position:absolute;left:-4000px}</style>";
    form_ = sheet + form_;
    profile();
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http) << log_of(outcome);
    ASSERT_EQ(bodies_.size(), 2U);
    EXPECT_THAT(bodies_[1], HasSubstr("homepage=&"));
    EXPECT_EQ(bodies_[0], bodies_[1]);
}

TEST_F(HttpLane, ScriptsThatTakePartKeepTheBrowser) {
    for (const char* script : {"document.forms[0].addEventListener('submit', () => { const i = "
                               "document.createElement('input'); i.type = 'hidden'; i.name = "
                               "'human'; i.value = '1'; document.forms[0].append(i); })",
                               "const i = document.createElement('input'); i.type = 'hidden'; i.name = 'js'; "
                               "document.forms[0].append(i);",
                               "fetch('/seen', {method: 'POST', body: 'x'})", "document.cookie = 'js=1'"}) {
        form_ = kForm + "<script>" + script + "</script>";
        const auto outcome = submit();
        EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
        EXPECT_EQ(submit().lane, bolt::Lane::browser) << script;
    }
}

TEST_F(HttpLane, AnAnswerDrawnByScriptKeepsTheBrowser) {
    answer_ =
        "<p id=p></p><script>document.getElementById('p').textContent = 'Thank you! Your listing is pending "
        "review.'</script>";
    EXPECT_EQ(submit().verdict, Verdict::pending_review);
    EXPECT_FALSE(lane_.is_profiled("hostile"));
}

TEST_F(HttpLane, AnyDoubtIsLeftToTheBrowserBeforeAnythingIsSent) {
    profile();
    const auto good_form = form_;
    const auto check = [&](const char* what) {
        posts_ = 0;
        marks_ = {};
        const auto outcome = submit();
        EXPECT_EQ(outcome.lane, bolt::Lane::browser) << what << log_of(outcome);
        EXPECT_THAT(log_of(outcome), HasSubstr("not sent without a browser")) << what;
        EXPECT_LE(posts_, 1) << what;
        EXPECT_LE(marks_.sent, 1) << what;
        // Back to the form as it was: proven again.
        form_ = good_form;
        content_type_ = "text/html; charset=utf-8";
        submit();
        EXPECT_TRUE(lane_.is_profiled("hostile")) << what;
    };
    form_.insert(form_.find("<button"), "<label>Fax <input name=fax></label>");
    check("a new field");
    form_ = kForm;
    form_.replace(form_.find("Phone"), 5, "Fax");
    check("another label");
    form_ = kForm + "<script>/* new */ void 0</script>";
    check("a new script");
    form_ = kForm + "<div class=g-recaptcha></div>";
    check("a captcha");
    form_ = "<p>Nothing here.</p>";
    check("no form");
    form_ = kForm;
    content_type_ = "application/xhtml+xml";
    check("no HTML");
}

TEST_F(HttpLane, NothingIsSentIfTheStoreRefuses) {
    profile();
    marks_.refuse = Error{ErrorCode::conflict, "the lease was lost"};
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http);
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
}

TEST_F(HttpLane, ACutAfterSendingIsUnknownAndNeverSentAgain) {
    profile();
    on_post_ = [](net::Request&) {
        net::Response response;
        response.cut = true;
        return response;
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http);
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_TRUE(marks_.is_sent());
    EXPECT_FALSE(lane_.is_profiled("hostile"));
}

TEST_F(HttpLane, ARefusalTakesTheProofBack) {
    profile();
    answer_ = "<div class=error role=alert>Your submission was rejected: please enable JavaScript.</div>";
    auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http);
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_FALSE(lane_.is_profiled("hostile"));
    outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::browser);
}

TEST_F(HttpLane, RedirectsAfterSendingAreFollowedButNotIntoPrivateNetworks) {
    int answers = 0;
    on_post_ = [](net::Request&) { return net::Response::redirect("/done?id=1"); };
    on_get_ = [&](net::Request& request) {
        if (request.path == "/done") return net::Response::html(200, page(answer_));
        return net::Response::html(200, page(form_));
    };
    profile();
    EXPECT_EQ(submit().lane, bolt::Lane::http);
    for (const char* where : {"http://169.254.169.254/latest/", "http://127.0.0.1:1/", "http://10.0.0.1/",
                              "file:///etc/passwd"}) {
        submit(); // proves it again
        on_post_ = [&](net::Request&) { return ++answers, net::Response::redirect(where); };
        posts_ = 0;
        const auto outcome = submit();
        EXPECT_EQ(outcome.lane, bolt::Lane::http) << where << log_of(outcome);
        EXPECT_EQ(outcome.verdict, Verdict::unknown) << where << log_of(outcome);
        EXPECT_EQ(posts_, 1);
        on_post_ = [](net::Request&) { return net::Response::redirect("/done?id=1"); };
    }
    EXPECT_EQ(answers, 4);
}

TEST_F(HttpLane, OldEncodingsArriveAsFromTheBrowser) {
    content_type_ = "text/html; charset=iso-8859-1";
    form_ = kForm;
    form_.replace(form_.find("Business name"), 13, "Business name (z. B. Caf\xE9)");
    form_.insert(form_.find("<label>"),
                 "<input type=hidden name=_charset_><input type=hidden name=euro value='\x80'>");
    profile();
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http) << log_of(outcome);
    ASSERT_EQ(bodies_.size(), 2U);
    EXPECT_EQ(bodies_[0], bodies_[1]);
    EXPECT_THAT(bodies_[1], HasSubstr("_charset_=windows-1252&euro=%80"));
}

TEST_F(HttpLane, MultipartAndOddControlsArriveAsFromTheBrowser) {
    form_ = kForm;
    form_.replace(form_.find("<form "), 6, "<form enctype=multipart/form-data ");
    form_.insert(
        form_.find("<button"),
        R"(<input type=file name=logo><fieldset disabled><legend><input type=hidden name=a value=1></legend>
        <input type=hidden name=b value=2></fieldset><select name=region><option disabled>Pick<option> All  of it </select>
        <input type=range name=size><input type=color name=shade><input type=checkbox name=mail checked>
        <input type=hidden name="odd &quot;name&quot;" value="1">)");
    profile();
    const auto outcome = submit();
    EXPECT_EQ(outcome.lane, bolt::Lane::http) << log_of(outcome);
    ASSERT_EQ(bodies_.size(), 2U);
    const auto plain = [](std::string body) {
        const auto boundary = body.substr(0, body.find("\r\n"));
        for (std::size_t at; (at = body.find(boundary)) != std::string::npos;)
            body.replace(at, boundary.size(), "--B");
        return body;
    };
    EXPECT_EQ(plain(bodies_[0]), plain(bodies_[1]));
}

} // namespace
} // namespace bolt::submit::testing
