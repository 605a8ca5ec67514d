#include "forms/verdict.hpp"

#include "forms/phrases.hpp"
#include "forms/testing.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string text_of(const json::value& value, std::string_view key) { return get_string(value, key); }

Observation observation_of(const json::value& saved) {
    Observation out;
    out.before = read_state(saved.at("before")).value();
    out.after = read_state(saved.at("after")).value();
    out.is_next_step = get_bool(saved, "is_next");
    for (const auto& each : saved.at("exchanges").as_array())
        out.exchanges.push_back({text_of(each, "method"), text_of(each, "url"),
                                 static_cast<int>(get_int(each, "status")), get_bool(each, "nav"),
                                 text_of(each, "failure"), text_of(each, "body")});
    for (const auto& url : saved.at("navigations").as_array()) out.navigations.emplace_back(url.as_string());
    for (const auto& text : saved.at("dialogs").as_array()) out.dialogs.emplace_back(text.as_string());
    return out;
}

// What the practice sites really answered in the browser.
TEST(Judge, AgreesWithEveryPracticeSite) {
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator("src/forms/testdata/answers")) {
        const auto saved = load_json(file.path().string());
        const auto judgement = judge(observation_of(saved));
        EXPECT_EQ(to_string(judgement.verdict), std::string_view(saved.at("want").as_string()))
            << file.path() << ": " << judgement.summary;
        EXPECT_FALSE(judgement.continue_step) << file.path();
        EXPECT_FALSE(judgement.evidence.empty()) << file.path();
        EXPECT_GE(judgement.confidence, 0.75) << file.path();
        if (judgement.verdict == Verdict::accepted) {
            EXPECT_THAT(judgement.listing_url, HasSubstr("/listing/")) << file.path();
        }
        ++count;
    }
    EXPECT_GE(count, 13);
}

TEST(Judge, ClaimsNothingWhenTheSamePagesHadNoNewText) {
    // The same answers, but the words stood on the page before: no evidence, no success.
    for (const auto& file : std::filesystem::directory_iterator("src/forms/testdata/answers")) {
        auto observation = observation_of(load_json(file.path().string()));
        observation.before.lines.insert(observation.before.lines.end(), observation.after.lines.begin(),
                                        observation.after.lines.end());
        observation.before.messages = observation.after.messages;
        observation.before.headings = observation.after.headings;
        for (auto& exchange : observation.exchanges) {
            exchange.body.clear();
            if (exchange.status == 201) exchange.status = 200; // "Created" would be evidence of its own
        }
        const auto verdict = judge(observation).verdict;
        EXPECT_NE(verdict, Verdict::accepted) << file.path();
        EXPECT_NE(verdict, Verdict::pending_review) << file.path();
        EXPECT_NE(verdict, Verdict::confirm_email) << file.path();
    }
}

/// A form page that was filled, and the page after the click.
struct Scene {
    Observation seen;

    Scene() {
        seen.before.url = "http://list.example/add";
        seen.before.form_present = seen.before.form_visible = seen.before.loaded = true;
        seen.before.form_fill = 6;
        seen.before.lines = {"Add your business", "Thank you for visiting ListExample.", "Home"};
        seen.before.fields = {{"#b", true, false, "Harbor Light Cafe", ""},
                              {"#d", true, false,
                               "Thank you for supporting us. Your listing has been published, they said. An "
                               "error occurred, we laughed.",
                               ""}};
        seen.after = seen.before;
    }
    Scene& posts(int status, std::string_view failure = "") {
        seen.exchanges.push_back({"POST", "http://list.example/add", status, true, std::string(failure), ""});
        return *this;
    }
    Scene& redirects() {
        seen.exchanges.push_back({"POST", "http://list.example/add", 303, true, "", ""});
        return goes(200);
    }
    Scene& goes(int status) {
        seen.exchanges.push_back({"GET", "http://list.example/done", status, true, "", ""});
        seen.navigations.push_back("http://list.example/done");
        seen.after = PageState{};
        seen.after.url = "http://list.example/done";
        seen.after.lines = {"Thank you for visiting ListExample.", "Home"};
        return *this;
    }
    Scene& fetches(int status, std::string_view body) {
        seen.exchanges.push_back({"POST", "http://list.example/api", status, false, "", std::string(body)});
        return *this;
    }
    Scene& shows(std::string_view line) {
        seen.after.lines.emplace_back(line);
        return *this;
    }
    Scene& alerts(std::string_view text, Message::Tone tone = Message::Tone::neutral) {
        seen.after.messages.push_back({std::string(text), tone});
        seen.after.lines.emplace_back(text);
        return *this;
    }
    Scene& form_gone() {
        seen.after.form_present = seen.after.form_visible = false;
        return *this;
    }
    Scene& marks(std::string_view field, std::string_view message, bool native = false) {
        seen.after.invalid.push_back({std::string(field), std::string(message), native});
        return *this;
    }
    Judgement judge() const { return forms::judge(seen); }
    Verdict verdict() const { return judge().verdict; }
};

TEST(Judge, TakesEverydayAnswersInSevenLanguages) {
    const std::pair<const char*, Verdict> answers[] = {
        {"Your listing has been added.", Verdict::accepted},
        {"Thank you for submitting your business!", Verdict::accepted},
        {"Harbor Light Cafe is now live", Verdict::accepted},
        {"Listing submitted successfully", Verdict::accepted},
        {"Your submission is pending review by our editors.", Verdict::pending_review},
        {"Thank you! Your listing has been submitted and will be reviewed within 48 hours.",
         Verdict::pending_review},
        {"Our team will review your entry", Verdict::pending_review},
        {"Please check your inbox to confirm your e-mail address.", Verdict::confirm_email},
        {"We have sent you a verification link.", Verdict::confirm_email},
        {"This business is already listed.", Verdict::duplicate},
        {"A listing with this phone number already exists", Verdict::duplicate},
        {"You must be logged in to submit a listing.", Verdict::needs_login},
        {"Complete your payment to publish the listing", Verdict::needs_payment},
        {"Please verify that you are human", Verdict::needs_captcha},
        {"Access denied", Verdict::blocked},
        {"Your listing could not be added.", Verdict::rejected},
        {"Ihr Eintrag wurde erfolgreich gespeichert.", Verdict::accepted},
        {"Vielen Dank! Ihr Eintrag wird nun von unserer Redaktion gepr\xC3\xBC"
         "ft.",
         Verdict::pending_review},
        {"Bitte best\xC3\xA4tigen Sie Ihre E-Mail-Adresse \xC3\xBC"
         "ber den Link, den wir Ihnen geschickt haben.",
         Verdict::confirm_email},
        {"Diese Firma ist bereits eingetragen.", Verdict::duplicate},
        {"Votre entreprise a bien \xC3\xA9t\xC3\xA9 ajout\xC3\xA9"
         "e.",
         Verdict::accepted},
        {"Votre inscription est en attente de validation", Verdict::pending_review},
        {"Su empresa ha sido registrada con \xC3\xA9xito", Verdict::accepted},
        {"Su ficha est\xC3\xA1 pendiente de aprobaci\xC3\xB3n", Verdict::pending_review},
        {"La tua azienda \xC3\xA8 stata aggiunta con successo", Verdict::accepted},
        {"Seu cadastro foi enviado com sucesso", Verdict::accepted},
        {"Uw bedrijf is succesvol toegevoegd", Verdict::accepted},
    };
    for (const auto& [text, verdict] : answers) {
        const auto judgement = Scene().redirects().shows(text).judge();
        EXPECT_EQ(judgement.verdict, verdict) << text << ": " << judgement.summary;
        EXPECT_THAT(judgement.evidence, ::testing::Contains(::testing::Field(&Evidence::text, text))) << text;
    }
}

TEST(Judge, NeverTakesOldWordsForEvidence) {
    EXPECT_EQ(Scene().redirects().verdict(), Verdict::unknown) << "the footer thanked before";
    EXPECT_EQ(Scene().posts(200).verdict(), Verdict::unknown);
    EXPECT_EQ(Scene().verdict(), Verdict::unknown);
}

TEST(Judge, NeverTakesTheBusinesssOwnWordsForTheSites) {
    // The page shows the description back: what it says is not the site's word, neither good nor bad.
    EXPECT_EQ(Scene()
                  .redirects()
                  .shows("Thank you for supporting us. Your listing has been published, they said. An error "
                         "occurred, we laughed.")
                  .verdict(),
              Verdict::unknown);
    EXPECT_EQ(Scene()
                  .redirects()
                  .shows("Thank you for supporting us. Your listing has been published ...")
                  .verdict(),
              Verdict::unknown);
    EXPECT_EQ(Scene()
                  .redirects()
                  .shows("Your listing has been added.")
                  .shows("An error occurred, we laughed.")
                  .verdict(),
              Verdict::accepted);
}

TEST(Judge, NeverTakesADeniedSuccess) {
    for (const char* text :
         {"Your listing has not been added.", "Your listing was not submitted successfully",
          "We could not publish your listing", "Ihr Eintrag wurde nicht gespeichert",
          "Votre entreprise n'a pas \xC3\xA9t\xC3\xA9 ajout\xC3\xA9"
          "e"})
        EXPECT_NE(Scene().redirects().shows(text).verdict(), Verdict::accepted) << text;
}

TEST(Judge, NeverTakesAFailedAnswerForASuccess) {
    // "Submitted!" on the page while the server refused: the oldest lie of all.
    EXPECT_EQ(Scene().posts(422).shows("Thank you for your submission").verdict(), Verdict::rejected);
    EXPECT_EQ(Scene().fetches(500, "").form_gone().shows("Your listing has been submitted!").verdict(),
              Verdict::unknown);
    EXPECT_EQ(Scene().fetches(400, R"({"error":"phone is invalid"})").form_gone().shows("Success!").verdict(),
              Verdict::rejected);
    EXPECT_EQ(Scene()
                  .posts(200)
                  .alerts("Thank you for your submission", Message::Tone::good)
                  .alerts("Phone is required", Message::Tone::bad)
                  .verdict(),
              Verdict::rejected);
}

TEST(Judge, ReadsServerSideValidation) {
    const auto judgement = Scene()
                               .posts(422)
                               .alerts("Please correct the errors below", Message::Tone::bad)
                               .marks("Phone", "Enter a valid phone")
                               .judge();
    EXPECT_EQ(judgement.verdict, Verdict::rejected);
    ASSERT_EQ(judgement.field_errors.size(), 1u);
    EXPECT_EQ(judgement.field_errors[0].field, "Phone");
    EXPECT_EQ(judgement.field_errors[0].message, "Enter a valid phone");
    EXPECT_FALSE(judgement.nothing_sent);
}

TEST(Judge, KnowsThatNothingWasSent) {
    const auto native = Scene().marks("City", "Please fill out this field.", true).judge();
    EXPECT_EQ(native.verdict, Verdict::rejected);
    EXPECT_TRUE(native.nothing_sent);
    const auto script = Scene()
                            .alerts("This field is required", Message::Tone::bad)
                            .marks("Name", "This field is required")
                            .judge();
    EXPECT_EQ(script.verdict, Verdict::rejected);
    EXPECT_TRUE(script.nothing_sent);
    EXPECT_TRUE(Scene().judge().nothing_sent);
    EXPECT_FALSE(Scene().posts(200).judge().nothing_sent);
}

TEST(Judge, SaysUnknownWhenItMayHaveArrived) {
    for (const auto& scene : {Scene().posts(0, "net::ERR_EMPTY_RESPONSE"), Scene().posts(500),
                              Scene().posts(502), Scene().posts(504)}) {
        const auto judgement = scene.judge();
        EXPECT_EQ(judgement.verdict, Verdict::unknown) << judgement.summary;
        EXPECT_FALSE(judgement.nothing_sent);
    }
    Scene lost;
    lost.posts(200);
    lost.seen.after_known = false;
    EXPECT_EQ(lost.verdict(), Verdict::unknown);
    EXPECT_FALSE(lost.judge().nothing_sent);
}

TEST(Judge, ReadsStatuses) {
    EXPECT_EQ(Scene().posts(503).verdict(), Verdict::unreachable);
    EXPECT_EQ(Scene().posts(429).verdict(), Verdict::unreachable);
    EXPECT_EQ(Scene().posts(409).verdict(), Verdict::duplicate);
    EXPECT_EQ(Scene().posts(403).verdict(), Verdict::blocked);
    EXPECT_EQ(Scene().posts(402).verdict(), Verdict::needs_payment);
    EXPECT_EQ(Scene().posts(401).verdict(), Verdict::needs_login);
    EXPECT_EQ(Scene().posts(404).verdict(), Verdict::rejected);
    Scene broken;
    broken.redirects();
    broken.seen.exchanges.back().status = 500;
    EXPECT_EQ(broken.shows("Your listing has been added.").verdict(), Verdict::unknown)
        << "the redirect led to an error page";
}

TEST(Judge, TakesCreatedForAnAnswerOnceTheFormIsGone) {
    EXPECT_EQ(Scene().fetches(201, "").verdict(), Verdict::unknown) << "the form is still there";
    EXPECT_EQ(Scene().fetches(201, "").form_gone().verdict(), Verdict::accepted);
    EXPECT_EQ(Scene().fetches(200, "").form_gone().verdict(), Verdict::unknown);
    EXPECT_EQ(Scene().fetches(201, "").form_gone().shows("Complete your payment").verdict(),
              Verdict::needs_payment);
}

TEST(Judge, ReadsAnswersWithoutNavigation) {
    EXPECT_EQ(Scene()
                  .fetches(200, R"({"success":true})")
                  .form_gone()
                  .alerts("Success! Your listing was submitted.", Message::Tone::good)
                  .verdict(),
              Verdict::accepted);
    EXPECT_EQ(Scene().fetches(200, R"({"success":false,"message":"Phone number is invalid"})").verdict(),
              Verdict::rejected);
    EXPECT_EQ(Scene()
                  .fetches(201, R"({"status":"ok","data":{"message":"Your listing is awaiting approval"}})")
                  .verdict(),
              Verdict::pending_review);
    EXPECT_EQ(Scene().fetches(200, "not json").verdict(), Verdict::unknown);
    Scene dialog;
    dialog.fetches(200, "{}").seen.dialogs = {"Thanks for adding your business!"};
    EXPECT_EQ(dialog.verdict(), Verdict::accepted);
    Scene popup;
    popup.posts(200).seen.popups.push_back({});
    popup.seen.popups[0].lines = {"Your business has been added."};
    EXPECT_EQ(popup.verdict(), Verdict::accepted);
}

TEST(Judge, NeedsMoreThanABareThankYou) {
    EXPECT_EQ(Scene().posts(200).shows("Thanks!").verdict(), Verdict::unknown) << "the form is still there";
    auto gone = Scene().redirects().shows("Thank you!");
    EXPECT_EQ(gone.verdict(), Verdict::unknown) << "one line among others";
    gone.seen.after.headings = {"Thank you!"};
    const auto judgement = gone.judge();
    EXPECT_EQ(judgement.verdict, Verdict::accepted);
    EXPECT_LT(judgement.confidence, 0.8);
}

TEST(Judge, GoesOnInAWizard) {
    Scene step;
    step.goes(200).shows("Step 2 of 3: contact details").shows("Description must be at least 50 characters");
    step.seen.is_next_step = true;
    step.seen.after.form_present = step.seen.after.form_visible = true;
    EXPECT_TRUE(step.judge().continue_step) << step.judge().summary;
    EXPECT_EQ(step.verdict(), Verdict::unknown);
    Scene refused;
    refused.posts(200).alerts("Phone is required", Message::Tone::bad).marks("Phone", "Phone is required");
    refused.seen.is_next_step = true;
    EXPECT_EQ(refused.verdict(), Verdict::rejected);
    EXPECT_FALSE(refused.judge().continue_step);
    Scene review;
    review.redirects().shows("Please check your details").shows("Last step");
    EXPECT_TRUE(review.judge().continue_step);
    Scene done;
    done.redirects().shows("Your listing has been added.");
    done.seen.is_next_step = true;
    EXPECT_EQ(done.verdict(), Verdict::accepted);
}

TEST(Judge, FindsTheListing) {
    auto scene = Scene().redirects().shows("Your listing has been added.");
    scene.seen.after.links = {{"http://list.example/", "Home"},
                              {"http://evil.example/listing/1", "View your listing"},
                              {"http://list.example/x/77", "View your listing"}};
    EXPECT_EQ(scene.judge().listing_url, "http://list.example/x/77");
    scene.seen.after.links = {{"http://list.example/listing/12", "Harbor Light Cafe"}};
    EXPECT_EQ(scene.judge().listing_url, "http://list.example/listing/12");
    scene.seen.after.links.push_back({"http://list.example/listing/13", "Other"});
    EXPECT_EQ(scene.judge().listing_url, "") << "two candidates are none";
    scene.seen.before.links = {{"http://list.example/listing/13", "Other"}};
    EXPECT_EQ(scene.judge().listing_url, "http://list.example/listing/12");
}

TEST(Phrases, AreReadOneLineAtATime) {
    EXPECT_TRUE(says(read_phrases("Your listing has been published"), Says::accepted));
    EXPECT_FALSE(says(read_phrases("Your listing has not been published"), Says::accepted));
    EXPECT_FALSE(
        says(read_phrases("Your listing will be published after your e-mail is confirmed"), Says::accepted));
    EXPECT_TRUE(read_phrases("The quick brown fox").none());
    EXPECT_TRUE(read_phrases("").none());
    EXPECT_NO_FATAL_FAILURE(read_phrases(std::string(1'000'000, 'a') + "\xFF"));
    for (const char* menu : {"Add your business", "Log in", "Sign up", "Contact us", "Pricing",
                             "Search companies", "All categories", "Privacy policy",
                             "All listings are checked. Registration errors are shown beside each field."}) {
        const auto found = read_phrases(menu);
        EXPECT_FALSE(says(found, Says::accepted) || says(found, Says::duplicate) ||
                     says(found, Says::login) || says(found, Says::refused))
            << menu;
    }
}

} // namespace
} // namespace bolt::forms
