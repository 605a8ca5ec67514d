#include "submit/form_filler.hpp"

#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

using browser::BrowserResult;
using browser::Failure;
using forms::Action;
using forms::Step;

bool fills(const Step& step) {
    return step.purpose == forms::Purpose::none && step.action != Action::goto_ &&
           step.action != Action::wait;
}

std::string key_of(const Step& step) {
    return fmt::format("{}\n{}\n{}\n{}", to_string(step.action), step.selector, step.value, step.label);
}

std::string label_of(const Step& step, const forms::Page& page) {
    for (const auto& form : page.forms)
        for (const auto& control : form.controls)
            if (control.selector == step.selector) {
                const auto& best = control.labels.best();
                return best.empty() ? control.name : best;
            }
    return std::string(to_string(step.meaning));
}

/// What no listing can do without.
bool is_needed(const Step& step) {
    return step.required || (step.meaning == forms::Meaning::business_name && step.action == Action::fill);
}

/// The page did not react; where a control refuses, the driver's log says how it is.
bool is_slow(const browser::BrowserError& error) {
    return error.failure == Failure::timeout && !error.mentions("element is ") &&
           !error.mentions("intercepts pointer events") && !error.mentions("did not find");
}

bool is_covered(const browser::BrowserError& error) { return error.mentions("intercepts pointer events"); }

} // namespace

bool is_final(const browser::BrowserError& error) {
    switch (error.failure) {
    case Failure::stuck:
    case Failure::closed:
    case Failure::crashed:
    case Failure::driver_gone:
    case Failure::interrupted:
    case Failure::cancelled:
        return true;
    default:
        return false;
    }
}

std::chrono::milliseconds FormFiller::within(std::chrono::milliseconds most) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(time_left_());
    return std::clamp(most, 1ms, std::max(left, 1ms));
}

Async<BrowserResult<int>> FormFiller::fill(const forms::Plan& plan, const forms::Page& page) {
    int count = 0;
    for (const auto& step : plan.steps) {
        if (!fills(step) || !keys_.insert(key_of(step)).second) continue;
        // A field that is planned anew replaces what was planned for it before.
        std::erase_if(done_, [&](const Done& done) {
            return done.step.selector == step.selector && step.action != Action::click;
        });
        ++count;
        Done done{step, label_of(step, page)};
        auto result = co_await perform(done);
        if (!result && result.error().failure == Failure::timeout && time_left_() <= Duration{0})
            co_return forward(result);
        if (!result && is_final(result.error())) co_return forward(result);
        if (result) {
            record_.step(step);
            record_.field(done.step, done.label);
        } else {
            record_.step(step, result.error().message);
            done.failed = true;
            done.slow = is_slow(result.error());
        }
        done_.push_back(std::move(done));
    }
    co_return count;
}

/// Through the page's widget where there is one; what that does not take goes into the control itself.
Async<BrowserResult<void>> FormFiller::perform(Done& done) {
    done.by_widget = false;
    if (done.step.widget == forms::Widget::none) co_return co_await perform_step(done.step);
    auto held = co_await widgets_.set(done.step);
    if (!held) co_return forward(held);
    done.by_widget = *held;
    if (!widgets_.chosen().empty()) done.step.label = widgets_.chosen();
    if (*held) co_return BrowserResult<void>{};
    co_return co_await perform_step(done.step);
}

Async<BrowserResult<void>> FormFiller::perform_step(const Step& step) {
    auto result = co_await perform_once(step);
    if (result || is_final(result.error()) || !is_covered(result.error())) co_return result;
    if (!co_await dismiss_overlay(frame_, within(times_.field))) co_return result;
    co_return co_await perform_once(step);
}

Async<BrowserResult<void>> FormFiller::perform_once(const Step& step) {
    const browser::ActionOptions options{.timeout = within(times_.field)};
    switch (step.action) {
    case Action::fill:
        co_return co_await frame_.fill(step.selector, step.value, options);
    case Action::select: {
        auto chosen = co_await frame_.select_option(step.selector,
                                                    {step.value.empty() ? step.label : step.value}, options);
        if (!chosen) co_return forward(chosen);
        co_return BrowserResult<void>{};
    }
    case Action::check:
    case Action::uncheck:
        co_return co_await toggle(step);
    case Action::upload:
        co_return co_await upload(step);
    case Action::click:
        co_return co_await frame_.click(step.selector, options);
    case Action::goto_:
    case Action::wait:
        break;
    }
    co_return BrowserResult<void>{};
}

/// The first of the profile's pictures that the control takes.
Async<BrowserResult<void>> FormFiller::upload(const Step& step) {
    std::string why = "the business has no picture for it";
    auto urls = step.wanted;
    if (urls.empty()) urls.push_back(step.value);
    for (const auto& url : urls) {
        auto picture = co_await pictures_.fetch(url);
        if (!picture) {
            why = picture.error().message;
            continue;
        }
        const auto& [bytes, format, width, height] = **picture;
        why = misfit(step.limits, format, bytes.size(), width, height);
        if (!why.empty()) continue;
        const auto extension = format == "jpeg" ? "jpg" : std::string(format);
        co_return co_await frame_.set_input_file(
            step.selector, fmt::format("{}.{}", to_string(step.meaning), extension),
            fmt::format("image/{}", format), bytes, {.timeout = within(times_.script)});
    }
    co_return browser_fail(Failure::script, why);
}

Async<BrowserResult<void>> FormFiller::toggle(const Step& step) {
    const browser::ActionOptions options{.timeout = within(times_.field)};
    auto result = step.action == Action::check ? co_await frame_.check(step.selector, options)
                                               : co_await frame_.uncheck(step.selector, options);
    if (result || is_final(result.error())) co_return result;
    // Some styled boxes hide or cover the real one so well that no click reaches it: their stand-in takes it.
    if (step.stand_in.empty()) co_return result;
    auto state = co_await take_state(frame_, "", {step.selector}, within(times_.field));
    const bool wanted = step.action == Action::check;
    if (state && !state->fields.empty() && state->fields[0].checked == wanted)
        co_return BrowserResult<void>{};
    co_return co_await frame_.click(step.stand_in, options);
}

Async<BrowserResult<void>> FormFiller::repair(Done& done) {
    const auto& step = done.step;
    if (step.action != Action::fill || step.widget != forms::Widget::none) co_return co_await perform(done);
    // Typing takes its time by the letter; a long description still ends within the field's bound times five.
    // A page that was busy when the field was filled gets the same time.
    const auto most = times_.field * 5;
    auto emptied = co_await frame_.fill(step.selector, "", {.timeout = within(most)});
    if (!emptied) co_return emptied;
    co_return co_await frame_.type(step.selector, step.value, 0ms, {.timeout = within(most)});
}

std::vector<std::string> FormFiller::selectors() const {
    std::vector<std::string> out;
    for (const auto& done : done_) out.push_back(done.step.selector);
    return out;
}

/// Why each field that was done (in their order) is not as meant; "" where it is.
Async<BrowserResult<std::vector<std::string>>> FormFiller::differing(const std::string& form) {
    auto state = co_await take_state(frame_, form, selectors(), within(times_.script));
    if (!state) co_return forward(state);
    std::vector<std::string> why(done_.size());
    for (std::size_t index = 0; index < done_.size(); ++index) {
        const auto& step = done_[index].step;
        if (step.action == Action::click) continue;
        if (step.action == Action::upload) {
            if (done_[index].failed && step.required) why[index] = "none of the business's pictures fits";
            continue;
        }
        if (index >= state->fields.size() || !state->fields[index].found) {
            why[index] = "it is no longer there";
            continue;
        }
        const auto& field = state->fields[index];
        if (done_[index].failed && step.widget != forms::Widget::none)
            why[index] = "its widget did not take the value";
        else if (done_[index].by_widget)
            why[index] = step.widget == forms::Widget::picker ? "" : field.invalid;
        else if (step.expected && !matches_expected(step, field.value, field.checked))
            why[index] =
                fmt::format("it holds \"{}\" instead of \"{}\"", field.value.substr(0, 100), *step.expected);
        else if (!field.invalid.empty())
            why[index] = field.invalid;
        else if (!step.expected && step.action == Action::fill && field.value.empty())
            why[index] = "it stayed empty";
    }
    co_return why;
}

/// A page may hide a field by a trick once it holds something; what people cannot see shall not be sent.
Async<BrowserResult<void>> FormFiller::empty_traps() {
    auto page = co_await extract_page(frame_, within(times_.script));
    if (!page) co_return forward(page);
    std::set<std::string> traps;
    for (const auto& form : page->forms)
        for (const auto& control : form.controls)
            if (!control.visible && !control.proxy && control.honeypot_score >= forms::Control::kTrap)
                traps.insert(control.selector);
    json::array found;
    std::vector<Done> lost;
    std::erase_if(done_, [&](const Done& done) {
        if (done.step.action != Action::fill || !traps.contains(done.step.selector)) return false;
        found.emplace_back(done.step.selector);
        record_.drop_field(done.step.selector);
        record_.reason(fmt::format("emptied again: {} is hidden from people now", done.label));
        if (is_needed(done.step)) lost.push_back(done);
        return true;
    });
    // A trap may call itself as the real field does.
    for (const auto& one : lost)
        if (std::ranges::none_of(done_, [&](const Done& d) { return d.step.meaning == one.step.meaning; }))
            problems_.push_back(one.label + ": it is hidden from people now");
    if (found.empty()) co_return BrowserResult<void>{};
    co_return co_await clear_fields(frame_, std::move(found), within(times_.script));
}

Async<BrowserResult<void>> FormFiller::verify(const std::string& form) {
    problems_.clear();
    too_slow_.clear();
    // Fields check, format and close their lists when one leaves them.
    auto left = co_await frame_.evaluate("() => document.activeElement && document.activeElement.blur()",
                                         nullptr, within(times_.script));
    if (!left && is_final(left.error())) co_return forward(left);
    auto traps = co_await empty_traps();
    if (!traps) co_return traps;
    auto first = co_await differing(form);
    if (!first) co_return forward(first);
    bool repaired = false;
    for (std::size_t index = 0; index < done_.size(); ++index) {
        if ((*first)[index].empty()) continue;
        auto result = co_await repair(done_[index]);
        if (!result && is_final(result.error())) co_return forward(result);
        done_[index].slow = !result && is_slow(result.error());
        repaired = true;
    }
    if (!repaired) co_return BrowserResult<void>{};
    auto second = co_await differing(form);
    if (!second) co_return forward(second);
    for (std::size_t index = 0; index < done_.size(); ++index)
        if (const auto& why = (*second)[index]; !why.empty()) co_await give_up(done_[index], why);
    co_return BrowserResult<void>{};
}

Async<void> FormFiller::give_up(Done& done, const std::string& why) {
    const auto& step = done.step;
    record_.drop_field(step.selector);
    record_.step(step, why);
    if (done.slow) {
        too_slow_.push_back(done.label);
        co_return;
    }
    if (is_needed(step)) {
        problems_.push_back(
            fmt::format("{}: {}", done.label.empty() ? to_string(step.meaning) : done.label, why));
        co_return;
    }
    // Better nothing than something wrong.
    if (step.action == Action::fill)
        co_await frame_.fill(step.selector, "", {.timeout = within(times_.field)});
}

} // namespace bolt::submit
