#include "submit/http_constraints.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <re2/re2.h>

namespace bolt::submit {
namespace {

using forms::attribute;
using forms::has_attribute;
using forms::HtmlNode;
using forms::tag_in;

std::optional<double> number_of(std::string_view text) {
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return out;
}

/// Length as HTML counts it: UTF-16 units, a line end is one.
std::size_t length_of(std::string_view text) {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) ++units;
        if (byte >= 0xF0) ++units;
    }
    return units;
}

// Source: HTML standard, "valid e-mail address".
bool is_email(std::string_view text) {
    static const re2::RE2 pattern(
        R"([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)"
        R"((\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)");
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_absolute_url(std::string_view text) {
    static const re2::RE2 pattern(R"((?i)https?://[^\s/?#]+\S*)");
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

std::string number_problem(HtmlNode node, const ControlState& state) {
    const auto value = number_of(state.value);
    const auto least = number_of(attribute(node, "min"));
    const auto most = number_of(attribute(node, "max"));
    if (!value) return "is no number";
    if (least && *value < *least) return "is below its minimum";
    if (most && *value > *most) return "is above its maximum";
    const auto step = attribute(node, "step");
    if (step == "any") return {};
    const double width = number_of(step).value_or(1);
    const double base = least.value_or(number_of(attribute(node, "value")).value_or(0));
    const double steps = (*value - base) / (width > 0 ? width : 1);
    return std::abs(steps - std::round(steps)) > 1e-6 ? "does not lie on a step" : "";
}

std::string text_problem(HtmlNode node, const ControlState& state) {
    if (state.value.empty()) return {};
    if (state.type == "email" && !has_attribute(node, "multiple") && !is_email(state.value))
        return "is no e-mail address";
    if (state.type == "url" && !is_absolute_url(state.value)) return "is no web address";
    if (state.type == "number") return number_problem(node, state);
    if (tag_in(state.type, "date|month|week|time|datetime-local") &&
        (has_attribute(node, "min") || has_attribute(node, "max")))
        return "has bounds that only a browser checks";
    if (const auto pattern = attribute(node, "pattern");
        !pattern.empty() && tag_in(state.type, "text|search|url|tel|email|password")) {
        const re2::RE2 expression("^(?:" + std::string(pattern) + ")$", re2::RE2::Quiet);
        if (!expression.ok()) return "has a pattern that only a browser understands";
        if (!re2::RE2::PartialMatch(state.value, expression)) return "does not match its pattern";
    }
    if (!state.touched) return {}; // lengths bind only what was typed
    const auto least = number_of(attribute(node, "minlength"));
    const auto most = number_of(attribute(node, "maxlength"));
    const auto length = static_cast<double>(length_of(state.value));
    if (least && length < *least) return "is too short";
    if (most && *most >= 0 && length > *most) return "is too long";
    return {};
}

bool group_is_ticked(const FilledForm& filled, std::string_view name) {
    for (const auto& [node, selector] : filled.form().elements) {
        const auto& state = filled.state(node);
        if (state.type == "radio" && state.checked && attribute(node, "name") == name) return true;
    }
    return false;
}

bool is_missing(const FilledForm& filled, HtmlNode node, const ControlState& state) {
    if (state.type == "checkbox") return !state.checked;
    if (state.type == "radio") return !group_is_ticked(filled, attribute(node, "name"));
    if (state.type == "file") return true;
    if (state.type == "select") {
        for (const auto& option : state.options)
            if (option.selected && !option.value.empty()) return false;
        return true;
    }
    return state.value.empty();
}

} // namespace

std::string refused_by_constraints(const FilledForm& filled, HtmlNode submitter) {
    const auto* form = filled.form().node;
    if (form != nullptr && has_attribute(form, "novalidate")) return {};
    if (submitter != nullptr && has_attribute(submitter, "formnovalidate")) return {};
    for (const auto& [node, selector] : filled.form().elements) {
        const auto& state = filled.state(node);
        const bool barred = forms::is_disabled(node) || has_attribute(node, "readonly") ||
                            tag_in(state.type, "hidden|submit|reset|button|image") || state.type.empty();
        if (barred || forms::closest(node, "datalist") != nullptr) continue;
        const auto name = std::string(attribute(node, "name"));
        if (has_attribute(node, "required") && is_missing(filled, node, state))
            return fmt::format("the field {} is required and empty", name);
        if (state.type == "select" || state.type == "checkbox" || state.type == "radio" ||
            state.type == "file")
            continue;
        if (auto problem = text_problem(node, state); !problem.empty())
            return fmt::format("the field {} {}", name, problem);
    }
    return {};
}

} // namespace bolt::submit
