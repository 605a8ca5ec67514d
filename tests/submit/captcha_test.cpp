#include "base/encoding.hpp"
#include "tests/submit/hostile.hpp"

/// Captchas beside a form, a service beside the lane, and a real browser.
namespace bolt::submit::testing {
namespace {

using ::testing::HasSubstr;

/// What stands in for the service.
struct TestService {
    std::vector<forms::Captcha> asked;
    std::vector<bool> judged;
    std::string answer = "0.a-token-of-this-page";
    std::optional<Error> refuses;
};

class Captchas : public HostilePages {
  protected:
    explicit Captchas(std::shared_ptr<TestService> service = std::make_shared<TestService>())
        : HostilePages(std::make_unique<Lane>(with(service))), service_(std::move(service)) {
        on_post_ = [this](net::Request& request) {
            posted_ = request.body;
            return net::Response::html(200, page(answer_));
        };
    }
    static SubmitterSettings with(std::shared_ptr<TestService> service) {
        auto out = settings();
        out.solve_captcha = [service](const store::LeasedAttempt&, forms::Captcha captcha,
                                      Duration) -> Async<Result<forms::CaptchaAnswer>> {
            service->asked.push_back(std::move(captcha));
            if (service->refuses) co_return tl::unexpected<Error>(*service->refuses);
            co_return forms::CaptchaAnswer{"call", service->answer};
        };
        out.captcha_judged = [service](forms::CaptchaAnswer, bool good) -> Async<void> {
            service->judged.push_back(good);
            co_return;
        };
        return out;
    }
    /// Puts this before the form's button.
    void beside(const std::string& html) { form_.insert(form_.find("<button>"), html); }
    store::AttemptOutcome submit_with_service(bool allowed = true) {
        auto attempt = attempt_at("hostile", url());
        attempt.directory.captcha_service = allowed;
        return lane_.submit(attempt, marks_);
    }
    std::shared_ptr<TestService> service_;
    std::string posted_;
    std::string answer_ = "<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>";
};

const std::string kTurnstile =
    R"(<div class="cf-turnstile" data-sitekey="0x4AAAAAAAsitekey" data-action="add"></div>)";
/// Five digits as a picture of its own bytes, so that nothing has to be served.
const std::string kPicture =
    "<p><img alt='Security code' src='data:image/svg+xml;base64," +
    base64(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" )"
        R"(fill="#fff"/><path d="M10 10L50 50M60 10L100 50M110 40L180 12" stroke="#123" stroke-width="4"/></svg>)") +
    "'><label>Enter the security code <input name='code' required></label></p>";

TEST_F(Captchas, ATurnstileTokenGoesIntoTheForm) {
    beside(kTurnstile);
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    ASSERT_EQ(service_->asked.size(), 1u);
    EXPECT_EQ(service_->asked[0].kind, forms::Captcha::Kind::turnstile);
    EXPECT_EQ(service_->asked[0].site_key, "0x4AAAAAAAsitekey");
    EXPECT_EQ(service_->asked[0].page_url, url());
    EXPECT_THAT(posted_, HasSubstr("cf-turnstile-response=0.a-token-of-this-page"));
    EXPECT_EQ(service_->judged, std::vector<bool>{true});
}

TEST_F(Captchas, ARecaptchaTokenGoesIntoTheFieldThatIsThere) {
    beside(R"(<div class="g-recaptcha" data-sitekey="6LdAAAAAAAAAAAkey" data-callback="solved">
        <textarea name="g-recaptcha-response" style="display:none"></textarea></div>
        <script>var told = ""; function solved(token) { document.title = token; }</script>)");
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(posted_, HasSubstr("g-recaptcha-response=0.a-token-of-this-page"));
    EXPECT_EQ(posted_.find("g-recaptcha-response"), posted_.rfind("g-recaptcha-response"));
}

TEST_F(Captchas, APageThatSendsItselfWithTheTokenIsMarkedBeforeAndSendsOnce) {
    beside(R"(<div class="g-recaptcha" data-sitekey="6LdAAAAAAAAAAAkey" data-size="invisible"
        data-callback="go"></div><script>function go() { document.forms[0].submit(); }</script>)");
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_TRUE(service_->asked.at(0).invisible);
    EXPECT_EQ(posts_, 1);
    EXPECT_EQ(marks_.sent, 1);
    EXPECT_EQ(marks_.unsent, 0);
}

TEST_F(Captchas, APictureIsDrawnAndItsTextTyped) {
    service_->answer = "48213";
    beside(kPicture);
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    ASSERT_EQ(service_->asked.size(), 1u);
    EXPECT_EQ(service_->asked[0].kind, forms::Captcha::Kind::image);
    EXPECT_GT(service_->asked[0].image.size(), 100u);
    EXPECT_THAT(posted_, HasSubstr("code=48213"));
    EXPECT_THAT(json::serialize(outcome.payload), ::testing::Not(HasSubstr("48213")));
}

TEST_F(Captchas, AnAnswerThatTheSiteRefusesIsReportedAndLeftToAPerson) {
    service_->answer = "11111";
    beside(kPicture);
    answer_ = form_ + "<p class=error>The code you entered is not correct.</p>";
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::needs_captcha) << log_of(outcome);
    EXPECT_EQ(service_->judged, std::vector<bool>{false});
    EXPECT_EQ(posts_, 1);
}

TEST_F(Captchas, WithoutAPersonsLeaveTheServiceIsNotAsked) {
    beside(kTurnstile);
    const auto outcome = submit_with_service(false);
    EXPECT_EQ(outcome.verdict, Verdict::needs_captcha) << log_of(outcome);
    EXPECT_TRUE(service_->asked.empty());
    EXPECT_EQ(posts_, 0);
}

TEST_F(Captchas, WhatTheServiceCannotSolveIsLeftToAPersonAndNothingIsSent) {
    service_->refuses = Error{ErrorCode::not_found, "nobody could solve it"};
    beside(kTurnstile);
    const auto outcome = submit_with_service();
    EXPECT_EQ(outcome.verdict, Verdict::needs_captcha) << log_of(outcome);
    EXPECT_THAT(outcome.error_message, HasSubstr("nobody could solve it"));
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
    EXPECT_TRUE(service_->judged.empty());
}

TEST_F(Captchas, NobodyIsPaidForAFormThatCannotBeSent) {
    beside(kTurnstile + "<label>Tax number of the owner's mother <input name=zz required></label>");
    const auto outcome = submit_with_service();
    EXPECT_TRUE(service_->asked.empty()) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
}

TEST_F(Captchas, KindsThatNoServiceSolvesAreLeftToPeople) {
    for (const char* each :
         {R"(<div class="h-captcha" data-sitekey="10000000-ffff-ffff"></div>)",
          R"(<div class="frc-captcha"></div>)", R"(<div class="cf-turnstile" data-sitekey="<script>"></div>)",
          R"(<label>Captcha: what is three plus four? <input name=captcha required></label>)"}) {
        form_ = kForm;
        beside(each);
        const auto outcome = submit_with_service();
        EXPECT_EQ(outcome.verdict, Verdict::needs_captcha) << each << log_of(outcome);
    }
    EXPECT_TRUE(service_->asked.empty());
    EXPECT_EQ(posts_, 0);
}

} // namespace
} // namespace bolt::submit::testing
