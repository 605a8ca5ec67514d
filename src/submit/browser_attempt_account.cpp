#include "submit/browser_attempt.hpp"

#include "base/encoding.hpp"
#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

std::string slug_of(const std::string& name) {
    std::string out;
    for (const char c : name) {
        if (out.size() >= 14) break;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    }
    return out.empty() ? "business" : out;
}

/// 96 random bits, with the kinds of characters that sites ask for, in no more than they take.
std::string new_password(Random& random) { return random.token(12) + "-aA7"; }

/// Signing up, then logging in where that is asked apart.
constexpr int kAccountTriesMax = 2;

} // namespace

/// Where the site wants an account first: enters the one that was made before, else makes one, if the
/// customer agreed to that. `entered`: look for the form again. An ending if the account waits for an e-mail
/// or the site refuses it; nullopt without `entered` if nothing can be done here.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::enter_account(browser::Context& context, bool& entered) {
    entered = false;
    if (!attempt_.profile.may_create_accounts || !hooks_.find_account || !hooks_.keep_account ||
        account_tries_ >= kAccountTriesMax || !parts_sent_.empty())
        co_return std::nullopt;
    ++account_tries_;
    auto known = co_await hooks_.find_account();
    if (!known)
        co_return Ending{Verdict::unreachable, "the account cannot be read: " + known.error().message};
    if (*known) {
        auto end = co_await use_account(context, forms::AccountDoor::log_in, **known, entered);
        co_return end;
    }
    if (auto end = co_await reach_sign_up()) co_return end;
    const auto username =
        slug_of(attempt_.profile.business_name) + std::to_string(platform_.random.below(9'000) + 1'000);
    const forms::Credentials made{attempt_.profile.email, username, new_password(platform_.random)};
    co_return co_await use_account(context, forms::AccountDoor::sign_up, made, entered);
}

/// Follows "Create an account" if the page at hand has no form for it.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::reach_sign_up() {
    auto page = co_await extract_page(page_->main_frame(), within(settings_.times.script));
    if (page && forms::plan_account(*page, forms::AccountDoor::sign_up, attempt_.profile, {"a", "b", "c"}))
        co_return std::nullopt;
    auto doors = co_await extract_doors(page_->main_frame(), within(settings_.times.script));
    const auto* door = doors ? forms::find_sign_up(*doors) : nullptr;
    if (door == nullptr) co_return std::nullopt;
    record_.reason(fmt::format("\"{}\" leads to a new account", door->text));
    if (door->url.starts_with("http")) co_return co_await go_to(door->url);
    const auto heard = page_->event_count();
    auto clicked =
        co_await page_->main_frame().click(door->selector, {.timeout = within(settings_.times.field)});
    if (clicked) co_await await_answers(*page_, heard, platform_.clock, 2s);
    co_return std::nullopt;
}

/// Fills and sends the form for logging in or signing up, then opens the submission page again.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::use_account(browser::Context& context,
                                                               forms::AccountDoor door,
                                                               forms::Credentials credentials,
                                                               bool& entered) {
    const bool is_new = door == forms::AccountDoor::sign_up;
    frame_ = page_->main_frame();
    if (!co_await await_styles(*frame_, within(settings_.times.styles))) co_return std::nullopt;
    auto page = co_await extract_page(*frame_, within(settings_.times.script));
    if (!page) co_return co_await failed(page.error());
    auto plan = forms::plan_account(*page, door, attempt_.profile, credentials);
    if (!plan) {
        record_.reason(plan.error().message);
        co_return std::nullopt;
    }
    if (plan->captcha == "present" || !page->captchas.empty())
        co_return Ending{Verdict::needs_captcha,
                         "the account's form holds a captcha, which is left to people"};
    if (!plan->complete())
        co_return Ending{Verdict::needs_login,
                         "the account's form asks for more than is known of the business"};
    FormFiller filler(*frame_, settings_.times, [this] { return time_left(); }, account_record_, *pictures_);
    if (auto done = co_await filler.fill(*plan, *page); !done) co_return co_await failed(done.error());
    if (auto verified = co_await filler.verify(plan->form_selector); !verified)
        co_return co_await failed(verified.error());
    if (!filler.problems().empty())
        co_return Ending{Verdict::needs_login, "the account's form did not take a value"};
    // Kept before the site may make it: an account that nobody can enter is worse than none.
    if (is_new) {
        if (auto kept = co_await hooks_.keep_account(credentials); !kept)
            co_return Ending{Verdict::unreachable, "the account cannot be kept: " + kept.error().message};
    }
    auto before = co_await take_state(*frame_, plan->form_selector, {}, within(settings_.times.script));
    if (!before) co_return co_await failed(before.error());
    plan_.form_selector = plan->form_selector;
    filled_.clear();
    const auto seen = page_->event_count();
    const auto step = *plan->sending();
    auto clicked = co_await frame_->click(step.selector, {.timeout = within(settings_.times.click)});
    if (!clicked) co_return Ending{Verdict::needs_login, "the account's form cannot be sent"};
    co_await settle(*page_, *frame_, seen, platform_.clock, settings_.times,
                    std::min(Duration(settings_.times.settle), std::max(time_left(), Duration{1})));
    auto observation = co_await observe(context, step, std::move(*before), seen);
    const auto judgement = forms::judge(observation);
    record_.reason(fmt::format("{}: {}", is_new ? "new account" : "log in", judgement.summary));
    if (judgement.verdict == Verdict::confirm_email) {
        co_await take_picture("before");
        co_return Ending{Verdict::confirm_email,
                         "An account was made for the business; the link in the site's e-mail "
                         "must be followed before the listing can be submitted. " +
                             judgement.summary};
    }
    // After signing up many sites want the visitor to log in: the submission page will tell.
    const bool still_outside = !is_new && observation.after_known && observation.after.has_password;
    const bool refused = judgement.verdict == Verdict::needs_captcha ||
                         judgement.verdict == Verdict::rejected || judgement.verdict == Verdict::duplicate ||
                         judgement.verdict == Verdict::blocked;
    if (still_outside || refused) {
        co_await take_picture("before");
        if (is_new && hooks_.drop_account) co_await hooks_.drop_account();
        const auto verdict =
            judgement.verdict == Verdict::needs_captcha ? Verdict::needs_captcha : Verdict::needs_login;
        co_return Ending{verdict, is_new ? "the site did not make an account: " + judgement.summary
                                         : "the site refused the account: " + judgement.summary};
    }
    if (auto end = co_await go_to(attempt_.directory.submission_url)) co_return end;
    entered = true;
    co_return std::nullopt;
}

} // namespace bolt::submit
