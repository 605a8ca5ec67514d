#include "submit/probe.hpp"

#include "submit/form_look.hpp"
#include "submit/form_search.hpp"
#include "submit/probe_marks.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::submit {
namespace {

/// As long as an attempt waits for a form that scripts draw.
constexpr auto kFormAppears = 6s;

std::optional<std::string> filling(const forms::Step& step) {
    switch (step.action) {
    case forms::Action::fill:
    case forms::Action::upload:
        return step.value;
    case forms::Action::select:
        return step.label.empty() ? step.value : step.label;
    case forms::Action::check:
        return "checked";
    case forms::Action::uncheck:
        return "unchecked";
    default:
        return std::nullopt;
    }
}

std::string name_of(const forms::Form& form) {
    for (const auto* text : {&form.label, &form.heading, &form.name, &form.id, &form.role, &form.action})
        if (!text->empty()) return *text;
    return "without a name";
}

void describe_form(ProbeReport& report, const FormLook& look, const BusinessProfile& profile) {
    const auto& page = look.model;
    for (std::size_t index = 0; index < page.forms.size(); ++index)
        if (look.choice.kind != forms::PageKind::submission || index != look.choice.form)
            report.other_forms.push_back(fmt::format("{} ({} controls)", name_of(page.forms[index]),
                                                     page.forms[index].controls.size()));
    if (look.choice.kind != forms::PageKind::submission) return;
    const auto& form = page.forms[look.choice.form];
    report.form = form.selector;
    auto plan = forms::make_plan(page, look.choice, profile, {.directory = "", .url = ""});
    if (!plan) {
        report.reason += "; " + plan.error().message;
        return;
    }
    report.complete = plan->complete();
    for (const auto& meaning : look.choice.meaning) {
        ProbeField field{form.controls[meaning.control], meaning, false, std::nullopt, ""};
        field.trap =
            meaning.meaning == forms::Meaning::trap || field.control.honeypot_score >= forms::Control::kTrap;
        for (const auto& step : plan->steps)
            if (step.selector == field.control.selector && step.action != forms::Action::click)
                field.fill = filling(step);
        for (const auto& unfilled : plan->unfilled)
            if (unfilled.selector == field.control.selector) field.unfilled = unfilled.reason;
        report.fields.push_back(std::move(field));
    }
    if (const auto* sending = plan->sending()) {
        report.button_purpose = sending->purpose;
        report.button_selector = sending->selector;
        for (const auto& button : form.buttons)
            if (button.selector == sending->selector) report.button = button.text;
    }
}

class Probe {
  public:
    Probe(const Platform& platform, BrowserLane& lane, ProbeOptions options)
        : platform_(platform), lane_(lane), options_(std::move(options)) {}

    Async<Result<ProbeReport>> run() {
        const auto start = platform_.clock.monotonic();
        left_ = [this, start] {
            return Duration(lane_.settings().times.attempt) - (platform_.clock.monotonic() - start);
        };
        if (auto allowed = co_await lane_.addresses().check(options_.url); !allowed)
            co_return forward(allowed);
        const auto proxy = lane_.make_proxy();
        auto lease = co_await lane_.open(*proxy, options_.locale);
        if (!lease) co_return forward(lease);
        auto report =
            options_.follow ? co_await search(lease->context()) : co_await open(lease->context(), *proxy);
        co_await lease->release();
        co_return report;
    }

  private:
    Async<Result<ProbeReport>> search(browser::Context& context) {
        FormSearch work(platform_, lane_.settings(), lane_.addresses(), {}, left_);
        auto found = co_await work.run(context, options_.url);
        if (!found.page) co_return fail(ErrorCode::unavailable, "the site cannot be opened: " + found.reason);
        ProbeReport report;
        report.status = found.status;
        report.visited = std::move(found.visited);
        auto described = co_await describe(*found.page, std::move(report), Duration{0});
        if (described && found.url.empty()) described->kind = found.wall, described->reason = found.reason;
        co_return described;
    }

    Async<Result<ProbeReport>> open(browser::Context& context, const AddressProxy& proxy) {
        const auto& times = lane_.settings().times;
        auto page = co_await context.new_page(times.visit);
        if (!page) co_return forward(page);
        auto answer =
            co_await (*page)->main_frame().go(options_.url, browser::WaitUntil::document, times.visit);
        if (!answer) co_return refused(proxy, answer.error());
        ProbeReport report;
        report.status = answer->status;
        const auto patience = answer->status >= 400 ? Duration{0} : Duration(kFormAppears);
        co_return co_await describe(**page, std::move(report), patience);
    }

    Async<Result<ProbeReport>> describe(browser::Page& page, ProbeReport report, Duration patience) {
        auto look = co_await await_form(page, platform_.clock, lane_.settings().times, patience, left_);
        if (look.hung || look.lost || !look.frame)
            co_return fail(ErrorCode::unavailable,
                           look.hung ? "the page does not react" : "the page cannot be read");
        report.url = page.url();
        report.title = look.model.title;
        report.language = look.model.language;
        report.kind = look.choice.kind;
        report.reason = look.choice.reason;
        report.score = look.choice.score;
        report.frame_url = look.frame->url();
        report.captchas = look.model.captchas;
        if (look.unstyled) report.reason += "; its style sheets did not come: an attempt would not fill it";
        describe_form(report, look, options_.profile);
        report.unstyled = look.unstyled;
        if (lane_.settings().robots) {
            const auto answer = co_await lane_.settings().robots->ask(report.url);
            if (answer.kind != RobotsAnswer::Kind::allowed) report.robots = answer.reason;
        }
        if (options_.picture) {
            auto picture = co_await take_marked_picture(page, *look.frame, report, lane_.settings());
            if (!picture) co_return forward(picture);
            report.picture = std::move(*picture);
        }
        report.model = std::move(look.model);
        report.choice = std::move(look.choice);
        co_return report;
    }

    Result<ProbeReport> refused(const AddressProxy& proxy, const browser::BrowserError& error) const {
        auto text = error.message;
        auto code = ErrorCode::unavailable;
        if (const auto destination = read_destination(options_.url)) {
            const auto problem = proxy.problem_of(destination->host);
            if (!problem.message.empty()) text = problem.message, code = problem.code;
        }
        return fail(code, "the page cannot be opened: " + text);
    }

    const Platform& platform_;
    BrowserLane& lane_;
    ProbeOptions options_;
    std::function<Duration()> left_;
};

} // namespace

Async<Result<ProbeReport>> probe(const Platform& platform, BrowserLane& lane, ProbeOptions options) {
    Probe work(platform, lane, std::move(options));
    co_return co_await work.run();
}

std::string_view to_string(forms::PageKind kind) {
    switch (kind) {
    case forms::PageKind::submission:
        return "submission";
    case forms::PageKind::login:
        return "login";
    case forms::PageKind::captcha:
        return "captcha";
    case forms::PageKind::payment:
        return "payment";
    case forms::PageKind::blocked:
        return "blocked";
    case forms::PageKind::no_form:
        return "no_form";
    }
    return "no_form";
}

} // namespace bolt::submit
