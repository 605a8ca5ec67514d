#include "tests/submit/hostile.hpp"

/// What happens after a site refused single fields.
namespace bolt::submit::testing {
namespace {

class Repairs : public HostilePages {
  protected:
    Repairs() {
        on_post_ = [this](net::Request& request) {
            bodies_.push_back(request.body);
            const auto refusal = static_cast<std::size_t>(posts_) <= refusals_.size()
                                     ? refusals_[static_cast<std::size_t>(posts_) - 1]
                                     : std::string();
            if (refusal.empty())
                return net::Response::html(
                    200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
            return net::Response::html(422, page(refusal + kForm));
        };
    }
    std::vector<std::string> refusals_; ///< what stands above the form, by post
    std::vector<std::string> bodies_;
};

TEST_F(Repairs, ARefusedNumberIsWrittenAsTheSiteWantsIt) {
    refusals_ = {"<p class=error role=alert>Phone: please use the format 555-555-5555</p>"};
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    ASSERT_EQ(posts_, 2) << log_of(outcome);
    EXPECT_THAT(bodies_[1], ::testing::HasSubstr("phone=512-555-0142"));
    EXPECT_THAT(bodies_[0], ::testing::Not(::testing::HasSubstr("phone=512-555-0142")));
    EXPECT_EQ(marks_.sent, 2);
    EXPECT_EQ(marks_.unsent, 1);
    const auto& evidence = outcome.response_log.at("evidence").as_object();
    EXPECT_TRUE(evidence.contains("refused")) << log_of(outcome);
    EXPECT_TRUE(evidence.contains("after"));
    EXPECT_THAT(log_of(outcome), ::testing::HasSubstr("repair:"));
}

TEST_F(Repairs, ThereIsOneRepairOnly) {
    const std::string again = "<p class=error role=alert>Phone: please use the format 555-555-5555</p>";
    refusals_ = {again, again, again};
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 2);
    EXPECT_TRUE(marks_.is_sent());
}

TEST_F(Repairs, WhatCannotBeWrittenDifferentlyIsNotSentAgain) {
    refusals_ = {"<p class=error role=alert>Your city is not covered by us.</p>"};
    const auto outcome = submit();
    EXPECT_NE(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

TEST_F(Repairs, AWordOfSuccessForbidsIt) {
    refusals_ = {"<p class=success>Thank you for submitting your listing.</p>"
                 "<p class=error role=alert>Phone: please use the format 555-555-5555</p>"};
    const auto outcome = submit();
    EXPECT_EQ(posts_, 1) << log_of(outcome);
    EXPECT_EQ(marks_.sent, 1);
}

TEST_F(Repairs, ALostLeaseForbidsIt) {
    refusals_ = {"<p class=error role=alert>Phone: please use the format 555-555-5555</p>"};
    marks_.refuse_after = 1;
    const auto outcome = submit();
    EXPECT_EQ(posts_, 1) << log_of(outcome);
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
}

TEST_F(Repairs, ADuplicateAfterTheRefusalIsForPeople) {
    refusals_ = {"<p class=error role=alert>Phone: please use the format 555-555-5555</p>",
                 "<p class=error role=alert>This business is already listed.</p>"};
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_EQ(posts_, 2);
}

} // namespace
} // namespace bolt::submit::testing
