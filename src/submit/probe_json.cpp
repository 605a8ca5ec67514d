#include "submit/probe.hpp"

namespace bolt::submit {
namespace {

json::object write_field(const ProbeField& field) {
    const auto& control = field.control;
    json::object out{{"selector", control.selector},
                     {"type", control.type},
                     {"name", control.name},
                     {"label", control.labels.best()},
                     {"meaning", forms::to_string(field.meaning.meaning)},
                     {"confidence", field.meaning.confidence},
                     {"why", field.meaning.reason},
                     {"required", control.required},
                     {"visible", control.visible || control.proxy},
                     {"trap", field.trap}};
    if (!field.meaning.detail.empty()) out["detail"] = field.meaning.detail;
    out["fill"] = field.fill ? json::value(*field.fill) : json::value(nullptr);
    if (!field.unfilled.empty()) out["unfilled"] = field.unfilled;
    if (!control.hidden_reasons.empty()) out["hidden"] = json::value_from(control.hidden_reasons);
    return out;
}

} // namespace

json::object write_probe(const ProbeReport& report) {
    json::array fields;
    for (const auto& field : report.fields) fields.push_back(write_field(field));
    json::object form{{"selector", report.form}, {"frame", report.frame_url},
                      {"score", report.score},   {"complete", report.complete},
                      {"button", report.button}, {"fields", std::move(fields)}};
    return {{"url", report.url},
            {"status", report.status},
            {"title", report.title},
            {"language", report.language},
            {"page", to_string(report.kind)},
            {"reason", report.reason},
            {"form", report.kind == forms::PageKind::submission ? json::value(std::move(form))
                                                                : json::value(nullptr)},
            {"other_forms", json::value_from(report.other_forms)},
            {"captchas", json::value_from(report.captchas)},
            {"robots", report.robots},
            {"visited", json::value_from(report.visited)}};
}

} // namespace bolt::submit
