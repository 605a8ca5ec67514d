#include "submit/http_attempt.hpp"

#include "base/encoding.hpp"
#include "base/failpoint.hpp"
#include "submit/judged_ending.hpp"

namespace bolt::submit {
namespace {

/// As long as the browser took over the form, but not longer than this: sites that count seconds are content.
constexpr Duration kLongestWait = 10s;
/// Servers close kept connections after a few seconds: a form must not run into that moment.
constexpr Duration kConnectionIsYoung = 1s;
constexpr std::size_t kEvidenceBytesMax = 200 << 10;

HttpVisitSettings visit_settings(const SubmitterSettings& settings, const store::LeasedAttempt& attempt) {
    HttpVisitSettings out;
    out.user_agent = "Mozilla/5.0 (compatible) " + settings.user_agent_suffix;
    const auto& language = attempt.directory.language;
    const bool named = language.size() >= 2 && language.size() <= 10 && language != "en";
    out.accept_language = named ? language + ",en;q=0.7" : "en-US,en;q=0.9";
    return out;
}

std::string label_of(const forms::Step& step, const forms::Form& form) {
    for (const auto& control : form.controls)
        if (control.selector == step.selector)
            return control.labels.best().empty() ? control.name : control.labels.best();
    return std::string(to_string(step.meaning));
}

std::string sheet_of(const forms::PageState& state, const HttpAnswer& answer) {
    auto out = fmt::format("HTTP {}\n{}\n\n{}\n\n", answer.status, answer.url, state.title);
    for (const auto& line : state.lines) {
        if (out.size() + line.size() > kEvidenceBytesMax) break;
        out += line + '\n';
    }
    return out;
}

HttpResult doubt(std::string why) { return {std::nullopt, std::move(why)}; }

} // namespace

HttpAttempt::HttpAttempt(const Platform& platform, net::HttpClient& client, AddressPolicy& policy,
                         EvidenceStore& evidence, const SubmitterSettings& settings,
                         const store::LeasedAttempt& attempt, const AttemptHooks& hooks)
    : platform_(platform), evidence_(evidence), settings_(settings), attempt_(attempt), hooks_(hooks),
      visitor_(client, policy, visit_settings(settings, attempt)), started_(platform.clock.monotonic()) {}

Duration HttpAttempt::time_left() const {
    return Duration(settings_.times.attempt) - (platform_.clock.monotonic() - started_);
}

Async<Result<HttpForm>> HttpAttempt::look(const HttpProfile& profile) {
    const auto start = platform_.clock.monotonic();
    auto visit = co_await visitor_.open(attempt_.directory.submission_url, settings_.times.visit);
    page_came_ = platform_.clock.monotonic();
    record_.timing("visit", page_came_ - start);
    if (visit.answer.status == 0) co_return fail(visit.code, visit.problem);
    if (visit.answer.url != profile.page_url)
        co_return fail(ErrorCode::conflict, "the page is at another address now");
    for (const auto& name : profile.cookies)
        if (!visitor_.cookies().has(name))
            co_return fail(ErrorCode::conflict, "a cookie comes from a script");
    auto form = find_http_form(visit.answer, &profile);
    record_.timing("find_form", platform_.clock.monotonic() - page_came_);
    co_return form;
}

Async<HttpResult> HttpAttempt::run(const HttpProfile& profile) {
    const auto form = co_await look(profile);
    if (!form) co_return doubt(form.error().message);
    const auto start = platform_.clock.monotonic();
    const auto boundary = "----DirectoryBolt" + platform_.random.token(18);
    auto business = attempt_.profile;
    if (settings_.write_description)
        if (auto text = co_await settings_.write_description(attempt_, form->page.page, form->choice)) {
            record_.reason("a language model fitted the description to the form; its facts were checked");
            business.description = std::move(*text);
        }
    auto submission = fill_http_form(*form, business, attempt_.directory.name, boundary);
    record_.timing("fill", platform_.clock.monotonic() - start);
    if (!submission) co_return doubt(submission.error().message);
    if (auto allowed = co_await visitor_.check(submission->request.url); !allowed)
        co_return doubt(allowed.error().message);
    co_return co_await send(*form, std::move(*submission), profile);
}

void HttpAttempt::note_fields(const HttpForm& form, const forms::Plan& plan) {
    const auto& model = form.page.page.forms[form.choice.form];
    for (const auto& step : plan.steps) {
        record_.step(step);
        if (step.purpose == forms::Purpose::none) record_.field(step, label_of(step, model));
    }
}

Async<HttpResult> HttpAttempt::send(const HttpForm& form, HttpSubmission submission,
                                    const HttpProfile& profile) {
    record_.reason(form.choice.reason);
    note_fields(form, submission.plan);
    const auto waited = platform_.clock.monotonic() - page_came_;
    if (const auto wait = std::min(profile.took, kLongestWait) - waited; wait > Duration{0})
        co_await platform_.clock.sleep(wait);
    if (time_left() < Duration(settings_.times.least_to_send))
        co_return HttpResult{
            Ending{Verdict::unreachable, "the site was too slow: too little time is left to send safely"},
            ""};
    auto payload = record_.payload();
    auto sheet = fmt::format("{} {}\n\n", submission.request.method, submission.request.url);
    for (const auto& field : payload.at("fields").as_array())
        sheet += fmt::format("{}: {}\n", get_string(field, "label"), get_string(field, "value"));
    keep("before", sheet);
    auto marked = co_await hooks_.mark_sent(std::move(payload));
    if (!marked)
        co_return HttpResult{
            Ending{Verdict::unreachable, "nothing was sent, the store refused: " + marked.error().message},
            ""};
    sent_ = true;
    const auto start = platform_.clock.monotonic();
    const bool fresh = start - page_came_ > kConnectionIsYoung;
    const auto most = std::min(Duration(settings_.times.settle), std::max(time_left(), Duration(1ms)));
    auto visit = co_await visitor_.send(submission.request, profile.page_url, fresh,
                                        std::chrono::duration_cast<std::chrono::milliseconds>(most));
    failpoint("lane.answered");
    record_.timing("send", platform_.clock.monotonic() - start);
    co_return HttpResult{judge(form, submission, std::move(visit)), ""};
}

Ending HttpAttempt::judge(const HttpForm& form, const HttpSubmission& submission, HttpVisit visit) {
    const auto start = platform_.clock.monotonic();
    forms::Observation seen;
    seen.before = submission.before;
    seen.exchanges = std::move(visit.exchanges);
    seen.after_known = visit.answer.status != 0;
    if (seen.after_known) {
        std::vector<std::string> fields;
        for (const auto& field : seen.before.fields) fields.push_back(field.selector);
        seen.after = answer_state(visit.answer, form.page.page.forms[form.choice.form], fields);
        seen.navigations.push_back(visit.answer.url);
        keep("after", sheet_of(seen.after, visit.answer));
    } else {
        record_.reason("no answer came: " + visit.problem);
    }
    const auto judgement = forms::judge(seen);
    record_.judged(judgement, seen);
    record_.timing("judge", platform_.clock.monotonic() - start);
    if (judgement.continue_step)
        return {Verdict::unknown, "The site shows another part of its form, which was not expected.", 0.5};
    return judged_ending(judgement, attempt_.directory.submission_url);
}

void HttpAttempt::keep(std::string_view moment, const std::string& text) {
    const auto name = fmt::format("{}/{}-{}.txt", attempt_.job.id, attempt_.attempt_id, moment);
    if (auto kept = evidence_.put(name, to_valid_utf8(text)); !kept)
        record_.reason("the evidence was not kept: " + kept.error().message);
    else
        record_.picture(moment, name);
}

store::AttemptOutcome HttpAttempt::outcome(const Ending& ending) const {
    auto out = record_.outcome(ending, platform_.clock.monotonic() - started_);
    out.lane = Lane::http;
    return out;
}

} // namespace bolt::submit
