#include "assist/form_planner.hpp"
#include "tests/submit/hostile.hpp"

/// A form that our own reading does not understand, a language model beside the lane, and a real browser.
namespace bolt::submit::testing {
namespace {

/// Reads the question as a model would, and names the control called zzq7.
struct TestModel final : assist::LanguageModel {
    Async<Result<json::value>> ask(assist::ModelTask task) override {
        ++asked;
        const auto prompt = parse_json(task.question.prompt).value();
        json::array named;
        for (const auto& control : prompt.at("controls").as_array())
            if (get_string(control, "name") == "zzq7")
                named.push_back(
                    json::object{{"id", get_string(control, "id")}, {"meaning", meaning}, {"detail", ""}});
        const json::value answer = json::object{{"controls", std::move(named)}};
        if (auto good = task.check(answer); !good) co_return forward(good);
        co_return answer;
    }
    int asked = 0;
    std::string meaning = "city";
};

class Planner : public HostilePages {
  protected:
    explicit Planner(std::shared_ptr<TestModel> model = std::make_shared<TestModel>())
        : HostilePages(std::make_unique<Lane>(with(model))), model_(std::move(model)) {
        const std::string city = R"(<label>City <input name="city" required></label>)";
        form_.replace(form_.find(city), city.size(),
                      R"(<label>Qxv of the hoom <input name="zzq7" required></label>)");
        on_post_ = [this](net::Request& request) {
            posted_ = request.body;
            return net::Response::html(
                200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
        };
    }
    static SubmitterSettings with(std::shared_ptr<TestModel> model) {
        auto out = settings();
        out.plan_form = [model](const store::LeasedAttempt& attempt, forms::Page seen,
                                forms::Choice choice) -> Async<std::optional<forms::Choice>> {
            co_return co_await assist::plan_form(*model, attempt.job.id, attempt.directory.name,
                                                 attempt.profile, seen, choice);
        };
        return out;
    }
    std::shared_ptr<TestModel> model_;
    std::string posted_;
};

TEST_F(Planner, OneCallForANewFormAndNoneOnceItIsKnown) {
    const auto first = submit();
    EXPECT_EQ(first.verdict, Verdict::pending_review) << log_of(first);
    EXPECT_EQ(model_->asked, 1);
    EXPECT_TRUE(first.recipe.by_model);
    auto attempt = attempt_at("hostile", url());
    EXPECT_NE(posted_.find("zzq7=" + attempt.profile.city), std::string::npos) << posted_;
    store::RecipeRow recipe;
    recipe.version = 1;
    recipe.fingerprint = first.recipe.fingerprint;
    recipe.plan = first.recipe.plan;
    attempt.recipe = recipe;
    const auto second = lane_.submit(attempt, marks_);
    EXPECT_EQ(second.verdict, Verdict::pending_review) << log_of(second);
    EXPECT_EQ(second.recipe.version_used, 1);
    EXPECT_EQ(model_->asked, 1);
    EXPECT_EQ(second.payload, first.payload);
}

TEST_F(Planner, AnAnswerThatIsNotAllowedLeavesTheAttemptAsItWas) {
    model_->meaning = "password";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(outcome.recipe.by_model);
}

} // namespace
} // namespace bolt::submit::testing
