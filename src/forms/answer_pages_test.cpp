// What sites answer, one case a line in testdata/answer_pages/cases.json, in the manner of listing plugins, link
// directories, classifieds scripts, content managers and web apps, in seven languages.
#include "forms/testing.hpp"
#include "forms/verdict.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using namespace testing;

std::vector<std::string> texts(const json::value& each, std::string_view key) {
    std::vector<std::string> out;
    if (const auto* list = each.as_object().if_contains(key))
        for (const auto& text : list->as_array()) out.emplace_back(text.as_string());
    return out;
}

/// A form page that was filled, sent in the way `how` says, and the page after it.
Observation observation_of(const json::value& each) {
    const auto how = get_string(each, "how");
    const bool document = how == "page" || how == "redirect" || how == "same" || how == "empty";
    const bool keeps_form = how == "same" || how == "ajax" || how == "none";
    const auto status = static_cast<int>(get_int(each, "status", 200));
    Observation out;
    out.before.url = "https://list.example/add";
    out.before.title = "Add your business";
    out.before.loaded = out.before.form_present = out.before.form_visible = true;
    out.before.form_fill = 7;
    out.before.lines = {"Home",
                        "Add your business",
                        "Thank you for visiting.",
                        "Fields marked with * are required",
                        "Subscribe to our newsletter",
                        "All listings are reviewed by our team"};
    out.before.fields = {{"#n", true, false, "Harbor Light Cafe", ""},
                         {"#p", true, false, "+1 512 555 0142", ""}};
    for (const auto& text : texts(each, "fields")) out.before.fields.push_back({"#x", true, false, text, ""});
    for (const auto& text : texts(each, "old")) out.before.lines.push_back(text);
    out.after = out.before;
    if (!keeps_form) out.after.form_fill = 0;
    if (!keeps_form && how != "empty" && how != "ajax_reset")
        out.after.form_present = out.after.form_visible = false;
    if (how == "page" || how == "redirect") out.after.fields.clear();
    if (const auto old = texts(each, "old"); !old.empty())
        out.after.lines.resize(out.after.lines.size() - old.size());
    if (document) {
        out.exchanges.push_back(
            {"POST", "https://list.example/add", how == "redirect" ? 302 : status, true, "", ""});
        const auto at = how == "redirect" ? get_string(each, "at", "/add/done") : std::string("/add");
        out.after.url = "https://list.example" + at;
        out.navigations = {out.after.url};
        if (how == "redirect")
            out.exchanges.push_back(
                {"GET", out.after.url, static_cast<int>(get_int(each, "final", 200)), true, "", ""});
    } else if (how != "none") {
        out.exchanges.push_back({"POST", "https://list.example/api/listings", status, false,
                                 status == 0 ? "net::ERR_FAILED" : "", get_string(each, "json")});
    }
    if (const auto beacon = get_string(each, "beacon"); !beacon.empty())
        out.exchanges.push_back({"POST", "https://list.example/api/seen", 200, false, "", beacon});
    const auto say = [&](const std::vector<std::string>& all, std::optional<Message::Tone> tone) {
        for (const auto& text : all) {
            out.after.lines.push_back(text);
            if (tone) out.after.messages.push_back({text, *tone});
        }
    };
    for (const auto& text : texts(each, "head")) out.after.headings.push_back(text);
    say(texts(each, "head"), std::nullopt);
    say(texts(each, "ok"), Message::Tone::good);
    say(texts(each, "err"), Message::Tone::bad);
    say(texts(each, "note"), Message::Tone::neutral);
    say(texts(each, "say"), std::nullopt);
    out.dialogs = texts(each, "dialog");
    out.after.captchas = texts(each, "cap");
    out.after.has_password = get_bool(each, "pw");
    out.after.title =
        get_string(each, "title", out.after.url == out.before.url ? out.before.title : "Directory");
    for (const char* key : {"marks", "natives"})
        if (const auto* marks = each.as_object().if_contains(key))
            for (const auto& mark : marks->as_array())
                out.after.invalid.push_back({std::string(mark.at(0).as_string()),
                                             std::string(mark.at(1).as_string()),
                                             std::string_view(key) == "natives"});
    return out;
}

TEST(AnswerPages, AreAllReadRightly) {
    const auto cases = load_json("src/forms/testdata/answer_pages/cases.json");
    ASSERT_GE(cases.as_array().size(), 200u);
    for (const auto& each : cases.as_array()) {
        const auto judgement = judge(observation_of(each));
        const auto said = judgement.continue_step ? "next" : to_string(judgement.verdict);
        EXPECT_EQ(said, get_string(each, "want")) << get_string(each, "is") << ": " << judgement.summary;
        if (const auto field = get_string(each, "field"); !field.empty()) {
            EXPECT_THAT(judgement.field_errors,
                        ::testing::Contains(::testing::Field(&FieldError::field, field)))
                << get_string(each, "is");
        }
    }
}

// The same answers with nothing new in them, or refused by the server: never a success.
TEST(AnswerPages, ClaimNothingWithoutEvidence) {
    const auto succeeded = [](const Observation& seen) {
        const auto verdict = judge(seen).verdict;
        return verdict == Verdict::accepted || verdict == Verdict::pending_review ||
               verdict == Verdict::confirm_email;
    };
    const auto cases = load_json("src/forms/testdata/answer_pages/cases.json");
    for (const auto& each : cases.as_array()) {
        auto old = observation_of(each);
        old.before.lines = old.after.lines;
        old.before.messages = old.after.messages;
        old.dialogs.clear();
        for (auto& exchange : old.exchanges) {
            exchange.body.clear();
            if (exchange.status == 201) exchange.status = 200; // "Created" is evidence of its own
        }
        EXPECT_FALSE(succeeded(old)) << get_string(each, "is") << ": its words stood there before";
        auto failed = observation_of(each);
        for (auto& exchange : failed.exchanges)
            if (exchange.method == "POST") exchange.status = 500;
        std::erase_if(failed.exchanges, [](const Exchange& exchange) { return exchange.method == "GET"; });
        EXPECT_FALSE(succeeded(failed)) << get_string(each, "is") << ": the server failed";
        auto nothing = observation_of(each);
        nothing.exchanges.clear();
        nothing.navigations.clear();
        nothing.dialogs.clear();
        nothing.after.form_present = nothing.after.form_visible = true;
        EXPECT_FALSE(succeeded(nothing)) << get_string(each, "is") << ": nothing was sent";
    }
}

} // namespace
} // namespace bolt::forms
