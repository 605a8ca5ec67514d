#include "submit/page_look.hpp"

#include "forms/scripts.hpp"

namespace bolt::submit {
namespace {

using browser::BrowserResult;
using browser::Failure;

/// The scripts return JSON text, so that the page's own patches of Array and Object cannot bend it.
BrowserResult<json::value> unpacked(BrowserResult<json::value> answer) {
    if (!answer || !answer->is_string()) return answer;
    auto parsed = parse_json(std::string_view(answer->get_string()));
    if (!parsed)
        return browser_fail(Failure::script, "the page bent our script's answer: " + parsed.error().message);
    return std::move(*parsed);
}

constexpr std::string_view kAwaitDocument = R"js(async () => {
  if (document.readyState === "loading")
    await new Promise(done => document.addEventListener("DOMContentLoaded", done, { once: true }));
  return true;
})js";

// A sheet that failed stays null like one that is on its way; only the load event of the window tells them
// apart. A sheet that a script adds after that event is given `graceMs`.
constexpr std::string_view kAwaitStyles = R"js(async ([longestMs, graceMs]) => {
  const pending = () => [...document.querySelectorAll("link[rel~=stylesheet i][href]")]
    .filter(link => !link.sheet && !link.disabled && (!link.media || matchMedia(link.media).matches));
  const started = performance.now();
  const failed = new Set();
  for (;;) {
    const waiting = pending().filter(link => !failed.has(link));
    if (waiting.length === 0) break;
    const longest = document.readyState === "complete" ? graceMs : longestMs;
    const left = started + longest - performance.now();
    if (left <= 0) return document.readyState === "complete";
    await new Promise(done => {
      setTimeout(done, left);
      if (document.readyState !== "complete") addEventListener("load", done, { once: true });
      for (const link of waiting) {
        link.addEventListener("load", done, { once: true });
        link.addEventListener("error", () => { failed.add(link); done(); }, { once: true });
      }
    });
  }
  // An editor that still starts has hidden its field and not drawn itself: the field would look like a trap.
  const starting = () => {
    try {
      const all = window.tinymce && window.tinymce.get();
      const tiny = Array.isArray(all) && all.some(editor => editor && !editor.initialized);
      const classic = window.CKEDITOR && Object.values(window.CKEDITOR.instances || {});
      return tiny || !!classic && classic.some(editor => editor && /^(unloaded|loaded)$/.test(editor.status));
    } catch { return false; }
  };
  for (const until = performance.now() + Math.min(longestMs, 3000); starting() && performance.now() < until;)
    await new Promise(done => setTimeout(done, 50));
  return true;
})js";
constexpr std::int64_t kLateStylesMs = 500;

constexpr std::string_view kClear = R"js(selectors => {
  for (const selector of selectors) {
    let root = document, node = null;
    for (const part of selector.split(" >> ")) {
      node = root && root.querySelector(part);
      root = node && node.shadowRoot;
    }
    if (!node) continue;
    node.value = "";
    for (const event of ["input", "change"]) node.dispatchEvent(new Event(event, { bubbles: true }));
  }
})js";

// Consent tools offer "only necessary" beside "accept": the one that agrees to less is pressed if both are
// there.
constexpr std::string_view kDismiss = R"js(() => {
  const refuse = /^(reject( all)?|decline( all)?|refuse|only necessary|necessary only|alle ablehnen|ablehnen|nur notwendige.*)$/i;
  const agree = /^(accept( all)?( cookies)?|agree|i agree|allow( all)?( cookies)?|got it!?|ok(ay)?|understood|continue|alle akzeptieren|akzeptieren|zustimmen|einverstanden|verstanden)$/i;
  const close = /^(close|dismiss|no,? thanks|not now|later|schlie(ß|ss)en|nein,? danke|×|✕|✖|x)$/i;
  const text = e => (e.innerText || e.value || e.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
  const inFront = e => {
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.position === "fixed" || style.position === "sticky" || up.getAttribute("role") === "dialog" ||
          up.tagName === "DIALOG" || up.getAttribute("aria-modal") === "true" ||
          /cookie|consent|overlay|modal|popup|banner/i.test(up.id + " " + up.className)) return true;
    }
    return false;
  };
  const ownForm = e => {
    const form = e.closest("form");
    return form && form.querySelector("textarea, select, input[type=text], input[type=tel], input[type=url], input:not([type])");
  };
  const buttons = [...document.querySelectorAll("button, [role=button], input[type=button], a")].slice(0, 3000)
    .filter(e => e.checkVisibility() && inFront(e) && !ownForm(e));
  for (const words of [refuse, agree, close]) {
    const found = buttons.find(e => words.test(text(e)) || (words === close && words.test(e.getAttribute("aria-label") || "")));
    if (found) { found.click(); return true; }
  }
  return false;
})js";

} // namespace

Async<BrowserResult<forms::Page>> extract_page(browser::Frame frame, std::chrono::milliseconds timeout) {
    auto answer = unpacked(co_await frame.evaluate(std::string(forms::extract_script()), nullptr, timeout));
    if (!answer) co_return forward(answer);
    auto page = forms::read_page(*answer);
    if (!page) co_return browser_fail(Failure::script, "the page cannot be read: " + page.error().message);
    co_return std::move(*page);
}

Async<BrowserResult<forms::Doors>> extract_doors(browser::Frame frame, std::chrono::milliseconds timeout) {
    auto answer = unpacked(co_await frame.evaluate(std::string(forms::doors_script()), nullptr, timeout));
    if (!answer) co_return forward(answer);
    auto doors = forms::read_doors(*answer);
    if (!doors) co_return browser_fail(Failure::script, "the page cannot be read: " + doors.error().message);
    co_return std::move(*doors);
}

Async<BrowserResult<forms::PageState>> take_state(browser::Frame frame, std::string form,
                                                  std::vector<std::string> fields,
                                                  std::chrono::milliseconds timeout) {
    json::array selectors;
    for (auto& field : fields) selectors.emplace_back(std::move(field));
    json::object argument{{"form", std::move(form)}, {"fields", std::move(selectors)}};
    auto answer = unpacked(co_await frame.evaluate(std::string(forms::state_script()),
                                                   json::value(std::move(argument)), timeout));
    if (!answer) co_return forward(answer);
    auto state = forms::read_state(*answer);
    if (!state) co_return browser_fail(Failure::script, "the page cannot be read: " + state.error().message);
    co_return std::move(*state);
}

Async<BrowserResult<json::value>> run_script(browser::Frame frame, std::string_view script,
                                             json::value argument, std::chrono::milliseconds timeout) {
    co_return unpacked(co_await frame.evaluate(std::string(script), std::move(argument), timeout));
}

Async<BrowserResult<void>> await_document(browser::Frame frame, std::chrono::milliseconds timeout) {
    auto answer = co_await frame.evaluate(std::string(kAwaitDocument), nullptr, timeout);
    if (!answer) co_return forward(answer);
    co_return BrowserResult<void>{};
}

Async<BrowserResult<bool>> await_styles(browser::Frame frame, std::chrono::milliseconds timeout) {
    // The script's own end comes before the driver's: a page that is slow to style is no page that hangs.
    const auto longest = std::max<std::int64_t>(timeout.count() * 4 / 5, 1);
    auto answer =
        co_await frame.evaluate(std::string(kAwaitStyles), json::array{longest, kLateStylesMs}, timeout);
    if (!answer) co_return forward(answer);
    co_return answer->is_bool() && answer->get_bool();
}

Async<BrowserResult<void>> clear_fields(browser::Frame frame, json::array fields,
                                        std::chrono::milliseconds timeout) {
    auto answer = co_await frame.evaluate(std::string(kClear), std::move(fields), timeout);
    if (!answer) co_return forward(answer);
    co_return BrowserResult<void>{};
}

Async<bool> dismiss_overlay(browser::Frame frame, std::chrono::milliseconds timeout) {
    auto answer = co_await frame.evaluate(std::string(kDismiss), nullptr, timeout);
    co_return answer && answer->is_bool() && answer->get_bool();
}

} // namespace bolt::submit
