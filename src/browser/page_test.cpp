#include "browser/testing.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace bolt::browser {
namespace {

using PageTest = testing::BrowserTest;

constexpr const char* form = R"html(<!doctype html><title>Form</title><form>
<label>Name <input id=name maxlength=20></label>
<select id=state><option value="">-</option><option value=IL>Illinois</option><option value=TX>Texas</option></select>
<input type=checkbox id=terms><input type=file id=logo style="display:none">
<textarea id=about></textarea><button type=button id=go onclick="document.title='clicked'">Go</button></form>)html";

constexpr const char* read_back = R"js(() => ({ name: document.querySelector("#name").value,
  state: document.querySelector("#state").value, terms: document.querySelector("#terms").checked,
  about: document.querySelector("#about").value, title: document.title,
  logo: document.querySelector("#logo").files[0].name, size: document.querySelector("#logo").files[0].size }))js";

TEST_F(PageTest, FillsEveryKindOfFieldAndReadsItBack) {
    const auto logo =
        std::filesystem::temp_directory_path() / ("bolt-page-test-" + std::to_string(::getpid()) + ".png");
    std::ofstream(logo) << "picture";
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto frame = page->main_frame();
        REQUIRE_OK(co_await frame.set_content(form));
        REQUIRE_OK(co_await frame.fill("internal:label=\"Name\"i", "Chez \"Zoë\" \xF0\x9F\x8D\x95"));
        REQUIRE_OK(co_await frame.type("#about", "typed", 0ms));
        const auto chosen = co_await frame.select_option("#state", {"Texas"});
        REQUIRE_OK(chosen);
        EXPECT_EQ(*chosen, std::vector<std::string>{"TX"});
        REQUIRE_OK(co_await frame.check("#terms"));
        REQUIRE_OK(co_await frame.set_input_files("#logo", {logo}));
        REQUIRE_OK(co_await frame.click("role=button[name=\"Go\"]"));
        const auto values = co_await frame.evaluate(read_back);
        REQUIRE_OK(values);
        EXPECT_EQ(get_string(*values, "name"), "Chez \"Zoë\" \xF0\x9F\x8D\x95");
        EXPECT_EQ(get_string(*values, "state"), "TX");
        EXPECT_TRUE(get_bool(*values, "terms"));
        EXPECT_EQ(get_string(*values, "about"), "typed");
        EXPECT_EQ(get_string(*values, "logo"), logo.filename());
        EXPECT_EQ(get_int(*values, "size"), 7);
        EXPECT_EQ(get_string(*values, "title"), "clicked");
        REQUIRE_OK(co_await frame.uncheck("#terms"));
        const auto terms =
            co_await frame.evaluate("selector => document.querySelector(selector).checked", "#terms");
        REQUIRE_OK(terms);
        EXPECT_EQ(*terms, json::value(false));
        const auto text = co_await frame.text_content("#go");
        REQUIRE_OK(text);
        EXPECT_EQ(*text, "Go");
    });
    std::filesystem::remove(logo);
}

TEST_F(PageTest, StrictSelectorsRefuseMoreThanOneMatch) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto frame = page->main_frame();
        REQUIRE_OK(co_await frame.set_content("<input><input>"));
        const auto filled = co_await frame.fill("input", "x");
        REQUIRE(!filled);
        EXPECT_EQ(filled.error().failure, Failure::not_unique);
        EXPECT_EQ(filled.error().code, ErrorCode::invalid_argument);
        EXPECT_TRUE(filled.error().mentions("resolved to 2 elements"));
        EXPECT_EQ(*(co_await frame.count("input")), 2);
    });
}

TEST_F(PageTest, AMissingOrCoveredElementTimesOutWithTheDriversLog) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto frame = page->main_frame();
        REQUIRE_OK(co_await frame.set_content(
            "<button id=go>Go</button><div id=cookies style='position:fixed;inset:0'>Accept all</div>"));
        const auto before = world.clock.monotonic();
        const auto missing = co_await frame.fill("#none", "x", {.timeout = 300ms});
        REQUIRE(!missing);
        EXPECT_EQ(missing.error().failure, Failure::timeout);
        EXPECT_TRUE(missing.error().mentions("waiting for locator"));
        EXPECT_LT(world.clock.monotonic() - before, 5s);
        const auto covered = co_await frame.click("#go", {.timeout = 500ms});
        REQUIRE(!covered);
        EXPECT_TRUE(covered.error().mentions("intercepts pointer events"));
        EXPECT_TRUE(covered.error().mentions("cookies"));
        EXPECT_TRUE(co_await page->responsive());
    });
}

TEST_F(PageTest, EvaluateCarriesValuesAndErrorsOverHostilePages) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto frame = page->main_frame();
        const json::value sent{{"list", {1, 2.5, nullptr, true}}, {"text", "a\"b\\\n</script>\xE2\x80\xA8"}};
        const auto back = co_await frame.evaluate("async value => value", sent);
        REQUIRE_OK(back);
        EXPECT_EQ(*back, sent);
        const auto nothing = co_await frame.evaluate("() => undefined");
        REQUIRE_OK(nothing);
        EXPECT_TRUE(nothing->is_null());
        const auto half = co_await frame.evaluate("() => '\\u{1F355}'.slice(0, 1) + '!'");
        REQUIRE_OK(half);
        EXPECT_EQ(half->as_string(), "\xEF\xBF\xBD!");
        const auto thrown = co_await frame.evaluate("() => { throw new Error('no luck') }");
        REQUIRE(!thrown);
        EXPECT_EQ(thrown.error().failure, Failure::script);
        EXPECT_TRUE(thrown.error().mentions("no luck"));
        // A page's own doing: an old library, then sabotage.
        REQUIRE_OK(co_await frame.evaluate("() => { Array.prototype.toJSON = () => 'prototype.js' }"));
        EXPECT_EQ(*(co_await frame.evaluate("() => [1]")), json::value(json::array{1}));
        EXPECT_EQ(*(co_await frame.evaluate("() => JSON.stringify([1])")), json::value("\"prototype.js\""));
        EXPECT_FALSE(
            co_await frame.evaluate("() => { JSON.stringify = () => { let deep = {};"
                                    " for (let i = 0; i < 5000; i++) deep = {deep}; throw deep } }"));
        const auto hostile = co_await frame.evaluate("() => 1");
        REQUIRE(!hostile);
        EXPECT_EQ(hostile.error().failure, Failure::script);
        EXPECT_TRUE(driver->alive());
    });
}

TEST_F(PageTest, EvaluateWorksUnderAStrictContentPolicy) {
    site.answer("/strict", 200, "<p id=p>text</p>", "Content-Security-Policy: default-src 'none'\r\n");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().go(site.url("/strict")));
        const auto text =
            co_await page->main_frame().evaluate("() => document.querySelector('#p').textContent");
        REQUIRE_OK(text);
        EXPECT_EQ(text->as_string(), "text");
    });
}

TEST_F(PageTest, TakesAJpegScreenshotAndTheContent) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page({.viewport_width = 640, .viewport_height = 480});
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().set_content("<h1 style='height:3000px'>Hello</h1>"));
        const auto part = co_await page->screenshot_jpeg(60);
        REQUIRE_OK(part);
        EXPECT_TRUE(part->starts_with("\xFF\xD8\xFF"));
        const auto whole = co_await page->screenshot_jpeg(60, true);
        REQUIRE_OK(whole);
        EXPECT_GT(whole->size(), part->size());
        const auto content = co_await page->main_frame().content();
        REQUIRE_OK(content);
        EXPECT_NE(content->find("Hello</h1>"), std::string::npos);
    });
}

TEST_F(PageTest, RecordsDialogsAndAnswersThem) {
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        const auto answers = co_await page->main_frame().evaluate(
            "() => [alert('Thanks!'), confirm('Sure?'), prompt('Name?', 'x')]", nullptr, 5s);
        REQUIRE_OK(answers);
        EXPECT_EQ(*answers, json::value(json::array{nullptr, true, nullptr}));
        std::string story;
        for (const auto& one : page->events_since(0))
            if (one.kind == PageEvent::Kind::dialog) story += one.dialog_type + ":" + one.text + ";";
        EXPECT_EQ(story, "alert:Thanks!;confirm:Sure?;prompt:Name?;");
    });
}

TEST_F(PageTest, TellsPopupsToTheirOpener) {
    site.answer("/popup", 200, "<title>popup</title>thank you<iframe srcdoc=inside></iframe>");
    site.answer("/", 200, "<button onclick=\"window.open('/popup')\">Open</button>");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().go(site.url("/")));
        REQUIRE_OK(co_await page->main_frame().click("button"));
        const auto told = co_await event(page, PageEvent::Kind::popup);
        REQUIRE(told);
        const auto popup = context->page(told->text);
        REQUIRE(popup);
        EXPECT_EQ(popup->opener(), page->id());
        REQUIRE_OK(co_await popup->main_frame().wait_for("text=thank you"));
        EXPECT_EQ(popup->url(), site.url("/popup"));
        REQUIRE_OK(co_await popup->main_frame().wait_for("iframe"));
        EXPECT_EQ(popup->frames().size(), 2u);
        REQUIRE_OK(co_await popup->close());
        EXPECT_TRUE(popup->closed());
        EXPECT_EQ(context->pages().size(), 1u);
    });
}

TEST_F(PageTest, ReachesFormsInFrames) {
    site.answer("/outer", 200, "<iframe name=inner src=/inner></iframe>");
    site.answer("/inner", 200, "<input id=field>");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().go(site.url("/outer"), WaitUntil::load));
        const auto frames = page->frames();
        REQUIRE(frames.size() == 2);
        EXPECT_EQ(frames[1].parent(), page->main_frame().id());
        EXPECT_EQ(frames[1].url(), site.url("/inner"));
        REQUIRE_OK(co_await frames[1].fill("#field", "inside"));
        const auto value = co_await frames[1].evaluate("() => document.querySelector('#field').value");
        REQUIRE_OK(value);
        EXPECT_EQ(value->as_string(), "inside");
        REQUIRE_OK(co_await page->main_frame().evaluate("() => document.querySelector('iframe').remove()"));
        EXPECT_EQ(page->frames().size(), 1u);
        EXPECT_EQ(frames[1].url(), "");
    });
}

TEST_F(PageTest, ANavigationDuringEvaluateIsAnInterruption) {
    site.answer("/", 200, "first");
    site.answer("/next", 200, "next");
    run([&]() -> Async<void> {
        const auto page = co_await new_page();
        REQUIRE(page);
        REQUIRE_OK(co_await page->main_frame().go(site.url("/")));
        const auto cut = co_await page->main_frame().evaluate(
            "() => { location.href = '/next'; return new Promise(() => {}) }");
        REQUIRE(!cut);
        EXPECT_EQ(cut.error().failure, Failure::interrupted) << cut.error().message;
    });
}

TEST_F(PageTest, ConcurrentContextsWorkSideBySide) {
    run([&]() -> Async<void> {
        Signal done(world.clock);
        int right = 0;
        for (int i = 0; i < 3; ++i)
            spawn(world.io.get_executor(), "context", [this, i, &done, &right]() -> Async<void> {
                auto own = co_await browser->new_context({});
                auto page = own ? co_await (*own)->new_page() : browser_fail(Failure::closed, "no context");
                if (page) {
                    co_await (*page)->main_frame().set_content(form);
                    co_await (*page)->main_frame().fill("#name", std::to_string(i));
                    const auto name = co_await (*page)->main_frame().evaluate(
                        "() => document.querySelector('#name').value");
                    if (name && *name == json::value(std::to_string(i))) ++right;
                }
                done.notify();
            });
        while (done.count() < 3)
            if (!co_await done.wait_past(done.count(), 20s)) break;
        EXPECT_EQ(right, 3);
    });
}

} // namespace
} // namespace bolt::browser
