#include "forms/html_page.hpp"

#include "forms/classify.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

Page page(std::string_view html) {
    auto out = read_html(html, "https://list.example/add");
    EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message);
    return out.value_or(Page{});
}

TEST(HtmlPage, KeepsTheLabelsApart) {
    const auto read = page(
        R"(<html lang=EN><title> Add  it </title><h1>Add your business</h1><form method=POST action="/go">
        <h3>Contact</h3><fieldset><legend>Where</legend><label for=a>Street <b>*</b></label><input id=a name=street></fieldset>
        <p>Town: <input name=city placeholder="Hilo" maxlength=30> (no district)</p>
        <label>Phone <input type=tel name=p required></label><input name=q aria-label="Fax" value="1">
        <button>Send it</button></form>)");
    ASSERT_EQ(read.forms.size(), 1u);
    const auto& form = read.forms[0];
    EXPECT_EQ(read.title, "Add it");
    EXPECT_EQ(read.language, "en");
    EXPECT_EQ(form.method, "post");
    EXPECT_EQ(form.action, "/go");
    EXPECT_EQ(form.heading, "Add your business");
    ASSERT_EQ(form.controls.size(), 4u);
    EXPECT_EQ(form.controls[0].labels.for_, "Street *");
    EXPECT_EQ(form.controls[0].labels.legend, "Where");
    EXPECT_EQ(form.controls[0].labels.heading, "Contact");
    EXPECT_EQ(form.controls[0].selector, "#a");
    EXPECT_TRUE(form.controls[0].required);
    EXPECT_EQ(form.controls[1].labels.previous, "Town:");
    EXPECT_EQ(form.controls[1].labels.next, "(no district)");
    EXPECT_EQ(form.controls[1].selector, "input[name=\"city\"]");
    EXPECT_EQ(form.controls[1].max_length, 30);
    EXPECT_EQ(form.controls[2].labels.wrap, "Phone");
    EXPECT_EQ(form.controls[3].labels.aria, "Fax");
    ASSERT_EQ(form.buttons.size(), 1u);
    EXPECT_EQ(form.buttons[0].text, "Send it");
    EXPECT_EQ(form.buttons[0].type, "submit");
}

TEST(HtmlPage, ReadsTablesOfTheOldKind) {
    // The parser takes the form out of the table's way: its controls still belong to it.
    const auto read =
        page("<table><tr><td>Company<td><input name=c></table>"
             "<table><form name=add><tr><th>What<th>Value<tr><td>City:<td><input name=x></form></table>");
    ASSERT_EQ(read.forms.size(), 2u);
    EXPECT_EQ(read.forms[0].selector, "");
    EXPECT_EQ(read.forms[0].controls.at(0).labels.cell, "Company");
    EXPECT_EQ(read.forms[1].name, "add");
    EXPECT_EQ(read.forms[1].controls.at(0).labels.cell, "City:");
    EXPECT_EQ(read.forms[1].controls.at(0).labels.column, "Value");
}

TEST(HtmlPage, ReadsOptions) {
    const auto read =
        page("<select name=s><option value=''>Choose<optgroup label=Food><option>Bakery<option disabled "
             "value=2 selected>Cafe</optgroup></select><input list=l><datalist id=l><option "
             "value=Oslo></datalist>");
    const auto& controls = read.forms.at(0).controls;
    ASSERT_EQ(controls.at(0).options.size(), 3u);
    EXPECT_EQ(controls[0].options[1].value, "Bakery");
    EXPECT_EQ(controls[0].options[1].group, "Food");
    EXPECT_TRUE(controls[0].options[2].disabled && controls[0].options[2].selected);
    EXPECT_THAT(controls.at(1).suggestions, ::testing::ElementsAre("Oslo"));
}

TEST(HtmlPage, SeesTrapsAndWhatStandsInForTheHidden) {
    const auto read =
        page(R"(<form><div style="position:absolute; left:-9999px"><input name=company_website></div>
        <label>Leave this field empty <input name=x1></label><div hidden><input name=token2></div>
        <select name=cat style="display:none"><option>A</select><span class="select2 select2-container"></span>
        <input name=ok></form>)");
    const auto& controls = read.forms.at(0).controls;
    ASSERT_EQ(controls.size(), 5u);
    EXPECT_GE(controls[0].honeypot_score, Control::kTrap);
    EXPECT_GE(controls[1].honeypot_score, Control::kTrap);
    EXPECT_FALSE(controls[2].operable());
    EXPECT_LT(controls[2].honeypot_score, Control::kTrap);
    EXPECT_TRUE(controls[3].operable());
    EXPECT_TRUE(controls[4].operable());
}

TEST(HtmlPage, ReadsLinesHeadingsFramesAndCaptchas) {
    const auto read =
        page(R"(<body><h2>One</h2><p>Two <b>words</b></p><p>Two <b>words</b><script>var x = 1;</script>
        <div class="g-recaptcha"></div><iframe src="/inner" name=f></iframe><ul><li>Three</ul>)");
    EXPECT_THAT(read.lines, ::testing::ElementsAre("One", "Two words", "Three"));
    EXPECT_THAT(read.headings, ::testing::ElementsAre("One"));
    EXPECT_THAT(read.captchas, ::testing::ElementsAre("recaptcha"));
    ASSERT_EQ(read.frames.size(), 1u);
    EXPECT_EQ(read.frames[0].url, "https://list.example/inner");
}

TEST(HtmlPage, BoundsWhatIsHostile) {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<div>";
    EXPECT_FALSE(read_html(deep, "").has_value());
    EXPECT_FALSE(read_html(std::string(9 << 20, 'a'), "").has_value());
    std::string many = "<form>";
    for (int i = 0; i < 20'000; ++i) many += "<input name=a><option>";
    const auto read = page(many);
    EXPECT_TRUE(read.truncated);
    EXPECT_EQ(read.forms.at(0).controls.size(), 800u);
    EXPECT_TRUE(read_html("", "").has_value());
    EXPECT_TRUE(
        read_html(std::string_view("<in\0put <\xff\xfe <table><select><form><svg><p>", 40), "").has_value());
}

} // namespace
} // namespace bolt::forms
