#include "base/encoding.hpp"
#include "tests/submit/hostile.hpp"

/// What a form asks beside the listing: consents, plans, pictures, and fields that turn out to be traps.
namespace bolt::submit::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class AskingPages : public HostilePages {
  protected:
    AskingPages() {
        on_post_ = [this](net::Request& request) {
            body_ = request.body.starts_with("--") ? request.body : url_decode(request.body);
            return net::Response::html(200, page("<p>Your listing was received and is pending review.</p>"));
        };
    }
    /// The plain form with more fields before its button.
    void ask(const std::string& fields, const std::string& script = "") {
        form_ = kForm;
        form_.replace(form_.find("<button>"), 0, fields);
        form_ += "<script>" + script + "</script>";
    }
    std::string body_;
};

TEST_F(AskingPages, NothingIsBoughtAndNothingSubscribed) {
    ask(R"html(<fieldset><legend>Choose your plan</legend>
        <label><input type=radio name=plan value=gold checked> Gold listing - $49 / year</label>
        <label><input type=radio name=plan value=free> Free listing</label></fieldset>
        <label><input type=checkbox name=bump value=1 checked> Highlight my listing (+ $3.00)</label>
        <label><input type=checkbox name=news value=1 checked> Send me your newsletter</label>
        <label>Duration <select name=days><option value=90 selected>Featured 90 days ($9)</option>
          <option value=30>Standard listing 30 days</option></select></label>
        <label><input type=checkbox name=auth value=1 required> I certify that I am authorised to list this business</label>)html");
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body_, HasSubstr("plan=free"));
    EXPECT_THAT(body_, HasSubstr("days=30"));
    EXPECT_THAT(body_, HasSubstr("auth=1"));
    EXPECT_THAT(body_, Not(HasSubstr("bump=")));
    EXPECT_THAT(body_, Not(HasSubstr("news=")));
}

TEST_F(AskingPages, AFormWithoutAFreePlanIsNotSent) {
    ask(R"html(<fieldset><legend>Choose your plan</legend>
        <label><input type=radio name=plan value=gold checked> Gold listing - $49 / year</label>
        <label><input type=radio name=plan value=silver> Silver listing - $19 / year</label></fieldset>)html");
    const auto outcome = submit();
    EXPECT_EQ(posts_, 0) << log_of(outcome);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(AskingPages, AFieldThatHidesOnceItIsFilledIsEmptied) {
    ask("<p id=p><label>State <input name=region></label></p>",
        "document.forms[0].elements.region.addEventListener('input', () => "
        "p.style.cssText = 'position:absolute;left:-9999px');");
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body_, EndsWith("region="));
    EXPECT_THAT(body_, HasSubstr("city=Austin"));
}

/// A GIF of this size: its header is all that is looked at.
std::string gif(int width, int height) {
    std::string out = "GIF89a";
    for (const int each : {width % 256, width / 256, height % 256, height / 256, 0, 0, 0})
        out += static_cast<char>(each);
    return out + "picture-of-" + std::to_string(width) + ";";
}

class PicturePages : public AskingPages {
  protected:
    PicturePages() {
        on_get_ = [this](net::Request& request) {
            if (request.path == "/away.png") return net::Response::redirect(site() + "/300.gif", 302);
            if (request.path == "/300.gif") return net::Response::text(200, gif(300, 300));
            if (request.path == "/90.gif") return net::Response::text(200, gif(90, 90));
            if (request.path == "/page.png") return net::Response::html(200, "<p>no picture</p>");
            return net::Response::html(200, page(form_));
        };
    }
    std::string site() const { return fmt::format("http://hostile.localhost:{}", server_->port()); }
    void ask_for(const std::string& input) {
        ask("<p><label>Logo " + input + "</label> GIF, at least 200x200</p>");
        form_.replace(form_.find("<form "), 6, "<form enctype=multipart/form-data ");
    }
    store::AttemptOutcome submit_with(const std::string& logo) {
        auto attempt = attempt_at("hostile", url());
        attempt.profile.logo_url = logo;
        return lane_.submit(attempt, marks_);
    }
};

TEST_F(PicturePages, TheLogoIsFetchedAndUploaded) {
    ask_for("<input type=file name=logo accept=image/* required>");
    const auto outcome = submit_with(site() + "/away.png");
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body_, HasSubstr("picture-of-300"));
    EXPECT_THAT(body_, HasSubstr("filename=\"logo.gif\""));
}

TEST_F(PicturePages, APictureThatThePageSendsOffAtOnceHasArrivedBeforeTheForm) {
    ask_for("<input type=file id=logo accept=image/* style='opacity:0;width:1px;height:1px'>"
            "<input type=hidden name=logo_id>");
    form_ += "<script>logo.onchange = async () => { const answer = await fetch('/upload', {method: 'POST', "
             "body: logo.files[0]});"
             "document.forms[0].elements.logo_id.value = await answer.text(); }</script>";
    const auto answer = on_post_;
    late_paths_ = {"/upload"};
    on_post_ = [answer](net::Request& request) {
        return request.path == "/upload" ? net::Response::text(200, "picture-77") : answer(request);
    };
    const auto outcome = submit_with(site() + "/300.gif");
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body_, HasSubstr("picture-77"));
}

TEST_F(PicturePages, APictureThatDoesNotFitIsLeftOut) {
    ask_for("<input type=file name=logo accept=image/*>");
    for (const char* path : {"/90.gif", "/page.png"}) {
        const auto outcome = submit_with(site() + path);
        EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
        EXPECT_THAT(body_, HasSubstr("filename=\"\"")) << path;
    }
}

TEST_F(PicturePages, ARequiredPictureThatDoesNotFitMeansNothingWasSent) {
    ask_for("<input type=file name=logo accept=image/* required>");
    const auto outcome = submit_with(site() + "/90.gif");
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
}

TEST_F(PicturePages, APictureInAPrivateNetworkIsNotFetched) {
    ask_for("<input type=file name=logo accept=image/* required>");
    const auto outcome = submit_with(fmt::format("http://127.0.0.1:{}/300.gif", server_->port()));
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
}

} // namespace
} // namespace bolt::submit::testing
