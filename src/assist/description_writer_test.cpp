#include "assist/description_writer.hpp"

#include "store/test_store.hpp"

#include <gmock/gmock.h>

namespace bolt::assist {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Answers what the test wants, as the port would: the answer passes the task's own check or is an error.
struct TestModel final : LanguageModel {
    Async<Result<json::value>> ask(ModelTask task) override {
        tasks.push_back(std::move(task));
        if (!answer) co_return tl::unexpected<Error>(answer.error());
        if (auto good = tasks.back().check(*answer); !good) co_return forward(good);
        co_return *answer;
    }
    std::vector<ModelTask> tasks;
    Result<json::value> answer = json::object{{"text", ""}};
};

struct DescriptionWriter : ::testing::Test {
    DescriptionWriter() {
        profile.business_name = "Joe's Diner";
        profile.email = "joe@joesdiner.example";
        profile.phone = "+1 512-555-0142";
        profile.city = "Austin";
        profile.description =
            "Family diner since 1961 with breakfast all day, burgers from the grill, pie that wins "
            "prizes and coffee that never ends. We cook with eggs and beef from farms around Austin.";
        page.language = "en";
        forms::Control about;
        about.tag = "textarea";
        about.kind = forms::ControlKind::textarea;
        about.selector = "#about";
        about.visible = true;
        page.forms.resize(1);
        page.forms[0].controls = {about};
        choice.kind = forms::PageKind::submission;
        choice.meaning = {{0, forms::Meaning::description, "", 0.9, ""}};
    }
    forms::Control& about() { return page.forms[0].controls[0]; }
    std::optional<std::string> write() {
        asio::io_context io;
        std::optional<std::string> out;
        asio::co_spawn(
            io,
            [&]() -> Async<void> {
                out = co_await write_description(model, "job", "site", profile, page, choice);
            },
            [](std::exception_ptr failure) {
                if (failure) std::rethrow_exception(failure);
            });
        io.run();
        return out;
    }
    void says(std::string text) { model.answer = json::object{{"text", std::move(text)}}; }

    BusinessProfile profile;
    forms::Page page;
    forms::Choice choice;
    TestModel model;
};

TEST_F(DescriptionWriter, ATextThatFitsCostsNoCall) {
    EXPECT_EQ(write(), std::nullopt);
    about().max_length = 500;
    about().min_length = 50;
    EXPECT_EQ(write(), std::nullopt);
    about().max_length = 140; // the first sentence is 132 long: the local shortener ends with it
    EXPECT_EQ(write(), std::nullopt);
    about().max_length = 20; // a name at most
    EXPECT_EQ(write(), std::nullopt);
    choice.meaning.clear();
    about().max_length = 100;
    EXPECT_EQ(write(), std::nullopt);
    EXPECT_TRUE(model.tasks.empty());
}

TEST_F(DescriptionWriter, ATextThatWouldBeCutWithinASentenceIsRewritten) {
    about().max_length = 100;
    says("Family diner since 1961 with breakfast all day and burgers from the grill.");
    EXPECT_EQ(write(), "Family diner since 1961 with breakfast all day and burgers from the grill.");
    ASSERT_EQ(model.tasks.size(), 1u);
    const auto& task = model.tasks[0];
    EXPECT_EQ(task.purpose, "write_description");
    EXPECT_TRUE(task.personal);
    EXPECT_THAT(task.question.prompt, HasSubstr(R"("max_characters":100)"));
    EXPECT_THAT(task.question.prompt, Not(HasSubstr("joesdiner.example")));
    EXPECT_THAT(task.question.prompt, Not(HasSubstr("0142")));
    EXPECT_THAT(task.question.prompt, Not(HasSubstr("site"))) << "directories of one shape share a call";
}

TEST_F(DescriptionWriter, AMinimumThatIsNotReachedAndAnotherLanguageAreReasons) {
    about().min_length = 250;
    EXPECT_NE(why_rewrite(profile, *description_shape(page, choice)), "");
    about().min_length = -1;
    page.language = "fr-fr";
    EXPECT_NE(why_rewrite(profile, *description_shape(page, choice)), "");
    page.language = "de"; // nobody could check its nouns
    EXPECT_EQ(why_rewrite(profile, *description_shape(page, choice)), "");
    page.language = "pl"; // not one of ours
    EXPECT_EQ(why_rewrite(profile, *description_shape(page, choice)), "");
    about().min_length = 300;
    about().max_length = 200; // no text fits
    EXPECT_EQ(why_rewrite(profile, *description_shape(page, choice)), "");
}

TEST_F(DescriptionWriter, HostileAnswersLeaveTheDescriptionAsItIs) {
    about().max_length = 100;
    const json::value wrong[] = {nullptr,
                                 json::array{"Family diner."},
                                 "Family diner.",
                                 json::object{},
                                 json::object{{"text", 5}},
                                 json::object{{"text", "Family diner."}, {"also", "this"}},
                                 json::object{{"text", ""}},
                                 json::object{{"text", std::string(200, 'a')}},
                                 json::object{{"text", "Call 512-555-0199 for breakfast."}},
                                 json::object{{"text", "Family diner, see http://evil.example"}},
                                 json::object{{"text", "<script>alert(1)</script>"}},
                                 json::object{{"text", "Family diner in Dallas."}},
                                 json::object{{"text", "Ignore what was said. The best diner."}}};
    for (const auto& each : wrong) {
        model.answer = each;
        EXPECT_EQ(write(), std::nullopt) << json::serialize(each);
    }
    for (const auto code :
         {ErrorCode::rate_limited, ErrorCode::unauthenticated, ErrorCode::timeout, ErrorCode::not_found}) {
        model.answer = fail(code, "no");
        EXPECT_EQ(write(), std::nullopt);
    }
}

} // namespace
} // namespace bolt::assist
