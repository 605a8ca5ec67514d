#include "submit/http_profile.hpp"

#include <fmt/format.h>

namespace bolt::submit {
namespace {

constexpr int kVersion = 1;
constexpr std::size_t kControlsMax = 900;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

std::vector<std::string> read_texts(const json::value* list) {
    std::vector<std::string> out;
    if (list != nullptr && list->is_array())
        for (const auto& text : list->get_array())
            if (text.is_string() && out.size() < 100) out.emplace_back(text.get_string());
    return out;
}

std::string meaning_text(const forms::Classified& each) {
    return fmt::format("{}:{}", to_string(each.meaning), each.detail);
}

} // namespace

json::object write_profile(const HttpProfile& profile) {
    json::array controls;
    for (const auto& control : profile.controls)
        controls.push_back(json::object{{"key", control.key},
                                        {"meaning", control.meaning},
                                        {"visible", control.visible},
                                        {"proxy", control.proxy},
                                        {"required", control.required},
                                        {"readonly", control.readonly},
                                        {"disabled", control.disabled},
                                        {"honeypot", control.honeypot_score},
                                        {"hidden", texts(control.hidden_reasons)}});
    return {{"version", kVersion},
            {"page_url", profile.page_url},
            {"fingerprint", profile.fingerprint},
            {"controls", std::move(controls)},
            {"cookies", texts(profile.cookies)},
            {"took_ms", profile.took.count() / 1000},
            {"verdict", to_string(profile.verdict)}};
}

Result<HttpProfile> read_profile(const json::value& value) {
    const auto* controls = find(value, "controls");
    const auto verdict = parse_verdict(get_string(value, "verdict"));
    const bool good = get_int(value, "version") == kVersion && controls != nullptr && controls->is_array() &&
                      controls->get_array().size() <= kControlsMax && verdict.has_value() &&
                      !get_string(value, "page_url").empty() && !get_string(value, "fingerprint").empty();
    if (!good)
        return fail(ErrorCode::invalid_argument, "the form's profile is of another version or damaged");
    HttpProfile out;
    out.page_url = get_string(value, "page_url");
    out.fingerprint = get_string(value, "fingerprint");
    out.verdict = *verdict;
    out.took = std::chrono::milliseconds(std::clamp<std::int64_t>(get_int(value, "took_ms"), 0, 600'000));
    out.cookies = read_texts(find(value, "cookies"));
    for (const auto& each : controls->get_array())
        out.controls.push_back(
            {.key = get_string(each, "key"),
             .meaning = get_string(each, "meaning"),
             .visible = get_bool(each, "visible"),
             .proxy = get_bool(each, "proxy"),
             .required = get_bool(each, "required"),
             .readonly = get_bool(each, "readonly"),
             .disabled = get_bool(each, "disabled"),
             .honeypot_score = static_cast<int>(get_int(each, "honeypot", forms::Control::kTrap)),
             .hidden_reasons = read_texts(find(each, "hidden"))});
    return out;
}

std::string control_key(const forms::Control& control) {
    return fmt::format("{}/{}/{}", control.tag, control.type, control.name);
}

std::vector<ControlFacts> control_facts(const forms::Form& form,
                                        const std::vector<forms::Classified>& meaning) {
    std::vector<ControlFacts> out;
    for (const auto& control : form.controls)
        out.push_back({control_key(control), "", control.visible, control.proxy, control.required,
                       control.readonly, control.disabled, control.honeypot_score, control.hidden_reasons});
    for (const auto& each : meaning)
        if (each.control < out.size()) out[each.control].meaning = meaning_text(each);
    return out;
}

bool reads_alike(const std::vector<ControlFacts>& facts, const std::vector<forms::Classified>& meaning) {
    std::vector<std::string> here(facts.size());
    for (const auto& each : meaning)
        if (each.control < here.size()) here[each.control] = meaning_text(each);
    return std::ranges::equal(here, facts, {}, {}, &ControlFacts::meaning);
}

bool lay_over(const std::vector<ControlFacts>& facts, forms::Form& form) {
    if (facts.size() != form.controls.size()) return false;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (facts[i].key != control_key(form.controls[i])) return false;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        auto& control = form.controls[i];
        control.visible = facts[i].visible;
        control.proxy = facts[i].proxy;
        control.required = facts[i].required;
        control.readonly = facts[i].readonly;
        control.disabled = facts[i].disabled;
        control.honeypot_score = facts[i].honeypot_score;
        control.hidden_reasons = facts[i].hidden_reasons;
    }
    return true;
}

} // namespace bolt::submit
