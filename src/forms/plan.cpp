#include "forms/plan.hpp"

#include "forms/buttons.hpp"
#include "forms/match_option.hpp"
#include "forms/options.hpp"
#include "forms/paid_choice.hpp"
#include "forms/text.hpp"
#include "forms/values.hpp"
#include "forms/wanted.hpp"

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
        if (control.widget == Widget::picker) return picked(control, meaning);
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
        out.widget = control.widget;
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
        const bool holds = matches_expected(out, control.value, false);
        if (control.widget == Widget::suggest || control.widget == Widget::tokens) {
            out.wanted = wanted_for(control, meaning, profile_);
            out.near = near_words(profile_);
        }
        // What such a control holds then is the page's own spelling; the widget itself is asked.
        if (control.widget == Widget::tokens || control.widget == Widget::editor ||
            control.widget == Widget::clock)
            out.expected.reset();
        if (!holds) plan_.steps.push_back(std::move(out));
    }

    // Choices that nobody knows before the field is opened or typed into.
    void picked(const Control& control, const Classified& meaning) {
        const bool known = sure(meaning) || (control.required && meaning.meaning != none);
        auto wanted = known ? wanted_for(control, meaning, profile_) : std::vector<std::string>{};
        if (wanted.empty()) {
            // What a drawn field shows may be its own "Please choose".
            const bool filled = control.tag == "select" && !control.value.empty();
            if (control.required && !filled)
                lacks(control, meaning,
                      known ? "the business profile does not have it" : "nothing tells what it asks for");
            return;
        }
        auto out = step(Action::select, control, meaning);
        out.value = wanted.front();
        out.wanted = std::move(wanted);
        out.near = near_words(profile_);
        plan_.steps.push_back(std::move(out));
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
        case employees:
            return match_count(control.options, profile_.employees);
        case price_range:
            return match_price_level(control.options, profile_.price_level);
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
        if (!has_choices && control.widget == Widget::tokens) return text(control, meaning);
        if (!has_choices) {
            plan_.plan_again = plan_.plan_again || meaning.meaning == subcategory ||
                               meaning.meaning == state || meaning.meaning == city;
            if (control.required)
                lacks(control, meaning, "its choices appear only after another field is set");
            return;
        }
        if (is_plan(control.options, control.labels, meaning)) {
            const auto free = free_plan(control.options);
            if (!free) return paid_only(control, meaning, control.options);
            return choose(control, meaning, control.options[*free]);
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
        choose(control, meaning, control.options[found->option]);
    }

    void choose(const Control& control, const Classified& meaning, const Option& option) {
        if (option.selected) return;
        auto out = step(Action::select, control, meaning);
        out.value = option.value;
        out.label = option.label;
        out.expected = option.value;
        plan_.steps.push_back(std::move(out));
    }

    /// What the listing itself may cost; how dear the business is, is another question.
    static bool is_plan(const std::vector<Option>& options, const Labels& labels, const Classified& meaning) {
        if (meaning.meaning == upgrade) return true;
        return meaning.meaning != price_range && meaning.meaning != category &&
               meaning.meaning != subcategory &&
               offers_plans(options, labels.best() + " " + labels.legend + " " + labels.group);
    }

    void paid_only(const Control& control, const Classified& meaning, const std::vector<Option>& options) {
        const bool chosen = std::ranges::any_of(
            options, [](const Option& o) { return o.selected && cost_of(o.label) == Cost::paid; });
        if (chosen || control.required) lacks(control, meaning, "every choice costs money");
    }

    void box(const Control& control, const Classified& meaning) {
        const auto set = [&](bool on) {
            if (control.checked != on) {
                auto out = step(on ? Action::check : Action::uncheck, control, meaning);
                out.expected = on ? "on" : "";
                plan_.steps.push_back(std::move(out));
            }
        };
        // Nothing is bought for the customer, and what the page has ticked for them is taken back.
        const auto& text = label_of(control);
        const bool priced = cost_of(text) == Cost::paid;
        if (priced || (meaning.meaning == none && is_upgrade(text))) {
            if (control.required && priced) return lacks(control, meaning, "it wants money");
            if (!control.required) return set(false);
        }
        const auto day = profile_.hours.find(meaning.detail);
        switch (meaning.meaning) {
        case terms:
            return set(true);
        case upgrade:
            if (control.required) return lacks(control, meaning, "it wants money");
            [[fallthrough]];
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
            if (control.required && is_agreement(text)) return set(true);
            if (control.required && !control.checked)
                lacks(control, meaning, "nothing tells what ticking it means");
        }
    }

    // With what its row of a table says as well, the price above all.
    static const std::string& choice_label(const Control& control) {
        const auto& own = label_of(control);
        const auto& row = control.labels.next;
        return row.size() > own.size() && row.find(own) != std::string::npos ? row : own;
    }

    static const std::string& label_of(const Control& control) {
        return !control.labels.for_.empty()   ? control.labels.for_
               : !control.labels.wrap.empty() ? control.labels.wrap
               : !control.labels.next.empty() ? control.labels.next
               : !control.labels.aria.empty() ? control.labels.aria
                                              : control.value;
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
            options.push_back({each.value, choice_label(each), "", false, each.checked});
            required = required || each.required;
            chosen = chosen || each.checked;
        }
        auto group = control; // the group as a list of its choices
        group.options = options;
        group.required = required;
        if (control.kind == ControlKind::radio && is_plan(options, group_labels(control), meaning)) {
            const auto free = free_plan(options);
            if (!free) return paid_only(group, meaning, options);
            return tick(*members[*free], meaning, options[*free], required);
        }
        const bool known = meaning.meaning != none && meaning.meaning != message;
        const auto found = known ? option_for(group, meaning) : std::nullopt;
        if (!found) {
            if (required && !chosen)
                lacks(control, meaning, known ? "no choice fits" : "nothing tells what it asks for");
            return;
        }
        tick(*members[found->option], meaning, options[found->option], required);
    }

    /// The texts that name the group: those of one choice say nothing about the others.
    static Labels group_labels(const Control& control) {
        Labels out;
        out.legend = control.labels.legend;
        out.group = control.labels.group;
        out.for_ = control.name;
        return out;
    }

    void tick(const Control& member, const Classified& meaning, const Option& option, bool required) {
        if (option.selected) return;
        auto out = step(Action::check, member, meaning);
        out.label = option.label;
        out.expected = "on";
        out.required = required;
        plan_.steps.push_back(std::move(out));
    }

    void file(const Control& control, const Classified& meaning) {
        std::vector<std::string> pictures;
        const auto add = [&](const std::string& url) {
            if (!url.empty() && std::ranges::find(pictures, url) == pictures.end()) pictures.push_back(url);
        };
        if (meaning.meaning == logo) add(profile_.logo_url);
        if (meaning.meaning == photo || (meaning.meaning == logo && control.required))
            for (const auto& url : profile_.photo_urls) add(url);
        if (meaning.meaning == photo && control.required) add(profile_.logo_url);
        if (options_.uploads && !pictures.empty()) {
            auto out = step(Action::upload, control, meaning);
            out.value = pictures.front();
            out.wanted = std::move(pictures);
            out.limits = upload_limits(control);
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

} // namespace bolt::forms
