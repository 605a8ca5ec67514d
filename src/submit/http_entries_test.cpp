#include "submit/http_entries.hpp"

#include "submit/http_request.hpp"

#include <gmock/gmock.h>

/// Requests that browsers make of these forms: the expected values were checked against Chromium 156 and
/// Firefox 153.
namespace bolt::submit {
namespace {

/// A page with one form, as a browser gets it.
struct Sheet {
    explicit Sheet(const std::string& html, Charset document = Charset::utf8())
        : page(forms::read_html_page(html, "https://list.example/add/new?from=home#top").value()),
          charset(std::move(document)), filled(page.forms.at(0)) {}

    forms::HtmlNode button(const char* attribute = nullptr, std::string_view value = "") const {
        for (const auto& [node, selector] : page.forms[0].elements)
            if (forms::is_button(node) &&
                (attribute == nullptr || forms::attribute(node, attribute) == value))
                return node;
        return nullptr;
    }
    Sheet& set(const char* name, std::string value, forms::Action action = forms::Action::fill) {
        forms::Step step;
        step.action = action;
        step.value = std::move(value);
        for (const auto& [node, selector] : page.forms[0].elements)
            if (forms::attribute(node, "name") == name &&
                (action != forms::Action::check || forms::attribute(node, "value") == step.value))
                step.selector = selector;
        const auto done = filled.apply(step);
        EXPECT_TRUE(done.has_value()) << name;
        return *this;
    }
    FormRequest request(forms::HtmlNode submitter) const {
        auto out = build_request(page, filled, submitter, charset, "B");
        EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message);
        return out.value_or(FormRequest{});
    }
    std::string body(forms::HtmlNode submitter) const { return request(submitter).body; }
    std::string body() const { return body(button()); }

    forms::HtmlPage page;
    Charset charset;
    FilledForm filled;
};

std::string post(const std::string& inside) { return "<form method=post action=/go>" + inside + "</form>"; }

TEST(HttpEntries, KeepsOnlyWhatTheStandardKeepsUnescaped) {
    Sheet sheet(post("<input name=shop>"));
    sheet.set("shop", "Mom's ~ \"A-1.*_\" é漢😀/?#[]@!$&()+,;=:%");
    EXPECT_EQ(sheet.body(),
              "shop=Mom%27s+%7E+%22A-1.*_%22+%C3%A9%E6%BC%A2%F0%9F%98%80%2F%3F%23%5B%5D%40%21%24%26%28%29"
              "%2B%2C%3B%3D%3A%25");
}

TEST(HttpEntries, SuccessfulControlsOnlyInTreeOrder) {
    const Sheet sheet(post(
        R"(<input type=hidden name=csrf value="t&amp;1"><input name=off disabled value=1><input value=anonymous>
        <input name=ro readonly value=kept><input type=checkbox name=no value=1><input type=checkbox name=yes checked>
        <input type=checkbox name=blank value="" checked><input type=radio name=r value=1><input type=radio name=r value=2 checked>
        <fieldset disabled><legend><input name=in-legend value=1></legend><input name=in-set value=1></fieldset>
        <datalist><input name=listed value=1></datalist><input type=reset name=rs value=1><input type=button name=bt value=1>
        <button type=button name=bb value=1>x</button><button name=go value=now>Send</button><button name=other>Or</button>
        <output name=o>1</output><textarea name=t>
first
second</textarea>)"));
    EXPECT_EQ(sheet.body(sheet.button("name", "go")),
              "csrf=t%261&ro=kept&yes=on&blank=&r=2&in-legend=1&listed=1&go=now&t=first%0D%0Asecond");
    EXPECT_EQ(sheet.body(sheet.button("name", "other")),
              "csrf=t%261&ro=kept&yes=on&blank=&r=2&in-legend=1&listed=1&other=&t=first%0D%0Asecond");
}

TEST(HttpEntries, ChoosesOptionsAsABrowserDoes) {
    const Sheet sheet(post(R"(<select name=plain><option disabled>Pick one<option>  Two   words </select>
        <select name=many multiple><option selected>a<option disabled selected>b<option selected value=see>c</select>
        <select name=tall size=3><option>a<option>b</select><select name=last><option selected>1<option selected>2</select>
        <select name=gone><option disabled selected>Pick<option>x</select>
        <select name=grouped><optgroup disabled><option>a</optgroup><option>b</select><button>Go</button>)"));
    EXPECT_EQ(sheet.body(), "plain=Two+words&many=a&many=see&last=2&grouped=b");
}

TEST(HttpEntries, StepsOfAPlanChangeWhatIsSent) {
    Sheet sheet(post(
        R"(<select name=state><option value="">-<option value=TX>Texas<option value=NM>New Mexico</select>
        <input type=radio name=owner value=yes checked><input type=radio name=owner value=no>
        <input type=checkbox name=terms value=1><input type=checkbox name=mail value=1 checked><textarea name=about></textarea>
        <button>Go</button>)"));
    sheet.set("state", "Texas", forms::Action::select)
        .set("owner", "no", forms::Action::check)
        .set("terms", "1", forms::Action::check)
        .set("mail", "", forms::Action::uncheck)
        .set("about", "one\ntwo\r\nthree");
    EXPECT_EQ(sheet.body(), "state=TX&owner=no&terms=1&about=one%0D%0Atwo%0D%0Athree");
    forms::Step step;
    step.action = forms::Action::select;
    step.selector = "select[name=\"state\"]";
    step.value = "CA";
    EXPECT_EQ(sheet.filled.apply(step).error().code, ErrorCode::conflict);
}

TEST(HttpEntries, SanitisesValuesByType) {
    const Sheet sheet(post("<input name=t value='a&#10;b '><input type=email name=e value=' "
                           "a@b.c&#10;'><input type=tel name=p value=' 1 '>"
                           "<input type=url name=u value=' http://x '><input type=number name=n value=' "
                           "12'><input type=number name=m "
                           "value=-1.5e3><input type=date name=d value=2026-13-01><input type=color name=c "
                           "value=RED><input type=range "
                           "name=r><input type=strange name=s value=x><button>Go</button>"));
    EXPECT_EQ(sheet.body(), "t=ab+&e=a%40b.c&p=+1+&u=http%3A%2F%2Fx&n=&m=-1.5e3&d=&c=%23000000&r=50&s=x");
}

TEST(HttpEntries, SubmittersAndDirections) {
    const Sheet plain(post("<input name=a value=1 dirname=a.dir><p dir=rtl><input name=b value=2 "
                           "dirname=b.dir></p><input type=submit name=s>"));
    EXPECT_EQ(plain.body(), "a=1&a.dir=ltr&b=2&b.dir=rtl&s=Submit");
    const Sheet named(post("<input type=image name=im alt=Go value=no>"));
    EXPECT_EQ(named.body(), "im.x=0&im.y=0");
    const Sheet nameless(post("<input name=a value=1><input type=image alt=Go>"));
    EXPECT_EQ(nameless.body(), "a=1&x=0&y=0");
}

TEST(HttpEntries, MultipartEscapesOnlyThreeThings) {
    Sheet sheet("<form method=post action=/go enctype=multipart/form-data><input name='say "
                "&quot;x\\&#10;é'><input type=file name=logo>"
                "<textarea name=t></textarea><button>Go</button></form>");
    sheet.set("say \"x\\\né", "\"v\" ü").set("t", "a\nb");
    const auto request = sheet.request(sheet.button());
    EXPECT_EQ(request.content_type, "multipart/form-data; boundary=B");
    EXPECT_EQ(request.body,
              "--B\r\nContent-Disposition: form-data; name=\"say %22x\\%0D%0Aé\"\r\n\r\n\"v\" ü\r\n"
              "--B\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"\"\r\nContent-Type: "
              "application/octet-stream\r\n\r\n\r\n--B\r\nContent-Disposition: form-data; "
              "name=\"t\"\r\n\r\na\r\nb\r\n--B--\r\n");
}

TEST(HttpEntries, AFileControlWithoutAFileIsAnEmptyNameOtherwise) {
    const Sheet sheet(post("<input name=a value=1><input type=file name=f><button>Go</button>"));
    EXPECT_EQ(sheet.body(), "a=1&f=");
}

TEST(HttpEntries, PlainTextIsNotEscaped) {
    const Sheet sheet("<form method=post action=/go enctype=text/plain><input name='a b' "
                      "value='x=y&amp;é'><button>Go</button></form>");
    EXPECT_EQ(sheet.body(), "a b=x=y&é\r\n");
    EXPECT_EQ(sheet.request(sheet.button()).content_type, "text/plain");
}

TEST(HttpEntries, SendsInTheEncodingOfThePageOrTheForm) {
    const auto latin = Charset::of_label("ISO-8859-1").value();
    const Sheet page(
        post("<input name=é value='€ 漢😀~'><input type=hidden name=_Charset_ value=no><button>Go</button>"),
        latin);
    EXPECT_EQ(page.body(), "%E9=%80+%26%2328450%3B%26%23128512%3B%7E&_Charset_=windows-1252");
    const Sheet form(
        "<form method=post action=/go accept-charset='bogus shift_jis utf-8'><input name=a value='漢é~\\'>"
        "<input type=hidden name=_charset_><button>Go</button></form>",
        latin);
    EXPECT_EQ(form.body(), "a=%8A%BF%26%23233%3B%7E%5C&_charset_=Shift_JIS");
    const Sheet multi("<form method=post action=/go enctype=multipart/form-data><input name=é漢 "
                      "value=€><button>Go</button></form>",
                      latin);
    EXPECT_EQ(multi.body(),
              "--B\r\nContent-Disposition: form-data; name=\"\xE9&#28450;\"\r\n\r\n\x80\r\n--B--\r\n");
}

TEST(HttpEntries, AddressesAndMethods) {
    const auto url = [](const std::string& html) {
        const Sheet sheet(html);
        const auto request = sheet.request(sheet.button());
        return request.method + " " + request.url;
    };
    const std::string field = "<input name=a value='1 2'><button>Go</button></form>";
    EXPECT_EQ(url("<form action='/find?old=1#x'>" + field), "GET https://list.example/find?a=1+2");
    EXPECT_EQ(url("<form action='/find?old=1'><button>Go</button></form>"), "GET https://list.example/find?");
    EXPECT_EQ(url("<form method=put action=x>" + field), "GET https://list.example/add/x?a=1+2");
    EXPECT_EQ(url("<form method=POST action='../in?k=1#x'>" + field), "POST https://list.example/in?k=1");
    EXPECT_EQ(url("<form method=post>" + field), "POST https://list.example/add/new?from=home");
    EXPECT_EQ(url("<base href='https://cdn.example/deep/x/'><form method=post action=''>" + field),
              "POST https://list.example/add/new?from=home");
    EXPECT_EQ(url("<base href='https://cdn.example/deep/x/'><form method=post action=../y>" + field),
              "POST https://cdn.example/deep/y");
    EXPECT_EQ(url("<form method=post action=' /a b/ü '>" + field), "POST https://list.example/a%20b/%C3%BC");
    EXPECT_EQ(url("<form action=/x><input name=a value=1><button formaction=/over "
                  "formmethod=post>Go</button></form>"),
              "POST https://list.example/over");
    for (const char* refused :
         {"javascript:send()", "mailto:x@y.z", "ftp://x/", "https://user:pass@list.example/"}) {
        const Sheet sheet(fmt::format("<form method=post action='{}'>{}", refused, field));
        EXPECT_FALSE(build_request(sheet.page, sheet.filled, sheet.button(), sheet.charset, "B").has_value())
            << refused;
    }
    const Sheet dialog("<form method=dialog>" + field);
    EXPECT_FALSE(build_request(dialog.page, dialog.filled, dialog.button(), dialog.charset, "B").has_value());
}

TEST(HttpEntries, WhatTheSubmitterOverridesWins) {
    const Sheet sheet("<form method=post action=/go><input name=a value=1><button "
                      "formenctype=multipart/form-data>Go</button></form>");
    EXPECT_EQ(sheet.body(), "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--\r\n");
}

TEST(HttpEntries, OwnershipByAttributeAndAcrossTables) {
    const Sheet by_id(
        "<form id=f method=post action=/go><input name=in value=1></form><input form=f name=out value=1>"
        "<input form=g name=lost value=1><button form=f name=s value=1>Go</button>");
    EXPECT_EQ(by_id.body(by_id.button()), "in=1&out=1&s=1");
    const Sheet table("<table><form method=post action=/go><tr><td><input name=t "
                      "value=1><tr><td><button>Go</button></form></table>");
    EXPECT_EQ(table.body(table.button()), "t=1");
}

} // namespace
} // namespace bolt::submit
