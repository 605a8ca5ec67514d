#include "base/failpoint.hpp"
#include "submit/browser_attempt.hpp"

#include "forms/buttons.hpp"
#include "submit/judged_ending.hpp"
#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

using browser::BrowserResult;
using browser::Failure;

/// Sites that show their answer late (a spinner first) get these further looks.
constexpr int kSecondLooks = 2;
constexpr auto kSecondLookAfter = 1500ms;

/// The driver tells in its log when it presses the mouse button; before that line nothing can have happened.
bool surely_not_pressed(const browser::BrowserError& error) {
    return !error.log.empty() && !error.mentions("performing click action") &&
           !error.mentions("click action done");
}

/// Nothing clear yet, and nothing that speaks for a broken connection: a slow page may still say more.
bool is_undecided(const forms::Judgement& judgement) {
    return judgement.verdict == Verdict::unknown && !judgement.continue_step && !judgement.nothing_sent &&
           judgement.confidence < 0.75;
}

// An answer in a window of its own would be told only after it came, and until then look like nothing sent.
constexpr std::string_view kKeepAnswerHere = R"js(([formSelector, buttonSelector]) => {
  const find = selector => { try { return selector ? document.querySelector(selector) : null } catch { return null } };
  const button = find(buttonSelector);
  const form = find(formSelector) || (button && button.form);
  const leaves = target => target && !/^_(self|top|parent)$/i.test(target) && !document.getElementsByName(target).length;
  if (form && leaves(form.target)) form.target = "_self";
  if (button && leaves(button.formTarget)) button.formTarget = "_self";
})js";

} // namespace

/// Reasons to stop right before sending.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::refuse_to_send() {
    const bool captcha = plan_.captcha == "present";
    if (captcha && !may_solve_captcha()) co_return co_await leave_captcha("");
    // A service is paid only for a form that can be sent.
    if (captcha)
        std::erase_if(plan_.unfilled,
                      [](const auto& field) { return field.meaning == forms::Meaning::captcha; });
    if (!plan_.unfilled.empty()) {
        std::string list;
        for (const auto& field : plan_.unfilled) {
            const auto text = fmt::format(
                "{} ({})", field.label.empty() ? to_string(field.meaning) : field.label, field.reason);
            record_.reason("not filled: " + text);
            list += (list.empty() ? "" : ", ") + text;
        }
        co_await take_picture("before");
        co_return Ending{Verdict::rejected, "required fields cannot be filled: " + list};
    }
    if (plan_.sending() == nullptr)
        co_return Ending{Verdict::rejected, "the form has no button to send it with"};
    if (time_left() < Duration(settings_.times.least_to_send))
        co_return Ending{Verdict::unreachable,
                         "the site was too slow: too little time is left to send safely"};
    if (captcha) co_return co_await solve_captcha();
    co_return std::nullopt;
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::mark_sent(const forms::Step& step) {
    // A form that comes back after it was sent may have been taken without a word.
    auto part = step.selector;
    for (const auto& selector : filled_) part += '\n' + selector;
    if (!parts_sent_.insert(part).second)
        co_return Ending{Verdict::unknown, "The same form came back after it was sent.", 0.5};
    // The mark of the part before gives way to this one's.
    if (kept_part_)
        if (auto end = co_await unmark()) co_return end;
    auto marked = co_await hooks_.mark_sent(record_.payload());
    if (!marked)
        co_return Ending{Verdict::unreachable,
                         "nothing was sent, the store refused: " + marked.error().message};
    sent_ = true;
    kept_part_ = false;
    learn_part();
    sent_again_ = refused_.has_value();
    co_return std::nullopt;
}

/// After a wizard's step, or a click that surely sent nothing: the attempt is unsent again.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::unmark() {
    auto unmarked = co_await hooks_.mark_unsent();
    if (!unmarked)
        co_return Ending{Verdict::unknown, "the store refused to go on: " + unmarked.error().message, 0.3};
    sent_ = false;
    co_return std::nullopt;
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::send(browser::Context& context) {
    if (auto end = co_await refuse_to_send()) co_return end;
    const forms::Step step = *plan_.sending();
    if (step.purpose == forms::Purpose::submit) co_await take_picture("before");
    co_await keep_answer_here(step);
    auto before = co_await take_state(*frame_, plan_.form_selector, filled_, within(settings_.times.script));
    if (!before) co_return co_await failed(before.error());
    if (page_->closed() || page_->crashed()) co_return Ending{Verdict::unreachable, "the page crashed"};
    if (auto end = co_await mark_sent(step)) co_return end;
    const auto seen = page_->event_count();
    // A page may send itself once it has the token.
    if (!co_await enter_token()) {
        if (auto end = co_await unmark()) co_return end;
        co_return co_await leave_captcha("the page has no place for a token");
    }
    if (auto end = co_await press(context, step, seen)) co_return end;
    failpoint("lane.pressed");
    co_return co_await decide(context, step, std::move(*before), seen);
}

Async<void> BrowserAttempt::keep_answer_here(const forms::Step& step) {
    co_await frame_->evaluate(std::string(kKeepAnswerHere), json::array{plan_.form_selector, step.selector},
                              within(settings_.times.field));
}

/// Presses the button; once more if something lay over it. An ending only if surely nothing was sent.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::press(const browser::Context& context,
                                                         const forms::Step& step, std::uint64_t seen) {
    const auto start = platform_.clock.monotonic();
    std::string problem;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto most = attempt == 0 ? settings_.times.click / 2 : settings_.times.click;
        auto clicked = co_await frame_->click(step.selector, {.timeout = within(most)});
        record_.timing("click", platform_.clock.monotonic() - start);
        if (clicked) {
            record_.step(step);
            co_return std::nullopt;
        }
        record_.step(step, clicked.error().message);
        const auto what = happenings(context, *page_, seen, frame_->id());
        const bool nothing =
            (surely_not_pressed(clicked.error()) || clicked.error().failure == Failure::not_unique) &&
            !what.sent() && !what.lost;
        if (!nothing) co_return std::nullopt; // it may have been pressed: settle and judge
        problem = clicked.error().message;
        if (clicked.error().mentions("intercepts pointer events")) {
            if (!co_await dismiss_overlay(*frame_, within(settings_.times.field))) break;
        } else if (clicked.error().failure == Failure::not_unique) {
            break;
        }
    }
    if (auto end = co_await unmark()) co_return end;
    co_return Ending{Verdict::rejected, "the form's button cannot be pressed: " + problem};
}

Async<forms::Observation> BrowserAttempt::observe(browser::Context& context, const forms::Step& step,
                                                  forms::PageState before, std::uint64_t seen) {
    forms::Observation observation;
    observation.before = std::move(before);
    observation.is_next_step = step.purpose == forms::Purpose::next;
    const auto form_frame = frame_->id();
    auto what = happenings(context, *page_, seen, form_frame);
    // A form in a frame may answer in the frame or in the page around it.
    const bool main = form_frame == page_->main_frame().id() || frame_->url().empty();
    observation.after_known = false;
    if (!what.lost && !hung_) {
        auto after = co_await take_state(main ? page_->main_frame() : *frame_, plan_.form_selector, filled_,
                                         within(settings_.times.script));
        if (after) {
            observation.after = std::move(*after);
            observation.after_known = true;
        } else {
            record_.reason("the page cannot be read after sending: " + after.error().message);
            co_await note_if_hung(after.error());
        }
        what = happenings(context, *page_, seen, form_frame);
    }
    co_await read_answers(what);
    observation.exchanges = std::move(what.exchanges);
    observation.navigations = std::move(what.navigations);
    observation.dialogs = std::move(what.dialogs);
    co_await look_at_popups(context, observation);
    co_return observation;
}

/// What scripts were answered: some pages show little of it.
Async<void> BrowserAttempt::read_answers(Happenings& what) {
    constexpr std::size_t bytes_max = 16 << 10;
    int left = 3;
    for (std::size_t index = 0; index < what.responses.size() && left > 0 && !what.lost && !hung_; ++index) {
        if (what.responses[index].empty()) continue;
        --left;
        auto text =
            co_await page_->response_text(what.responses[index], bytes_max, within(settings_.times.field));
        if (text) what.exchanges[index].body = std::move(*text);
    }
}

Async<void> BrowserAttempt::look_at_popups(browser::Context& context, forms::Observation& observation) {
    constexpr std::size_t popups_max = 3;
    for (const auto& popup : context.pages()) {
        if (popup == page_ || observation.popups.size() >= popups_max) continue;
        if (!co_await await_document(popup->main_frame(), within(settings_.times.field))) continue;
        auto state = co_await take_state(popup->main_frame(), "", {}, within(settings_.times.field));
        if (state) observation.popups.push_back(std::move(*state));
    }
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::decide(browser::Context& context, const forms::Step& step,
                                                          forms::PageState before, std::uint64_t seen) {
    const auto start = platform_.clock.monotonic();
    const auto most = std::min(Duration(settings_.times.settle), std::max(time_left(), Duration{1}));
    const bool settled = co_await settle(*page_, *frame_, seen, platform_.clock, settings_.times, most);
    if (!settled) record_.reason("the page did not settle after the click");
    auto observation = co_await observe(context, step, before, seen);
    auto judgement = forms::judge(observation);
    for (int look = 0; look < kSecondLooks && is_undecided(judgement) && observation.after_known &&
                       time_left() > Duration(5s);
         ++look) {
        co_await page_->wait_event(page_->event_count(), kSecondLookAfter);
        observation = co_await observe(context, step, before, seen);
        judgement = forms::judge(observation);
    }
    record_.timing("settle", platform_.clock.monotonic() - start);
    record_.judged(judgement, observation);
    if (judgement.continue_step) {
        kept_part_ = step.purpose == forms::Purpose::next && forms::keeps_listing(step.label) &&
                     happenings(context, *page_, seen, frame_->id()).sent();
        if (kept_part_) co_return std::nullopt;
        co_return co_await unmark();
    }
    co_await take_picture("after");
    if (judgement.nothing_sent) {
        const auto what = happenings(context, *page_, seen, frame_->id());
        if (what.popup || what.gap)
            co_return Ending{Verdict::unknown, "The page does not tell whether the form was sent.", 0.5};
        if (!what.sent())
            if (auto end = co_await unmark()) co_return end;
    }
    if (settings_.profiled)
        co_await profiler_.read_answer(*page_, seen, judgement.verdict, within(settings_.times.field));
    auto ending = judged_ending(judgement, address_);
    if (co_await prepare_repair(judgement, observation, ending)) co_return std::nullopt;
    co_return ending;
}

} // namespace bolt::submit
