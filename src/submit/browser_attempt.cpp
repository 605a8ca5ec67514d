#include "submit/browser_attempt.hpp"

#include "submit/form_look.hpp"
#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

using browser::Failure;

/// How long a page whose form is drawn by script may take for it after its document is parsed.
constexpr auto kFormAppears = 6s;
/// A page without a form is searched for the way to one after this time: scripts draw most forms sooner.
constexpr auto kDoorsAfter = 1500ms;
/// Cascades of dependent fields: country, state, city.
constexpr int kFillRoundsMax = 4;
constexpr auto kDependentFieldsAppear = 1500ms;
constexpr auto kUploadEnds = 10s;

} // namespace

BrowserAttempt::BrowserAttempt(const Platform& platform, EvidenceStore& evidence, AddressPolicy& policy,
                               const AddressProxy& proxy, const SubmitterSettings& settings,
                               const store::LeasedAttempt& attempt, const AttemptHooks& hooks,
                               Duration started)
    : platform_(platform), evidence_(evidence), policy_(policy), proxy_(proxy), settings_(settings),
      attempt_(attempt), hooks_(hooks), started_(started),
      pictures_(std::make_unique<PictureSource>(platform, policy)),
      address_(attempt.directory.submission_url), profile_(attempt.profile) {}

Duration BrowserAttempt::time_left() const {
    return Duration(settings_.times.attempt) + captcha_wait_ - (platform_.clock.monotonic() - started_);
}

std::chrono::milliseconds BrowserAttempt::within(std::chrono::milliseconds most) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(time_left());
    return std::clamp(most, 1ms, std::max(left, 1ms));
}

Async<Ending> BrowserAttempt::run(browser::Context& context) {
    auto ending = co_await go_through(context);
    co_await judge_captcha(ending);
    co_return ending;
}

Async<Ending> BrowserAttempt::go_through(browser::Context& context) {
    if (auto end = co_await visit(context)) co_return *end;
    for (int part = 0; part < settings_.form_steps_max; ++part) {
        if (auto end = co_await find_form(context)) co_return after_kept_part(after_repair(std::move(*end)));
        if (auto end = co_await fill_form()) co_return after_kept_part(after_repair(std::move(*end)));
        if (auto end = co_await send(context)) co_return after_kept_part(after_repair(std::move(*end)));
    }
    co_return after_kept_part(Ending{
        Verdict::rejected, fmt::format("the form still goes on after {} parts", settings_.form_steps_max)});
}

/// What ends between "Save & Preview" and the last button may be a listing already, or a draft: it is never
/// sent again without a look, and never called refused.
Ending BrowserAttempt::after_kept_part(Ending ending) const {
    if (!kept_part_ || ending.verdict == Verdict::accepted || ending.verdict == Verdict::pending_review)
        return ending;
    ending.message =
        "the site may have kept what was saved before its preview; after that: " + ending.message;
    ending.verdict = Verdict::unknown;
    ending.confidence = 0.4;
    return ending;
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::visit(browser::Context& context) {
    if (address_.empty()) co_return co_await search(context, "the submission page is not known");
    auto page = co_await context.new_page(within(settings_.times.visit));
    if (!page) co_return Ending{Verdict::unreachable, page.error().message};
    page_ = *page;
    auto end = co_await go_to(address_);
    const bool gone =
        end && end->verdict == Verdict::rejected && (visit_status_ == 404 || visit_status_ == 410);
    if (!gone) co_return end;
    co_return co_await search(context, end->message);
}

/// Opens an address of the directory in the attempt's page.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::go_to(std::string url) {
    if (auto allowed = co_await policy_.check(url); !allowed) {
        const bool refused = allowed.error().code == ErrorCode::permission_denied ||
                             allowed.error().code == ErrorCode::invalid_argument;
        co_return Ending{refused ? Verdict::blocked : Verdict::unreachable,
                         "the submission page is not visited: " + allowed.error().message};
    }
    if (auto end = co_await ask_robots(url)) co_return end;
    const auto start = platform_.clock.monotonic();
    auto answer =
        co_await page_->main_frame().go(url, browser::WaitUntil::document, within(settings_.times.visit));
    record_.timing("visit", platform_.clock.monotonic() - start);
    if (!answer) co_return refused_visit(url, answer.error());
    visit_status_ = answer->status;
    if (answer->url != url)
        if (auto end = co_await ask_robots(answer->url)) co_return end;
    co_return bad_status(*answer);
}

Ending BrowserAttempt::refused_visit(const std::string& url, const browser::BrowserError& error) const {
    if (error.failure == Failure::download)
        return {Verdict::rejected, "the submission address is a download, not a page"};
    auto text = error.message;
    if (const auto destination = read_destination(url)) {
        const auto problem = proxy_.problem_of(destination->host);
        if (!problem.message.empty()) text = problem.message;
        if (problem.code == ErrorCode::permission_denied) return {Verdict::blocked, text};
    }
    return {Verdict::unreachable, "the submission page cannot be opened: " + text};
}

BrowserAttempt::MaybeEnding BrowserAttempt::bad_status(const browser::Navigation& answer) const {
    const int status = answer.status;
    if (status < 400) return std::nullopt;
    const auto destination = read_destination(answer.url);
    const auto problem = destination ? proxy_.problem_of(destination->host) : Error{};
    if (problem.code == ErrorCode::permission_denied)
        return Ending{Verdict::blocked, "the submission page leads elsewhere: " + problem.message};
    if (status == 404 || status == 410)
        return Ending{Verdict::rejected, fmt::format("the submission page is gone (HTTP {})", status)};
    if (status == 429 || status >= 500) {
        Ending ending{Verdict::unreachable, fmt::format("the submission page answers HTTP {}", status)};
        ending.retry_after = read_retry_after(answer.retry_after, platform_.now());
        if (!problem.message.empty()) ending.message += ": " + problem.message;
        return ending;
    }
    return std::nullopt;
}

/// Looks for the form until it is there, something stands in its way or the patience is over.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::look_on(Duration patience) {
    auto look = co_await await_form(*page_, platform_.clock, settings_.times, patience,
                                    [this] { return time_left(); });
    hung_ = look.hung;
    if (hung_) co_return Ending{Verdict::unreachable, "the page does not react"};
    if (look.lost) co_return Ending{Verdict::unreachable, "the page crashed"};
    frame_ = look.frame;
    unstyled_ = look.unstyled;
    model_ = std::move(look.model);
    choice_ = std::move(look.choice);
    co_return std::nullopt;
}

/// Where the page has no form itself: goes one step nearer to it.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::lead_on(browser::Context& context, bool& passed) {
    passed = false;
    const bool doors = choice_.kind == forms::PageKind::no_form || choice_.kind == forms::PageKind::payment;
    if (!frame_ || visit_status_ >= 400) co_return std::nullopt;
    if (doors) co_return co_await pass_door(passed);
    if (choice_.kind == forms::PageKind::login) co_return co_await enter_account(context, passed);
    co_return std::nullopt;
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::find_form(browser::Context& context) {
    const auto start = platform_.clock.monotonic();
    const bool patient = visit_status_ < 400;
    for (bool again = true; again;) {
        if (auto end = co_await look_on(patient ? Duration(kDoorsAfter) : Duration{0})) co_return end;
        if (auto end = co_await lead_on(context, again)) co_return end;
    }
    if (patient && visit_status_ < 400 && choice_.kind == forms::PageKind::no_form)
        if (auto end = co_await look_on(kFormAppears - kDoorsAfter)) co_return end;
    record_.timing("find_form", platform_.clock.monotonic() - start);
    if (!frame_) co_return Ending{Verdict::unreachable, "the page cannot be read"};
    record_.reason(choice_.reason);
    if (unstyled_)
        co_return Ending{Verdict::unreachable,
                         "the page's style sheets did not come: what is hidden from people cannot be told"};
    if (choice_.kind == forms::PageKind::submission) {
        if (!searched_.empty()) record_.found(address_);
        seen_ = forms::form_fingerprint(model_.forms[choice_.form]);
        use_recipe();
        co_await ask_planner();
        if (settings_.profiled)
            co_await profiler_.read_page(*page_, *frame_, model_, choice_, within(settings_.times.script));
        co_return std::nullopt;
    }
    co_await take_picture("before");
    if (choice_.kind == forms::PageKind::no_form && !searched_.empty()) co_return not_found();
    if (choice_.kind == forms::PageKind::no_form && visit_status_ >= 400)
        co_return Ending{Verdict::blocked, fmt::format("the submission page answers HTTP {}", visit_status_)};
    co_return Ending{forms::verdict_of(choice_.kind), choice_.reason};
}

/// Once an attempt, for the part that has the field.
Async<void> BrowserAttempt::suit_description() {
    if (!settings_.write_description || described_) co_return;
    const auto start = platform_.clock.monotonic();
    auto text = co_await settings_.write_description(attempt_, model_, choice_);
    if (!text) co_return;
    record_.timing("description", platform_.clock.monotonic() - start);
    record_.reason("a language model fitted the description to the form; its facts were checked");
    profile_.description = std::move(*text);
    described_ = true;
}

Async<BrowserAttempt::MaybeEnding> BrowserAttempt::fill_form() {
    co_await suit_description();
    const auto start = platform_.clock.monotonic();
    FormFiller filler(*frame_, settings_.times, [this] { return time_left(); }, record_, *pictures_);
    const forms::PlanOptions options{.directory = attempt_.directory.name, .url = "", .uploads = true};
    const auto opened = page_->event_count();
    for (int round = 0; round < kFillRoundsMax; ++round) {
        auto plan = forms::make_plan(model_, choice_, profile_, options);
        if (!plan) co_return Ending{Verdict::unknown, plan.error().message};
        plan_ = std::move(*plan);
        if (!fixes_.empty()) forms::apply_fixes(plan_, model_.forms[choice_.form], fixes_);
        const auto heard = page_->event_count();
        auto done = co_await filler.fill(plan_, model_);
        if (!done) co_return co_await failed(done.error());
        const bool changes = *done > 0 && (plan_.plan_again || !plan_.unfilled.empty());
        if (!changes) break;
        // What a choice loads by script.
        co_await await_answers(*page_, heard, platform_.clock, kDependentFieldsAppear);
        auto model = co_await extract_page(*frame_, within(settings_.times.script));
        if (!model) co_return co_await failed(model.error());
        auto choice = forms::choose_form(*model);
        if (choice.kind != forms::PageKind::submission) break;
        model_ = std::move(*model);
        choice_ = std::move(choice);
        use_recipe();
        if (recipe_used_ == 0) use_planned();
    }
    // Many pages send a picture off as soon as it is chosen; the form then carries what they were answered.
    const bool uploads =
        std::ranges::any_of(plan_.steps, [](const auto& s) { return s.action == forms::Action::upload; });
    if (uploads) co_await await_answers(*page_, opened, platform_.clock, kUploadEnds);
    auto verified = co_await filler.verify(plan_.form_selector);
    if (!verified) co_return co_await failed(verified.error());
    filled_ = filler.selectors();
    record_.timing("fill", platform_.clock.monotonic() - start);
    for (const auto& problem : filler.problems()) record_.reason("not filled: " + problem);
    if (!filler.too_slow().empty()) {
        co_await take_picture("before");
        co_return Ending{Verdict::unreachable, "nothing was sent: the page was too slow to take the field " +
                                                   filler.too_slow().front()};
    }
    if (!filler.problems().empty()) {
        co_await take_picture("before");
        co_return Ending{Verdict::rejected,
                         "a required field did not take its value: " + filler.problems().front()};
    }
    co_return std::nullopt;
}

Async<void> BrowserAttempt::note_if_hung(const browser::BrowserError& error) {
    if (error.failure == Failure::timeout && page_ && !page_->closed()) hung_ = !co_await page_->responsive();
}

/// What a failed look or action means: before anything was sent the site is unreachable, afterwards nobody
/// knows.
Async<Ending> BrowserAttempt::failed(browser::BrowserError error) {
    co_await note_if_hung(error);
    std::string text = error.message;
    if (time_left() <= Duration{0})
        text = fmt::format("the attempt took longer than {} s: {}",
                           std::chrono::duration_cast<std::chrono::seconds>(settings_.times.attempt).count(),
                           text);
    else if (hung_)
        text = "the page stopped to react: " + text;
    co_return Ending{sent_ ? Verdict::unknown : Verdict::unreachable, text, sent_ ? 0.3 : 1};
}

Async<void> BrowserAttempt::take_picture(std::string moment) {
    if (!page_ || page_->closed() || page_->crashed() || hung_) co_return;
    const auto start = platform_.clock.monotonic();
    auto height = co_await page_->main_frame().evaluate("() => document.documentElement.scrollHeight",
                                                        nullptr, within(settings_.times.picture));
    const bool whole = height && height->is_int64() && height->get_int64() <= settings_.picture_height;
    auto bytes =
        co_await page_->screenshot_jpeg(settings_.picture_quality, whole, within(settings_.times.picture));
    record_.timing("pictures", platform_.clock.monotonic() - start);
    if (!bytes) {
        record_.reason("no picture " + moment + " sending: " + bytes.error().message);
        co_return;
    }
    const auto name = fmt::format("{}/{}-{}.jpg", attempt_.job.id, attempt_.attempt_id, moment);
    if (auto kept = evidence_.put(name, *bytes); !kept)
        record_.reason("the picture was not kept: " + kept.error().message);
    else
        record_.picture(moment, name);
}

} // namespace bolt::submit
