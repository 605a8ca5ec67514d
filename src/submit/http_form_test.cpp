#include "submit/http_form.hpp"

#include "submit/http_constraints.hpp"
#include "submit/http_fingerprint.hpp"
#include "submit/http_url.hpp"

#include <gmock/gmock.h>

namespace bolt::submit {
namespace {

using ::testing::HasSubstr;

const std::string kForm =
    R"(<h1>Add your business</h1><form method=post action=/add><input type=hidden name=t value=1>
  <label>Business name <input name=name required></label><label>Phone <input name=phone type=tel required></label>
  <label>E-mail <input name=email type=email required></label><label>Website <input name=site type=url></label>
  <label>Street address <input name=street></label><label>City <input name=city required></label>
  <label>Description <textarea name=about></textarea></label><button>Submit listing</button></form>)";

HttpAnswer answer(std::string body, std::string type = "text/html; charset=utf-8", int status = 200) {
    return {"https://list.example/add", status, std::move(type),
            "<!doctype html><html lang=en>" + std::move(body)};
}

BusinessProfile business() {
    BusinessProfile out;
    out.business_name = "Joe's Diner & Grill";
    out.email = "joe@joesdiner.example";
    out.phone = "+1 512-555-0142";
    out.website = "https://joesdiner.example";
    out.address = "42 Main Street";
    out.city = "Austin";
    out.description = "Family diner since 1961: breakfast all day.";
    return out;
}

std::string with(std::string_view before, std::string_view more) {
    auto out = kForm;
    return out.insert(out.find(before), more);
}

std::string doubt_of(const HttpAnswer& page) {
    const auto form = find_http_form(page, nullptr);
    if (!form) return form.error().message;
    const auto filled = fill_http_form(*form, business(), "list", "B");
    return filled ? "" : filled.error().message;
}

TEST(HttpForm, FillsAPlainForm) {
    const auto form = find_http_form(answer(kForm), nullptr);
    ASSERT_TRUE(form.has_value()) << form.error().message;
    const auto filled = fill_http_form(*form, business(), "list", "B");
    ASSERT_TRUE(filled.has_value()) << filled.error().message;
    EXPECT_EQ(filled->request.url, "https://list.example/add");
    EXPECT_THAT(filled->request.body, HasSubstr("t=1&name=Joe%27s+Diner+%26+Grill&phone="));
    EXPECT_EQ(filled->before.form_fill, 7);
    EXPECT_TRUE(filled->before.form_present);
}

TEST(HttpForm, EveryDoubtIsLeftToTheBrowser) {
    EXPECT_EQ(doubt_of(answer(kForm)), "");
    EXPECT_THAT(doubt_of(answer(kForm, "text/html", 503)), HasSubstr("503"));
    EXPECT_THAT(doubt_of(answer(kForm, "application/json")), HasSubstr("no HTML"));
    EXPECT_THAT(doubt_of(answer(kForm, "")), HasSubstr("no HTML"));
    EXPECT_THAT(doubt_of(answer(kForm, "text/html; charset=iso-2022-jp")), HasSubstr("encoding"));
    EXPECT_THAT(doubt_of(answer("\xE4" + kForm, "text/html")), HasSubstr("encoding"));
    EXPECT_THAT(doubt_of(answer("<meta http-equiv=Refresh content='0;url=/x'>" + kForm)),
                HasSubstr("leads on"));
    EXPECT_THAT(doubt_of(answer("<p>Hello</p>")), testing::Not(""));
    EXPECT_THAT(doubt_of(answer(with("<button", "<div class=g-recaptcha></div>"))), HasSubstr("captcha"));
    EXPECT_THAT(
        doubt_of(answer(with("<button", "<label>Tax file <input type=file name=f required></label>"))),
        HasSubstr("required"));
    EXPECT_THAT(doubt_of(answer(with("<button", "<label>Zodiac sign <input name=z required></label>"))),
                HasSubstr("required"));
    EXPECT_THAT(doubt_of(answer(with("name=city", "pattern='[0-9]+' "))), HasSubstr("pattern"));
    EXPECT_THAT(doubt_of(answer(with("name=city", "pattern='(?<=x)y' "))), HasSubstr("pattern"));
    EXPECT_EQ(doubt_of(answer(with("method=post", "novalidate ").insert(0, " ").replace(0, 1, ""))), "");
    auto next = kForm;
    next.replace(next.find("Submit listing"), 14, "Next step");
    EXPECT_THAT(doubt_of(answer(next)), HasSubstr("several parts"));
    auto button = kForm;
    button.replace(button.find("<button>"), 8, "<button type=button>");
    EXPECT_THAT(doubt_of(answer(button)), HasSubstr("button"));
}

TEST(HttpForm, ThePagesOwnRulesBind) {
    const auto refused = [](const std::string& control, std::string value, bool typed = true,
                            const char* form = "") {
        const auto page =
            forms::read_html_page(fmt::format("<form {}>{}<button>Go</button></form>", form, control),
                                  "https://list.example/")
                .value();
        FilledForm filled(page.forms[0]);
        forms::Step step;
        step.selector = page.forms[0].elements[0].selector;
        step.value = std::move(value);
        if (typed) {
            EXPECT_TRUE(filled.apply(step).has_value()) << control;
        }
        return refused_by_constraints(filled, page.forms[0].elements.back().node);
    };
    EXPECT_EQ(refused("<input name=a>", "x"), "");
    EXPECT_THAT(refused("<input name=a minlength=3>", "xy"), HasSubstr("short"));
    EXPECT_THAT(refused("<textarea name=a maxlength=2></textarea>", "xyz"), HasSubstr("long"));
    EXPECT_EQ(refused("<input name=a minlength=3 value=x>", "", false), "");
    EXPECT_EQ(refused("<input name=a maxlength=2>", "äß"), "");
    EXPECT_THAT(refused("<input name=a type=email>", "no address"), HasSubstr("e-mail"));
    EXPECT_THAT(refused("<input name=a type=url>", "www.example.com"), HasSubstr("web address"));
    EXPECT_THAT(refused("<input name=a type=number min=5>", "4"), HasSubstr("below"));
    EXPECT_THAT(refused("<input name=a type=number step=0.5>", "1.2"), HasSubstr("step"));
    EXPECT_THAT(refused("<input name=a type=checkbox required>", "", false), HasSubstr("required"));
    EXPECT_THAT(refused("<input name=a type=radio required>", "", false), HasSubstr("required"));
    EXPECT_THAT(refused("<select name=a required><option value=''>-<option>x</select>", "", false),
                HasSubstr("required"));
    EXPECT_EQ(refused("<input name=a required disabled>", "", false), "");
    EXPECT_EQ(refused("<input name=a required>", "", false, "novalidate"), "");
}

TEST(HttpForm, TheBrowsersFactsDecideWhatIsFilled) {
    const auto page = answer(with("<label>Phone", "<label>Company website <input name=homepage></label>"));
    const auto plain = find_http_form(page, nullptr);
    ASSERT_TRUE(plain.has_value());
    HttpProfile profile;
    profile.fingerprint = plain->fingerprint;
    profile.controls = control_facts(plain->page.page.forms[plain->choice.form], {});
    ASSERT_EQ(profile.controls[2].key, "input/text/homepage");
    profile.controls[2].visible = false;
    profile.controls[2].honeypot_score = 5;
    profile.controls[2].hidden_reasons = {"offscreen"};
    EXPECT_THAT(find_http_form(page, &profile).error().message, HasSubstr("reads differently"));
    auto seen = plain->page.page;
    ASSERT_TRUE(lay_over(profile.controls, seen.forms[plain->choice.form]));
    profile.controls = control_facts(seen.forms[plain->choice.form], forms::choose_form(seen).meaning);
    const auto form = find_http_form(page, &profile);
    ASSERT_TRUE(form.has_value()) << form.error().message;
    EXPECT_THAT(fill_http_form(*form, business(), "list", "B")->request.body, HasSubstr("&homepage=&"));
    EXPECT_THAT(find_http_form(answer(kForm), &profile).error().message, HasSubstr("not the one"));
}

TEST(HttpForm, TheFingerprintKnowsTheFormFromItsTokens) {
    const auto print = [](const std::string& html) {
        const auto form = find_http_form(answer(html), nullptr);
        return form ? form->fingerprint : form.error().message;
    };
    auto token = kForm;
    token.replace(token.find("value=1"), 7, "value=98fe");
    EXPECT_EQ(print(kForm), print(token));
    EXPECT_EQ(print(kForm + "<script>var nonce = 'a8f9e0b1c2d3'; at(12)</script>"),
              print(kForm + "<script>var nonce = '00f9e0b1c2d4'; at(345)</script>"));
    EXPECT_EQ(print(kForm), print("<p>3 new listings today</p>" + kForm));
    for (const auto& changed :
         {with("<label>City", "<input type=hidden name=more>"), with("name=city", "maxlength=5 "),
          kForm + "<script>send()</script>", kForm + "<script src=/a.js></script>",
          kForm + "<link rel=stylesheet href=/hide.css>", kForm + "<style>p{}</style>",
          with("<label>City", "<fieldset disabled>"), with("method=post", "enctype=multipart/form-data "),
          with("<label>City", "<select name=s><option>a</select>")})
        EXPECT_NE(print(kForm), print(changed)) << changed;
}

TEST(HttpForm, AProfileSurvivesItsStore) {
    HttpProfile profile;
    profile.page_url = "https://list.example/add";
    profile.fingerprint = "abc";
    profile.verdict = Verdict::pending_review;
    profile.took = 1500ms;
    profile.cookies = {"session"};
    profile.controls = {{"input/text/a", "city:", false, true, true, false, true, 4, {"opacity", "tiny"}}};
    const auto text = json::serialize(write_profile(profile));
    const auto read = read_profile(parse_json(text).value());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(json::serialize(write_profile(*read)), text);
    for (const char* damaged : {"{}", "[]", "null", R"({"version":2})",
                                R"({"version":1,"page_url":"x","fingerprint":"y","controls":{}})"})
        EXPECT_EQ(read_profile(parse_json(damaged).value()).error().code, ErrorCode::invalid_argument)
            << damaged;
}

TEST(HttpForm, EncodingsAreFoundAndRead) {
    const auto name = [](std::string_view bytes, std::string_view type) {
        const auto charset = document_charset(bytes, type);
        return charset ? charset->name() : std::string("?");
    };
    EXPECT_EQ(name("x", "text/html; charset=\"Latin1\""), "windows-1252");
    EXPECT_EQ(name("\xEF\xBB\xBFx", "text/html; charset=latin1"), "UTF-8");
    EXPECT_EQ(name("<meta charset=sjis>", "text/html"), "Shift_JIS");
    EXPECT_EQ(name("<META http-equiv=Content-Type content='text/html; charset=KOI8-R'>\xF0", "text/html"),
              "KOI8-R");
    EXPECT_EQ(name("<meta charset=utf-16>", "text/html"), "UTF-8");
    EXPECT_EQ(name("plain", "text/html"), "windows-1252");
    EXPECT_EQ(name("\xF0", "text/html"), "?");
    EXPECT_EQ(name(std::string(2000, ' ') + "<meta charset=utf-8>\xF0", "text/html"), "?");
    EXPECT_EQ(Charset::of_label("gb2312")->decode("\xC4\xE3"), "你");
    EXPECT_EQ(Charset::of_label("windows-1251")->decode("\xCF"), "П");
    EXPECT_EQ(Charset::of_label("euc-kr")->encode("가é"), "\xB0\xA1&#233;");
    EXPECT_FALSE(Charset::of_label("nonsense"));
}

TEST(HttpForm, AddressesAreResolvedAsInABrowser) {
    const auto at = [](std::string_view reference) {
        return resolve_url("https://list.example/a/b?c=d#e", reference).value_or("?");
    };
    EXPECT_EQ(at("x"), "https://list.example/a/x");
    EXPECT_EQ(at("../x/./y?q#f"), "https://list.example/x/y?q");
    EXPECT_EQ(at("?q=1"), "https://list.example/a/b?q=1");
    EXPECT_EQ(at("//other.example"), "https://other.example/");
    EXPECT_EQ(at("HTTP://other.example:80/x y"), "http://other.example/x%20y");
    EXPECT_EQ(at("\thttps://other.example/\n"), "https://other.example/");
    for (const char* odd : {"javascript:x", "data:text/html,x", "mailto:a@b.c", "ftp://x/",
                            "https:\\\\evil.example", "https://u:p@x/", "http://"})
        EXPECT_EQ(at(odd), "?") << odd;
    EXPECT_EQ(origin_of("https://list.example:8443/x?y"), "https://list.example:8443");
    EXPECT_EQ(origin_of("nonsense"), "");
}

TEST(HttpForm, HostilePagesTakeNoTimeWithoutEnd) {
    const auto start = std::chrono::steady_clock::now();
    std::string deep, wide, links, loud;
    for (int i = 0; i < 200'000; ++i) deep += "<div>";
    for (int i = 0; i < 20'000; ++i) wide += "<form><input name=a></form>";
    for (int i = 0; i < 900; ++i) loud += "<div class=error>";
    for (int i = 0; i < 40'000; ++i)
        loud += "<p class=error>x</p><h1>y</h1><a href=/x>z</a><input type=password>";
    for (const auto& html : {deep, wide, loud, kForm + wide, kForm + loud}) {
        (void)doubt_of(answer(html));
        (void)answer_state(answer(html), {}, {});
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(40));
}

} // namespace
} // namespace bolt::submit
