#include "forms/plan.hpp"

#include "forms/buttons.hpp"
#include "forms/match_option.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"
#include "forms/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace bolt::forms {
namespace {

using enum Meaning;

/// Plans the controls of one form, in document order.
class Planner {
  public:
    Planner(const Form& form, const BusinessProfile& profile, const PlanOptions& options, Plan& plan)
        : form_(form), profile_(profile), options_(options), plan_(plan) {}

    void add(const Classified& meaning) {
        const auto& control = form_.controls[meaning.control];
        const bool is_list =
            control.kind == ControlKind::select || control.kind == ControlKind::select_multiple;
        if (is_list && control.disabled && control.visible) waits_for_choices_ = true;
        if (!control.operable() || meaning.meaning == trap) return;
        switch (control.kind) {
        case ControlKind::hidden:
            return;
        case ControlKind::checkbox:
            return box(control, meaning);
        case ControlKind::radio:
            return radio(control, meaning);
        case ControlKind::file:
            return file(control, meaning);
        case ControlKind::select:
        case ControlKind::select_multiple:
            return list(control, meaning);
        case ControlKind::custom:
            if (control.required) lacks(control, meaning, "it is a widget of the page's own");
            return;
        default:
            return text(control, meaning);
        }
    }

    /// Call after the last control: a list without choices may get them from the choices that are planned
    /// now.
    void finish() {
        const auto chooses = [](const Step& step) {
            return step.action == Action::select || step.action == Action::check;
        };
        plan_.plan_again = waits_for_choices_ && std::ranges::any_of(plan_.steps, chooses);
    }

  private:
    void lacks(const Control& control, const Classified& meaning, std::string reason) {
        plan_.unfilled.push_back(
            {control.selector, control.labels.best(), meaning.meaning, true, std::move(reason)});
    }

    Step step(Action action, const Control& control, const Classified& meaning) const {
        Step out;
        out.action = action;
        out.selector = control.selector;
        out.stand_in = control.stand_in;
        out.meaning = meaning.meaning;
        out.detail = meaning.detail;
        out.required = control.required;
        return out;
    }

    static bool sure(const Classified& meaning) {
        return meaning.meaning != none && meaning.confidence >= Classified::kConfident;
    }

    void text(const Control& control, const Classified& meaning) {
        // A required field is filled on weaker evidence: leaving it empty fails for certain.
        const bool known =
            sure(meaning) || (control.required && meaning.meaning != none && meaning.confidence >= 0.35);
        const auto value = known ? text_value(control, meaning, profile_)
                                 : Value{std::nullopt, "nothing tells what it asks for"};
        if (!value.text) {
            if (control.required && control.value.empty()) lacks(control, meaning, value.reason);
            return;
        }
        auto out = step(Action::fill, control, meaning);
        out.value = *value.text;
        out.expected = *value.text;
        if (!matches_expected(out, control.value, false)) plan_.steps.push_back(std::move(out));
    }

    std::optional<OptionMatch> option_for(const Control& control, const Classified& meaning) const {
        switch (meaning.meaning) {
        case category:
        case subcategory:
        case tags:
            return match_category(control.options, profile_.categories);
        case state:
            if (auto found = match_state(control.options, profile_.state, profile_.country)) return found;
            return match_place(control.options, profile_.city, profile_.state, profile_.country);
        case city:
            return match_place(control.options, profile_.city, profile_.state, profile_.country);
        case country:
            return match_country(control.options, profile_.country);
        case hours_open:
        case hours_close: {
            const auto day = profile_.hours.find(meaning.detail);
            if (day == profile_.hours.end() || day->second.empty()) return std::nullopt;
            return match_time(control.options, meaning.meaning == hours_open ? day->second.front().opens
                                                                             : day->second.back().closes);
        }
        case none:
            return std::nullopt;
        default: {
            const auto value = text_value(control, meaning, profile_);
            return value.text ? match_text(control.options, *value.text) : std::nullopt;
        }
        }
    }

    void list(const Control& control, const Classified& meaning) {
        const bool has_choices = std::ranges::any_of(
            control.options, [](const Option& o) { return !o.disabled && !is_placeholder(o); });
        if (!has_choices) {
            plan_.plan_again = plan_.plan_again || meaning.meaning == subcategory ||
                               meaning.meaning == state || meaning.meaning == city;
            if (control.required)
                lacks(control, meaning, "its choices appear only after another field is set");
            return;
        }
        const bool known = sure(meaning) || (control.required && meaning.meaning != none);
        const auto found = known ? option_for(control, meaning) : std::nullopt;
        if (!found || (found->is_fallback && !control.required && meaning.meaning != category)) {
            const bool chosen = std::ranges::any_of(
                control.options, [](const Option& o) { return o.selected && !is_placeholder(o); });
            if (control.required && !chosen)
                lacks(control, meaning, known ? "no choice fits" : "nothing tells what it asks for");
            return;
        }
        const auto& option = control.options[found->option];
        if (option.selected) return;
        auto out = step(Action::select, control, meaning);
        out.value = option.value;
        out.label = option.label;
        out.expected = option.value;
        plan_.steps.push_back(std::move(out));
    }

    void box(const Control& control, const Classified& meaning) {
        const auto set = [&](bool on) {
            if (control.checked != on) {
                auto out = step(on ? Action::check : Action::uncheck, control, meaning);
                out.expected = on ? "on" : "";
                plan_.steps.push_back(std::move(out));
            }
        };
        const auto day = profile_.hours.find(meaning.detail);
        switch (meaning.meaning) {
        case terms:
            return set(true);
        case newsletter:
            return set(false); // the customer bought a listing, not advertising
        case hours_closed:
            return day == profile_.hours.end() ? void() : set(day->second.empty());
        case hours_opened:
            return day == profile_.hours.end() ? void() : set(!day->second.empty());
        case category:
        case subcategory:
            return choice(control, meaning);
        default:
            if (control.required && !control.checked)
                lacks(control, meaning, "nothing tells what ticking it means");
        }
    }

    void radio(const Control& control, const Classified& meaning) {
        if (meaning.meaning == newsletter || meaning.meaning == terms) return;
        choice(control, meaning);
    }

    // One of a group of radio buttons or boxes of the same name: decided when its first member comes.
    void choice(const Control& control, const Classified& meaning) {
        if (!groups_done_.insert(control.name).second) return;
        std::vector<const Control*> members;
        std::vector<Option> options;
        bool required = false;
        bool chosen = false;
        for (const auto& each : form_.controls) {
            if (each.name != control.name || each.kind != control.kind || !each.operable()) continue;
            members.push_back(&each);
            const auto& label = !each.labels.for_.empty()   ? each.labels.for_
                                : !each.labels.wrap.empty() ? each.labels.wrap
                                                            : each.labels.next;
            options.push_back({each.value, label.empty() ? each.value : label, "", false, each.checked});
            required = required || each.required;
            chosen = chosen || each.checked;
        }
        const bool known =
            meaning.meaning == category || meaning.meaning == subcategory || meaning.meaning == country;
        const auto found = !known                       ? std::nullopt
                           : meaning.meaning == country ? match_country(options, profile_.country)
                                                        : match_category(options, profile_.categories);
        if (!found) {
            if (required && !chosen)
                lacks(control, meaning, known ? "no choice fits" : "nothing tells what it asks for");
            return;
        }
        if (options[found->option].selected) return;
        auto out = step(Action::check, *members[found->option], meaning);
        out.label = options[found->option].label;
        out.expected = "on";
        out.required = required;
        plan_.steps.push_back(std::move(out));
    }

    void file(const Control& control, const Classified& meaning) {
        const bool picture = meaning.meaning == logo || (meaning.meaning == photo && control.required);
        if (picture && !options_.logo_file.empty()) {
            auto out = step(Action::upload, control, meaning);
            out.value = options_.logo_file;
            plan_.steps.push_back(std::move(out));
        } else if (control.required) {
            lacks(control, meaning, "the business has no file for it");
        }
    }

    const Form& form_;
    const BusinessProfile& profile_;
    const PlanOptions& options_;
    Plan& plan_;
    std::set<std::string> groups_done_;
    bool waits_for_choices_ = false;
};

std::string simplified(std::string_view text, bool digits_only) {
    std::string out;
    for (const char c : fold(text)) {
        const bool keep = digits_only ? c >= '0' && c <= '9' : c != ' ' && c != '\r';
        if (keep) out += c;
    }
    return out;
}

} // namespace

Result<Plan> make_plan(const Page& page, const BusinessProfile& profile, const PlanOptions& options) {
    return make_plan(page, choose_form(page), profile, options);
}

Result<Plan> make_plan(const Page& page, const Choice& choice, const BusinessProfile& profile,
                       const PlanOptions& options) {
    if (choice.kind != PageKind::submission || choice.form >= page.forms.size())
        return fail(ErrorCode::not_found, choice.reason);
    const auto& form = page.forms[choice.form];
    Plan plan;
    plan.form_selector = form.selector;
    plan.business_name = profile.business_name;
    plan.directory = options.directory;
    if (!options.url.empty()) {
        Step open;
        open.action = Action::goto_;
        open.url = options.url;
        plan.steps.push_back(std::move(open));
    }
    Planner planner(form, profile, options, plan);
    bool asks_number_apart = false;
    for (const auto& each : choice.meaning)
        asks_number_apart = asks_number_apart || each.meaning == house_number;
    for (auto each : choice.meaning) {
        if (each.control >= form.controls.size()) continue;
        if (each.meaning == address_line1 && asks_number_apart) each.detail = "street";
        if (each.meaning == captcha && form.controls[each.control].operable()) plan.captcha = "present";
        planner.add(each);
    }
    planner.finish();
    if (!page.captchas.empty()) plan.captcha = "present";
    if (const auto sending = find_sending_button(form); sending.button != nullptr) {
        Step send;
        send.action = Action::click;
        send.selector = sending.button->selector;
        send.label = sending.button->text;
        send.purpose = sending.purpose;
        send.required = true;
        plan.steps.push_back(std::move(send));
    }
    return plan;
}

const Step* Plan::sending() const {
    return !steps.empty() && steps.back().purpose != Purpose::none ? &steps.back() : nullptr;
}

bool Plan::complete() const { return unfilled.empty() && sending() != nullptr && !plan_again; }

bool matches_expected(const Step& step, std::string_view found_value, bool found_checked) {
    if (step.action == Action::check) return found_checked;
    if (step.action == Action::uncheck) return !found_checked;
    if (!step.expected) return true;
    const bool digits = is_phone_like(step.meaning);
    const auto wanted = simplified(*step.expected, digits);
    const auto found = simplified(found_value, digits);
    if (wanted == found) return true;
    // Pages complete addresses: "example.com" becomes "https://example.com/"; masks drop the country code of
    // a number.
    if (step.meaning == website || step.meaning == social_link) {
        const auto bare = [](std::string_view url) {
            if (const auto mark = url.find("://"); mark != std::string_view::npos)
                url.remove_prefix(mark + 3);
            while (url.ends_with('/')) url.remove_suffix(1);
            return std::string(url);
        };
        return bare(wanted) == bare(found);
    }
    return digits && found.size() >= 7 && (wanted.ends_with(found) || found.ends_with(wanted));
}

} // namespace bolt::forms
