// A captcha beside the form: given to a service where a person allowed it for this directory, else left to
// people.
#include "forms/scripts.hpp"
#include "submit/browser_attempt.hpp"
#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

/// The text field for what a picture shows; "" if the form has none.
std::string answer_field(const forms::Page& page, const forms::Choice& choice) {
    if (choice.form >= page.forms.size()) return "";
    const auto& controls = page.forms[choice.form].controls;
    for (const auto& each : choice.meaning)
        if (each.meaning == forms::Meaning::captcha && each.control < controls.size() &&
            controls[each.control].operable())
            return controls[each.control].selector;
    return "";
}

std::string family_of(forms::Captcha::Kind kind) {
    if (kind == forms::Captcha::Kind::image) return "";
    return kind == forms::Captcha::Kind::turnstile ? "turnstile" : "recaptcha";
}

bool is_taken(Verdict verdict) {
    return verdict == Verdict::accepted || verdict == Verdict::pending_review ||
           verdict == Verdict::confirm_email || verdict == Verdict::duplicate;
}

} // namespace

bool BrowserAttempt::may_solve_captcha() const {
    return settings_.solve_captcha && attempt_.directory.captcha_service;
}

/// As it is without a service: a person solves it and submits.
Async<Ending> BrowserAttempt::leave_captcha(std::string why) {
    co_await take_picture("before");
    std::string text = "the form holds a captcha, which is left to people";
    if (!why.empty()) text += ": " + why;
    co_return Ending{Verdict::needs_captcha, std::move(text)};
}

/// Right before the form is sent, because a token lives two minutes.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::solve_captcha() {
    const auto field = answer_field(model_, choice_);
    auto seen = co_await run_script(*frame_, forms::captcha_script(),
                                    json::object{{"form", plan_.form_selector}, {"answer", field}},
                                    within(settings_.times.script));
    if (!seen) co_return co_await failed(seen.error());
    auto captcha = forms::read_captcha(*seen, frame_->url());
    if (!captcha) co_return co_await leave_captcha(captcha.error().message);
    const auto kind = captcha->kind;
    const auto start = platform_.clock.monotonic();
    auto answer = co_await settings_.solve_captcha(attempt_, std::move(*captcha),
                                                   Duration(settings_.times.captcha) - captcha_wait_);
    const auto took = platform_.clock.monotonic() - start;
    captcha_wait_ += took;
    record_.timing("captcha", took);
    if (!answer) co_return co_await leave_captcha(answer.error().message);
    // The site went on after the answer before this one; a repair tells nothing about it.
    if (solved_ && !refused_ && settings_.captcha_judged) co_await settings_.captcha_judged(*solved_, true);
    record_.reason(fmt::format("a service solved the captcha ({})", to_string(kind)));
    solved_ = std::move(*answer);
    token_kind_ = family_of(kind);
    if (!token_kind_.empty()) co_return std::nullopt;
    auto typed = co_await frame_->fill(field, solved_->text, {.timeout = within(settings_.times.field)});
    if (!typed) co_return co_await leave_captcha("its answer cannot be typed: " + typed.error().message);
    co_return std::nullopt;
}

/// False if the page has no place for the token, so that nothing can have been sent.
Async<bool> BrowserAttempt::enter_token() {
    if (!solved_ || token_kind_.empty()) co_return true;
    auto put = co_await run_script(*frame_, forms::captcha_script(),
                                   json::object{{"form", plan_.form_selector},
                                                {"kind", std::exchange(token_kind_, "")},
                                                {"token", solved_->text}},
                                   within(settings_.times.script));
    // A page that is gone or hangs here may have sent itself: what follows looks.
    co_return !put || get_bool(*put, "ok");
}

/// Only what the site itself said of the answer is reported.
Async<void> BrowserAttempt::judge_captcha(const Ending& ending) {
    if (!solved_ || !sent_ || !settings_.captcha_judged) co_return;
    const bool bad = ending.verdict == Verdict::needs_captcha;
    if (bad || is_taken(ending.verdict)) co_await settings_.captcha_judged(*solved_, !bad);
}

} // namespace bolt::submit
