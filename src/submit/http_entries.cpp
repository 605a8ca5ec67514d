#include "submit/http_entries.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace bolt::submit {
namespace {

using forms::attribute;
using forms::has_attribute;
using forms::HtmlNode;
using forms::tag_in;
using forms::tag_of;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return std::string(text);
}

/// ASCII blanks as one space, none at the ends (an option's text; no other blanks count).
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string text_below(HtmlNode node) {
    std::string out;
    for (const auto* at = node; at != nullptr; at = forms::walk(at, node, true))
        if (forms::is_text(at)) out += forms::text_data(at);
    return out;
}

std::string newlines_as_lf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r')
            out += text[i];
        else if (i + 1 >= text.size() || text[i + 1] != '\n')
            out += '\n';
    }
    return out;
}

std::string input_type(HtmlNode node) {
    const auto type = lower(attribute(node, "type"));
    const bool known =
        tag_in(type, "hidden|search|tel|url|email|password|date|month|week|time|datetime-local|"
                     "number|range|color|checkbox|radio|file|submit|image|reset|button");
    return known ? type : "text";
}

std::vector<OptionState> options_of(HtmlNode select) {
    std::vector<OptionState> out;
    for (const auto* node = forms::walk(select, select, true); node != nullptr;
         node = forms::walk(node, select, true)) {
        if (tag_of(node) != "option") continue;
        const auto* above = forms::parent_of(node);
        OptionState option;
        const auto text = squeezed(text_below(node));
        option.value = has_attribute(node, "value") ? std::string(attribute(node, "value")) : text;
        option.label = has_attribute(node, "label") ? std::string(attribute(node, "label")) : text;
        option.disabled =
            has_attribute(node, "disabled") ||
            (above != nullptr && tag_of(above) == "optgroup" && has_attribute(above, "disabled"));
        option.selected = has_attribute(node, "selected");
        out.push_back(std::move(option));
    }
    if (has_attribute(select, "multiple")) return out;
    // Of several selected ones the last; with a display size of 1 and none, the first that can be chosen.
    bool any = false;
    for (auto option = out.rbegin(); option != out.rend(); ++option) {
        option->selected = option->selected && !any;
        any = any || option->selected;
    }
    const auto size = attribute(select, "size");
    if (!any && (size.empty() || size == "0" || size == "1"))
        if (const auto first = std::ranges::find(out, false, &OptionState::disabled); first != out.end())
            first->selected = true;
    return out;
}

ControlState initial(HtmlNode node) {
    ControlState out;
    const auto tag = tag_of(node);
    if (tag == "select") {
        out.type = "select";
        out.options = options_of(node);
    } else if (tag == "textarea") {
        out.type = "textarea";
        out.value = newlines_as_lf(text_below(node));
    } else if (tag == "button") {
        const auto type = lower(attribute(node, "type"));
        out.type = tag_in(type, "reset|button") ? type : "submit";
        out.value = attribute(node, "value");
    } else if (tag == "input") {
        out.type = input_type(node);
        out.checked = has_attribute(node, "checked");
        const bool choice = out.type == "checkbox" || out.type == "radio";
        if (choice || out.type == "submit")
            // Chromium's own label of a button without one; Firefox says "Submit Query".
            out.value = has_attribute(node, "value") ? std::string(attribute(node, "value"))
                        : choice                     ? "on"
                                                     : "Submit";
        else if (out.type != "file")
            out.value = sanitized(out.type, std::string(attribute(node, "value")));
    }
    return out;
}

bool is_text_like(std::string_view type) {
    return tag_in(type,
                  "text|search|tel|url|email|password|number|date|month|week|time|datetime-local|color|range|"
                  "textarea");
}

Result<std::string> direction_of(HtmlNode node) {
    for (const auto* at = node; at != nullptr; at = forms::parent_of(at)) {
        const auto dir = lower(attribute(at, "dir"));
        if (dir == "auto") return fail(ErrorCode::conflict, "a field's text direction is found by its text");
        if (dir == "ltr" || dir == "rtl") return dir;
    }
    return std::string("ltr");
}

} // namespace

std::string sanitized(std::string_view type, std::string value) {
    static const re2::RE2 number(R"(-?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?)");
    static const re2::RE2 date(R"(\d{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))");
    static const re2::RE2 month(R"(\d{4,6}-(0[1-9]|1[0-2]))");
    static const re2::RE2 week(R"(\d{4,6}-W(0[1-9]|[1-4]\d|5[0-3]))");
    static const re2::RE2 time(R"(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?)");
    static const re2::RE2 moment(
        R"(\d{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?)");
    static const re2::RE2 color(R"(#[0-9a-fA-F]{6})");
    const auto valid_or = [&](const re2::RE2& pattern, std::string otherwise) {
        return re2::RE2::FullMatch(value, pattern) ? value : std::move(otherwise);
    };
    if (tag_in(type, "text|search|tel|password|url|email")) {
        std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
        return type == "url" || type == "email" ? trimmed(value) : value;
    }
    if (type == "number") return valid_or(number, "");
    if (type == "range") return valid_or(number, "50");
    if (type == "date") return valid_or(date, "");
    if (type == "month") return valid_or(month, "");
    if (type == "week") return valid_or(week, "");
    if (type == "time") return valid_or(time, "");
    if (type == "datetime-local") return valid_or(moment, "");
    if (type == "color") return lower(valid_or(color, "#000000"));
    if (type == "textarea") return newlines_as_lf(value);
    return value;
}

FilledForm::FilledForm(const forms::HtmlForm& form) : form_(form) {
    for (const auto& element : form.elements) states_[element.node] = initial(element.node);
}

HtmlNode FilledForm::element(const std::string& selector) const {
    const auto found = std::ranges::find(form_.elements, selector, &forms::HtmlForm::Element::selector);
    return found == form_.elements.end() ? nullptr : found->node;
}

Result<void> FilledForm::apply(const forms::Step& step) {
    const auto* node = element(step.selector);
    if (node == nullptr) return fail(ErrorCode::conflict, "a planned field is not in the form");
    auto& state = states_[node];
    if (forms::is_disabled(node)) return fail(ErrorCode::conflict, "a planned field is disabled");
    state.touched = true;
    switch (step.action) {
    case forms::Action::fill:
        if (!is_text_like(state.type)) return fail(ErrorCode::conflict, "a planned field takes no text");
        state.value = sanitized(state.type, step.value);
        // The browser keeps what a person types within maxlength; a plan beyond it is not guessed at.
        if (state.value.empty() && !step.value.empty())
            return fail(ErrorCode::conflict, "a field does not take its value");
        return {};
    case forms::Action::select:
        return choose(state, step);
    case forms::Action::check:
        return toggle(node, state, true);
    case forms::Action::uncheck:
        return toggle(node, state, false);
    default:
        return fail(ErrorCode::conflict, "a step needs a browser");
    }
}

Result<void> FilledForm::choose(ControlState& state, const forms::Step& step) const {
    const auto& wanted = step.value.empty() ? step.label : step.value;
    const auto found = std::ranges::find_if(state.options, [&](const OptionState& option) {
        return !option.disabled && (option.value == wanted || squeezed(option.label) == squeezed(wanted));
    });
    if (found == state.options.end()) return fail(ErrorCode::conflict, "a planned choice is not offered");
    for (auto& option : state.options) option.selected = &option == &*found;
    return {};
}

Result<void> FilledForm::toggle(HtmlNode node, ControlState& state, bool on) {
    if (state.type != "checkbox" && (state.type != "radio" || !on))
        return fail(ErrorCode::conflict, "a planned box cannot be ticked");
    if (state.type == "radio")
        for (auto& [other, its] : states_)
            if (its.type == "radio" && attribute(other, "name") == attribute(node, "name"))
                its.checked = false;
    state.checked = on;
    return {};
}

Result<std::vector<FormEntry>> FilledForm::entries(HtmlNode submitter, const Charset& charset) const {
    std::vector<FormEntry> out;
    for (const auto& [node, selector] : form_.elements) {
        const auto& state = states_.at(node);
        const auto tag = tag_of(node);
        if (!tag_in(tag, "input|select|textarea|button") || forms::is_disabled(node)) continue;
        const std::string name(attribute(node, "name"));
        if (state.type == "image") {
            if (node != submitter) continue;
            out.push_back({name.empty() ? "x" : name + ".x", "0"});
            out.push_back({name.empty() ? "y" : name + ".y", "0"});
            continue;
        }
        if (tag_in(state.type, "submit|reset|button") && node != submitter) continue;
        if (name.empty() || ((state.type == "checkbox" || state.type == "radio") && !state.checked)) continue;
        if (state.type == "select") {
            for (const auto& option : state.options)
                if (option.selected && !option.disabled) out.push_back({name, option.value});
        } else if (state.type == "file") {
            out.push_back({name, "", true});
        } else if (state.type == "hidden" && lower(name) == "_charset_") {
            out.push_back({name, charset.name()});
        } else {
            if (state.type == "range" && (has_attribute(node, "min") || has_attribute(node, "max")) &&
                !state.touched)
                return fail(ErrorCode::conflict, "a slider's first position is not worked out here");
            out.push_back({name, state.value});
        }
        const bool tells_direction = tag_in(state.type, "text|search|tel|url|email|hidden|textarea");
        if (const auto key = attribute(node, "dirname"); !key.empty() && tells_direction) {
            auto direction = direction_of(node);
            if (!direction) return forward(direction);
            out.push_back({std::string(key), *direction});
        }
    }
    return out;
}

} // namespace bolt::submit
