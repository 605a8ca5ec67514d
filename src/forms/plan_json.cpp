#include "forms/plan.hpp"

#include "forms/snapshot_reader.hpp"

#include <array>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

constexpr std::array<std::pair<Action, std::string_view>, 8> kActions = {{{Action::goto_, "goto"},
                                                                          {Action::fill, "fill"},
                                                                          {Action::select, "select"},
                                                                          {Action::check, "check"},
                                                                          {Action::uncheck, "uncheck"},
                                                                          {Action::upload, "upload"},
                                                                          {Action::click, "click"},
                                                                          {Action::wait, "wait"}}};

std::string_view purpose_name(Purpose purpose) {
    return purpose == Purpose::submit ? "submit" : purpose == Purpose::next ? "next" : "";
}

json::object write_limits(const UploadLimits& limits) {
    json::object out;
    if (!limits.formats.empty()) out["formats"] = json::array(limits.formats.begin(), limits.formats.end());
    const auto put = [&](std::string_view key, std::int64_t number) {
        if (number > 0) out[key] = number;
    };
    put("bytes_max", static_cast<std::int64_t>(limits.bytes_max));
    put("width_min", limits.width_min);
    put("height_min", limits.height_min);
    put("width_max", limits.width_max);
    put("height_max", limits.height_max);
    return out;
}

UploadLimits read_limits(const SnapshotReader& from) {
    UploadLimits out;
    out.formats = from.texts("formats", 10, 20);
    out.bytes_max = static_cast<std::size_t>(from.number("bytes_max", 0, 1'000'000'000, 0));
    out.width_min = from.number("width_min", 0, 100'000, 0);
    out.height_min = from.number("height_min", 0, 100'000, 0);
    out.width_max = from.number("width_max", 0, 100'000, 0);
    out.height_max = from.number("height_max", 0, 100'000, 0);
    return out;
}

json::object write_step(const Step& step) {
    json::object out{{"action", to_string(step.action)}};
    const auto put = [&](std::string_view key, std::string_view text) {
        if (!text.empty()) out[key] = text;
    };
    put("url", step.url);
    put("selector", step.selector);
    put("stand_in", step.stand_in);
    if (step.action == Action::fill || step.action == Action::select || step.action == Action::upload)
        out["value"] = step.value;
    put("label", step.label);
    put("until", step.until);
    if (step.action == Action::wait) out["seconds"] = step.seconds;
    put("widget", to_string(step.widget));
    if (!step.wanted.empty()) out["wanted"] = json::array(step.wanted.begin(), step.wanted.end());
    put("near", step.near);
    if (step.limits != UploadLimits{}) out["limits"] = write_limits(step.limits);
    if (step.meaning != Meaning::none) out["meaning"] = to_string(step.meaning);
    put("detail", step.detail);
    put("purpose", purpose_name(step.purpose));
    if (step.required) out["required"] = true;
    if (step.expected) out["expected"] = *step.expected;
    return out;
}

Step read_step(const SnapshotReader& from) {
    Step out;
    const auto action = from.text("action", 20);
    bool known = false;
    for (const auto& [each, name] : kActions)
        if (name == action) out.action = each, known = true;
    if (!known) from.report("action", fmt::format("\"{}\" is no action", action));
    out.url = from.text("url", 8000);
    out.selector = from.text("selector", 4000);
    out.stand_in = from.text("stand_in", 4000);
    out.value = from.text("value", 100'000);
    out.label = from.text("label", 2000);
    out.until = from.text("until", 100);
    out.seconds = from.number("seconds", 0, 600, 0);
    const auto widget = from.text("widget", 60);
    out.widget = parse_widget(widget).value_or(Widget::none);
    if (out.widget == Widget::none && !widget.empty())
        from.report("widget", fmt::format("\"{}\" is no widget", widget));
    out.wanted = from.texts("wanted", 50, 2000);
    out.near = from.text("near", 1000);
    if (from.has("limits")) out.limits = read_limits(from.object("limits"));
    const auto meaning = from.text("meaning", 60);
    if (const auto read = parse_meaning(meaning))
        out.meaning = *read;
    else if (!meaning.empty())
        from.report("meaning", fmt::format("\"{}\" is no meaning", meaning));
    out.detail = from.text("detail", 60);
    const auto purpose = from.text("purpose", 20);
    out.purpose = purpose == "submit" ? Purpose::submit : purpose == "next" ? Purpose::next : Purpose::none;
    out.required = from.flag("required");
    if (from.has("expected")) out.expected = from.text("expected", 100'000);
    if (out.action == Action::goto_ && !is_http_url(out.url))
        from.report("url", "must be an http or https address");
    if (out.action != Action::goto_ && out.action != Action::wait && out.selector.empty())
        from.report("selector", "is missing");
    return out;
}

} // namespace

std::string_view to_string(Action action) {
    for (const auto& [each, name] : kActions)
        if (each == action) return name;
    return "wait";
}

json::object write_plan(const Plan& plan) {
    json::array steps;
    for (const auto& step : plan.steps) steps.push_back(write_step(step));
    json::array unfilled;
    for (const auto& each : plan.unfilled)
        unfilled.push_back({{"selector", each.selector},
                            {"label", each.label},
                            {"meaning", to_string(each.meaning)},
                            {"required", each.required},
                            {"reason", each.reason}});
    return {{"plan", std::move(steps)},
            {"constraints", {{"rateLimitMs", plan.rate_limit_ms}, {"captcha", plan.captcha}}},
            {"idempotency_factors", {{"name", plan.business_name}, {"dir", plan.directory}}},
            {"unfilled", std::move(unfilled)},
            {"form", plan.form_selector},
            {"plan_again", plan.plan_again}};
}

Result<Plan> read_plan(const json::value& value) {
    if (!value.is_object()) return fail(ErrorCode::invalid_argument, "the plan must be a JSON object");
    std::string problem;
    const SnapshotReader from(value, "", problem);
    Plan out;
    if (!from.has("plan")) from.report("plan", "is missing");
    from.list("plan", 1000, [&](const SnapshotReader& step) { out.steps.push_back(read_step(step)); });
    from.list("unfilled", 1000, [&](const SnapshotReader& each) {
        out.unfilled.push_back({each.text("selector", 4000), each.text("label", 2000),
                                parse_meaning(each.text("meaning", 60)).value_or(Meaning::none),
                                each.flag("required"), each.text("reason", 2000)});
    });
    const auto constraints = from.object("constraints");
    out.rate_limit_ms = constraints.number("rateLimitMs", 0, 3'600'000, 1500);
    out.captcha = constraints.text("captcha", 20);
    const auto factors = from.object("idempotency_factors");
    out.business_name = factors.text("name", 1000);
    out.directory = factors.text("dir", 1000);
    out.form_selector = from.text("form", 4000);
    out.plan_again = from.flag("plan_again");
    if (!problem.empty()) return fail(ErrorCode::invalid_argument, "plan: " + problem);
    return out;
}

} // namespace bolt::forms
