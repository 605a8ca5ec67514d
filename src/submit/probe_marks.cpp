#include "submit/probe_marks.hpp"

#include <fmt/format.h>

namespace bolt::submit {
namespace {

// One element above everything, in the top layer where there is one; styles are set by script, which a
// content security policy allows. A selector steps into an open shadow root by " >> ".
constexpr std::string_view kDraw = R"js(marks => {
  const find = selector => {
    let root = document, node = null;
    for (const part of selector.split(" >> ")) {
      try { node = root && root.querySelector(part); } catch { node = null; }
      if (!node) return null;
      root = node.shadowRoot;
    }
    return node;
  };
  const layer = document.createElement("bolt-probe-marks");
  const plain = "all:initial;position:absolute;margin:0;padding:0;border:0;background:none;overflow:visible;pointer-events:none;";
  layer.style.cssText = plain + "left:0;top:0;width:0;height:0;inset:0 auto auto 0;z-index:2147483647";
  document.documentElement.append(layer);
  try { layer.popover = "manual"; layer.showPopover(); } catch {}
  const origin = layer.getBoundingClientRect();
  for (const mark of marks) {
    const node = find(mark.selector);
    const box = node && node.getBoundingClientRect();
    if (!box || box.width < 1 || box.height < 1) continue;
    const small = box.width < 60;
    const frame = document.createElement("div");
    frame.style.cssText = plain + `left:${box.left - origin.left - 2}px;top:${box.top - origin.top - 2}px;` +
      `width:${box.width + 4}px;height:${box.height + 4}px;box-sizing:border-box;border:2px solid ${mark.color};border-radius:3px`;
    const tag = document.createElement("span");
    tag.textContent = mark.text;
    tag.style.cssText = plain + `${small ? "left:100%;margin-left:2px" : "right:0"};top:0;background:${mark.color};color:#fff;` +
      "font:600 11px/15px system-ui,sans-serif;padding:0 4px;white-space:nowrap;border-radius:0 0 0 3px";
    frame.append(tag);
    layer.append(frame);
  }
})js";
constexpr std::string_view kRemove =
    R"js(() => document.querySelectorAll("bolt-probe-marks").forEach(layer => layer.remove()))js";

constexpr std::string_view kGreen = "#15803d", kRed = "#b91c1c", kOrange = "#c2410c", kGrey = "#64748b",
                           kBlue = "#1d4ed8";

json::array marks_of(const ProbeReport& report) {
    json::array out;
    for (const auto& field : report.fields) {
        const auto& control = field.control;
        auto text = std::string(forms::to_string(field.meaning.meaning));
        if (!field.meaning.detail.empty()) text += " " + field.meaning.detail;
        if (field.meaning.meaning == forms::Meaning::none) text = "not known";
        text += fmt::format(" {:.0f}%", 100 * field.meaning.confidence);
        if (field.trap) text = "trap: left alone";
        const auto color = field.trap                ? kRed
                           : field.fill              ? kGreen
                           : !field.unfilled.empty() ? kOrange
                                                     : kGrey;
        out.push_back({{"selector", control.stand_in.empty() ? control.selector : control.stand_in},
                       {"text", text},
                       {"color", color}});
    }
    return out;
}

} // namespace

Async<Result<std::string>> take_marked_picture(browser::Page& page, browser::Frame frame,
                                               const ProbeReport& report, const SubmitterSettings& settings) {
    const auto& times = settings.times;
    auto marks = marks_of(report);
    if (!report.button_selector.empty())
        marks.push_back({{"selector", report.button_selector},
                         {"text", report.button_purpose == forms::Purpose::next ? "next part" : "sends"},
                         {"color", kBlue}});
    auto drawn = co_await frame.evaluate(std::string(kDraw), std::move(marks), times.script);
    if (!drawn) co_return forward(drawn);
    auto height = co_await page.main_frame().evaluate("() => document.documentElement.scrollHeight", nullptr,
                                                      times.script);
    const bool whole = height && height->is_int64() && height->get_int64() <= settings.picture_height;
    auto picture = co_await page.screenshot_jpeg(settings.picture_quality, whole, 2 * times.picture);
    co_await frame.evaluate(std::string(kRemove), nullptr, times.script);
    co_return browser::plain(std::move(picture));
}

} // namespace bolt::submit
