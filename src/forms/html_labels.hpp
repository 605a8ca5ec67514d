#pragma once
#include "base/json.hpp"
#include "forms/html_dom.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace bolt::forms {

/// What the whole document says about single controls: filled by one walk.
struct HtmlIndex {
    std::unordered_map<std::string, HtmlNode> by_id; ///< the first of each
    std::unordered_map<std::string, std::vector<HtmlNode>> labels_for;
    std::unordered_map<std::string, int> count; ///< how often a key ("#id", "tag/name") occurs
};

/// The texts around a control as members of the page snapshot's "labels". `heading` is the nearest heading
/// above it within its form, nullptr if none.
json::object html_labels(HtmlNode control, HtmlNode heading, const HtmlIndex& index);

/// Why a person would not see the control, as far as HTML alone tells ("not-rendered", "offscreen", ...).
std::vector<std::string> html_hidden_reasons(HtmlNode node);

/// Adds hiddenReasons, visible, proxy and honeypotScore to a control's snapshot that has its labels.
void judge_visibility(HtmlNode node, const HtmlIndex& index, json::object& control);
/// Controls that are hidden together (a later step, a closed tab) are no traps for being hidden.
void settle_visibility(json::array& forms);

} // namespace bolt::forms
