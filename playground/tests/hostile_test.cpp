#include "playground/core/fields.hpp"
#include "playground/core/page.hpp"
#include "playground/tests/playground_fixture.hpp"

namespace bolt::playground::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kScript = R"("><script>alert(1)</script><img src=x onerror=alert(2)>)";

TEST_F(PlaygroundTest, NeverEchoesMarkup) {
    start();
    Form form;
    for (const auto& [name, value] : filled_form(site("bistro-list")))
        form.emplace_back(name, name == "phone" ? value : kScript);
    const auto answer = submit("bistro-list", form);
    ASSERT_EQ(answer.status, 303);
    const auto id = get_string(received("bistro-list").at(0), "id");
    std::vector<std::string> pages = {get("bistro-list", answer.headers.get("Location")).body,
                                      get("bistro-list", "/").body, get("bistro-list", "/listing/" + id).body,
                                      get("bistro-list", "/search?q=" + url_encode(kScript)).body};
    for (const auto& info : sites()) {
        Form all;
        const auto facts = json::parse(info.site_json);
        for (const auto& [name, meaning] : facts.at("controls").as_object()) all.emplace_back(name, kScript);
        pages.push_back(submit(info.name, all).body);
    }
    for (const auto& page : pages) {
        EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
        EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
    }
    EXPECT_THAT(std::string(get("bistro-list", "/").headers.get("Content-Security-Policy")),
                HasSubstr("script-src 'self'"));
}

TEST_F(PlaygroundTest, MakesNoLinkOfAScriptAddress) {
    start();
    submit("bistro-list", with(filled_form(site("bistro-list")), "website", "javascript:alert(1)"));
    const auto id = get_string(received("bistro-list").at(0), "id");
    EXPECT_THAT(get("bistro-list", "/listing/" + id).body, Not(HasSubstr("href=\"javascript:")));
}

TEST_F(PlaygroundTest, RefusesTooMuch) {
    start();
    const auto form = filled_form(site("bistro-list"));
    EXPECT_EQ(submit("bistro-list", with(form, "about", std::string(17 << 10, 'a'))).status, 413);
    Form many = form;
    for (int i = 0; i < 300; ++i) many.emplace_back("more", "x");
    EXPECT_EQ(submit("bistro-list", many).status, 413);
    auto huge = posting("bistro-list", "/add-listing", form);
    huge.body = "about=" + std::string(2 << 20, 'a');
    EXPECT_EQ(send(std::move(huge)).status, 413);
    EXPECT_TRUE(received("bistro-list").empty());
    EXPECT_EQ(submit("bistro-list", form).status, 303);
}

TEST_F(PlaygroundTest, RefusesBodiesThatAreNoForm) {
    start();
    auto request = posting("bistro-list", "/add-listing", {});
    request.body = "<xml/>";
    request.headers.set("Content-Type", "text/xml");
    EXPECT_EQ(send(request).status, 400);
    request.headers.set("Content-Type", "multipart/form-data");
    EXPECT_EQ(send(request).status, 400);
    request.headers.set("Content-Type", "multipart/form-data; boundary=b");
    EXPECT_EQ(send(request).status, 400);
    request.body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno end";
    EXPECT_EQ(send(request).status, 400);
}

TEST_F(PlaygroundTest, ServesOnlyTheFilesOfTheSite) {
    start();
    EXPECT_EQ(get("bistro-list", "/assets/layout.html").status, 404);
    EXPECT_EQ(get("bistro-list", "/assets/site.json").status, 404);
    EXPECT_EQ(get("bistro-list", "/assets/app.js").status, 404);
    EXPECT_EQ(get("bistro-list", "/assets/..%2Fnearby-hub%2Fapp.js").status, 400);
    EXPECT_EQ(get("nearby-hub", "/assets/app.js").status, 200);
}

net::Request form_request(std::string type, std::string body) {
    net::Request request;
    request.method = "POST";
    request.headers.set("Content-Type", std::move(type));
    request.body = std::move(body);
    return request;
}

TEST(ReadFields, KeepsOrderAndRepeats) {
    const auto fields = read_fields(
        form_request("application/x-www-form-urlencoded; charset=utf-8", "b=1&a=x+y%21&b=2&&lone&=v"));
    ASSERT_TRUE(fields);
    EXPECT_EQ(*fields, (Fields{{"b", "1"}, {"a", "x y!"}, {"b", "2"}, {"lone", ""}, {"", "v"}}));
}

TEST(ReadFields, MakesValidUtf8) {
    const auto fields = read_fields(form_request("application/x-www-form-urlencoded", "a=%FF%00b"));
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->at(0).second, "\xEF\xBF\xBD"
                                    "b");
}

TEST(ReadFields, ReadsEveryByteOfWindows1252AndBack) {
    std::string all;
    for (int c = 0x20; c < 0x100; ++c)
        if (c != 0x81 && c != 0x8D && c != 0x8F && c != 0x90 && c != 0x9D && c != 0x7F)
            all += static_cast<char>(c);
    const auto text = windows_1252_to_utf8(all);
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(utf8_to_windows_1252(text), all);
    EXPECT_EQ(utf8_to_windows_1252("日本 🍣"), "&#26085;&#26412; &#127843;");
}

TEST(ReadFields, FlattensJson) {
    const auto fields =
        read_fields(form_request("application/json", R"({"a":{"b":"x","c":[1,"y"]},"t":true,"n":null})"));
    ASSERT_TRUE(fields);
    EXPECT_EQ(*fields, (Fields{{"a.b", "x"}, {"a.c", "1"}, {"a.c", "y"}, {"t", "true"}, {"n", ""}}));
}

TEST(Render, FillsEscapesAndChooses) {
    Values values;
    values.texts = {{"html", "<b>{{name}}</b>"}, {"word", "a<b"}};
    values.fields = {{"name", "\"x\""}, {"kind", "Coffee shop"}};
    EXPECT_EQ(render("{{word}} {{name}} {{{html}}} {{absent}}{{{absent}}}", values),
              "a&lt;b &quot;x&quot; <b>{{name}}</b> ");
    EXPECT_EQ(render("<option {{?kind=Coffee shop selected}}><option {{?kind=Bar selected}}>", values),
              "<option selected><option >");
    EXPECT_EQ(render("broken {{word", values), "broken {{word");
}

} // namespace
} // namespace bolt::playground::test
