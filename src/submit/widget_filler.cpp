#include "submit/widget_filler.hpp"

#include "forms/scripts.hpp"
#include "forms/wanted.hpp"
#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

using browser::BrowserResult;
using browser::Failure;
using forms::Step;
using forms::Widget;

/// A list that opens shows its choices at once or asks the server; a typed word is answered after a pause of
/// the script's own and the server's time.
constexpr auto kListOpens = 600ms;
constexpr auto kSuggestionsCome = 2500ms;
/// Fast, but with a moment between keys: scripts that look at each key miss what comes at once.
constexpr auto kKeyDelay = 8ms;
constexpr std::size_t kTypedMax = 60;   ///< bytes of a word typed to look for
constexpr std::size_t kSearchesMax = 3; ///< words tried in one field

std::string text_of(const json::value& value, std::string_view key) {
    const auto* found = find(value, key);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

bool flag_of(const json::value& value, std::string_view key) {
    const auto* found = find(value, key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

tl::unexpected<browser::BrowserError> nothing_fits() {
    return browser_fail(Failure::script, "none of its choices fits");
}

/// At most kTypedMax bytes, whole characters.
std::string typed(std::string text) {
    if (text.size() <= kTypedMax) return text;
    auto end = kTypedMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    return text;
}

bool is_dead(const browser::BrowserError& error) {
    return error.failure == Failure::closed || error.failure == Failure::crashed ||
           error.failure == Failure::driver_gone || error.failure == Failure::cancelled ||
           error.failure == Failure::interrupted || error.failure == Failure::stuck;
}

} // namespace

std::chrono::milliseconds WidgetFiller::within(std::chrono::milliseconds most) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(time_left_());
    return std::clamp(most, 1ms, std::max(left, 1ms));
}

Async<BrowserResult<bool>> WidgetFiller::set(const Step& step) {
    chosen_.clear();
    switch (step.widget) {
    case Widget::none:
        co_return false;
    case Widget::picker:
        co_return co_await pick(step);
    case Widget::suggest:
        co_return co_await suggest(step);
    default:
        co_return co_await operate(step);
    }
}

Async<BrowserResult<json::value>> WidgetFiller::operate(json::object argument) {
    co_return co_await run_script(frame_, forms::operate_script(), std::move(argument),
                                  within(times_.script));
}

Async<BrowserResult<bool>> WidgetFiller::operate(const Step& step) {
    json::object argument{{"selector", step.selector},
                          {"value", step.value},
                          {"label", step.label},
                          {"values", json::array(step.wanted.begin(), step.wanted.end())}};
    auto answer = co_await operate(argument);
    if (!answer) co_return forward(answer);
    if (flag_of(*answer, "ok")) co_return true;
    if (const auto area = text_of(*answer, "fill"); !area.empty()) {
        auto filled = co_await frame_.fill(area, step.value, {.timeout = within(times_.field)});
        if (!filled) co_return forward(filled);
        argument["filled"] = true;
        answer = co_await operate(std::move(argument));
        if (!answer) co_return forward(answer);
        co_return flag_of(*answer, "ok");
    }
    if (const auto field = text_of(*answer, "type"); !field.empty())
        co_return co_await type_words(step, field);
    co_return false;
}

Async<BrowserResult<bool>> WidgetFiller::type_words(const Step& step, const std::string& field) {
    for (const auto& word : step.wanted) {
        auto written = co_await frame_.type(field, word, kKeyDelay, {.timeout = within(times_.field)});
        if (!written) co_return forward(written);
        auto entered = co_await frame_.press(field, "Enter", {.timeout = within(times_.field)});
        if (!entered) co_return forward(entered);
    }
    auto answer = co_await operate({{"selector", step.selector}, {"filled", true}});
    if (!answer) co_return forward(answer);
    co_return flag_of(*answer, "ok");
}

Async<BrowserResult<WidgetFiller::Suggestions>> WidgetFiller::look(const Step& step, const Suggestions& known,
                                                                   std::chrono::milliseconds most) {
    json::object argument{{"selector", step.selector}, {"known", known.raw}, {"most", most.count()}};
    auto answer = co_await run_script(frame_, forms::suggestions_script(), std::move(argument),
                                      within(most + times_.script));
    if (!answer) co_return forward(answer);
    Suggestions out;
    out.active = text_of(*answer, "active");
    const auto* options = find(*answer, "options");
    if (options == nullptr || !options->is_array()) co_return out;
    out.raw = *options;
    for (const auto& each : options->get_array()) {
        if (out.texts.size() >= 300) break;
        out.texts.push_back(text_of(each, "text"));
        out.selectors.push_back(text_of(each, "selector"));
    }
    co_return out;
}

/// Presses the choice that fits; false if none does or the page did not take it.
Async<BrowserResult<bool>> WidgetFiller::choose(const Step& step, const Suggestions& offered) {
    const auto found = forms::match_suggestion(step.meaning, step.wanted, step.near, offered.texts);
    if (!found) co_return false;
    const auto& selector = offered.selectors[*found];
    auto pressed = co_await frame_.click(selector, {.timeout = within(times_.field)});
    if (!pressed && is_dead(pressed.error())) co_return forward(pressed);
    // Something else may be drawn over the list.
    if (!pressed) {
        auto by_script = co_await operate({{"selector", selector}, {"press", true}});
        if (!by_script) co_return forward(by_script);
    }
    auto held = co_await operate({{"selector", step.selector}, {"picked", offered.texts[*found]}});
    if (!held) co_return forward(held);
    if (flag_of(*held, "ok")) chosen_ = offered.texts[*found];
    co_return flag_of(*held, "ok");
}

Async<BrowserResult<bool>> WidgetFiller::type_and_choose(const Step& step, const std::string& field,
                                                         const std::string& text, const Suggestions& known) {
    const browser::ActionOptions options{.timeout = within(times_.field)};
    auto emptied = co_await frame_.fill(field, "", options);
    if (!emptied && is_dead(emptied.error())) co_return forward(emptied);
    auto written = co_await frame_.type(field, typed(text), kKeyDelay, {.timeout = within(times_.field * 2)});
    if (!written) co_return forward(written);
    auto offered = co_await look(step, known, within(kSuggestionsCome));
    if (!offered) co_return forward(offered);
    co_return co_await choose(step, *offered);
}

Async<BrowserResult<bool>> WidgetFiller::pick(const Step& step) {
    auto before = co_await look(step, {}, 1ms);
    if (!before) co_return forward(before);
    const auto& opener = step.stand_in.empty() ? step.selector : step.stand_in;
    auto opened = co_await frame_.click(opener, {.timeout = within(times_.field)});
    if (!opened) co_return forward(opened);
    auto offered = co_await look(step, *before, within(kListOpens));
    if (!offered) co_return forward(offered);
    auto chosen = co_await choose(step, *offered);
    if (!chosen || *chosen) co_return chosen;
    for (std::size_t i = 0; i < std::min(step.wanted.size(), kSearchesMax) && !offered->active.empty(); ++i) {
        chosen = co_await type_and_choose(step, offered->active, step.wanted[i], *before);
        if (!chosen || *chosen) co_return chosen;
    }
    co_await frame_.press(offered->active.empty() ? opener : offered->active, "Escape",
                          {.timeout = within(times_.field)});
    co_return nothing_fits();
}

/// A text field that suggests: the suggestion that means the same is taken, else the text stays as typed.
Async<BrowserResult<bool>> WidgetFiller::suggest(const Step& step) {
    if (!forms::can_be_suggested(step.meaning)) co_return false;
    auto before = co_await look(step, {}, 1ms);
    if (!before) co_return forward(before);
    for (std::size_t i = 0; i < std::min(step.wanted.size(), kSearchesMax); ++i) {
        auto chosen = co_await type_and_choose(step, step.selector, step.wanted[i], *before);
        if (!chosen && is_dead(chosen.error())) co_return forward(chosen);
        if (chosen && *chosen) co_return true;
    }
    // Closes the list, so that it lies over nothing.
    co_await frame_.press(step.selector, "Escape", {.timeout = within(times_.field)});
    co_return false;
}

} // namespace bolt::submit
