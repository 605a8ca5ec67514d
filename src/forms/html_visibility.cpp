#include "forms/html_labels.hpp"

#include <algorithm>
#include <array>
#include <re2/re2.h>
#include <utility>
#include <vector>

namespace bolt::forms {
namespace {

// The same words as in page/visibility.js.
const re2::RE2& trap_name() {
    static const re2::RE2 out("(?i)honey|h[-_]?pot|gotcha|bot[-_ ]?(check|field|trap)|spam|leave[-_ "
                              "]?(this|it)?[-_ ]?(blank|empty)|"
                              "do[-_ ]?not[-_ ]?fill|fill(ed)?[-_ ]?by|(^|[^a-z])hp([^a-z]|$)|^fax[-_]only$|"
                              "^b_[0-9a-f]{8,}_[0-9a-f]{6,}$");
    return out;
}
const re2::RE2& trap_text() {
    static const re2::RE2 out(
        "(?i)leave (this|it|the) ?(field|box)? ?(blank|empty|alone)|(do not|don.t) (fill|write|type|enter)|"
        "if you.?(re| are) (a )?(human|robot|bot|person)|not be filled|bitte (leer|frei) lassen|"
        "nicht ausf(ü|ue)llen|feld leer lassen|ne (pas )?remplir|laisse[rz]? (ce champ )?vide|"
        "dej(e|ar) (este campo )?(vac[ií]o|en blanco)|lascia(re)? vuoto|leeg laten|deix[ae] (este campo "
        ")?(vazio|em branco)|for validation purposes|(dient|zur|zu) .{0,20}validierung|"
        "(fins|but|utilis[ée]) (de |à la )?validation|(fines|prop[oó]sitos|efectos) de validaci[oó]n|"
        "(scopo|fini) di (convalida|validazione)|fins de valida[cç][aã]o|validatiedoeleinden");
    return out;
}
// "Leave this blank if the location is not important" is advice, unless it speaks of robots.
const re2::RE2& advice() {
    static const re2::RE2 out(
        "(?i)leave (this|it|the) ?(field|box)? ?(blank|empty|alone),? (if|unless|when|to|for) ");
    return out;
}
const re2::RE2& robots() {
    static const re2::RE2 out("(?i)human|robot|\\bbots?\\b|spam|(a|real) person");
    return out;
}
const re2::RE2& trap_class() {
    static const re2::RE2 out("(?i)honey|hpot|gotcha|bot-?trap|(^|[\\s_-])hp([\\s_-]|$)");
    return out;
}
const re2::RE2& stand_in_class() {
    static const re2::RE2 out(
        "(?i)select2|chosen|choices|selectize|ts-wrapper|tom-select|nice-select|selectric|"
        "bootstrap-select|ql-editor|tox|cke|mce|trumbowyg");
    return out;
}

bool found(std::string_view text, const re2::RE2& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

// What an inline style hides by.
void read_style(std::string_view style, bool self, std::vector<std::string>& out) {
    const auto say = [&](const char* reason) {
        if (std::ranges::find(out, reason) == out.end()) out.emplace_back(reason);
    };
    if (style.empty()) return;
    static const re2::RE2 none("(?i)display\\s*:\\s*none");
    static const re2::RE2 hidden("(?i)visibility\\s*:\\s*(hidden|collapse)");
    static const re2::RE2 clear("(?i)(^|[;\\s])opacity\\s*:\\s*0?(\\.0+)?\\s*(;|!|$)");
    static const re2::RE2 away(
        "(?i)(left|top|right|bottom|margin-left|margin-top|text-indent)\\s*:\\s*-\\d{3,}");
    static const re2::RE2 clip(
        "(?i)clip\\s*:\\s*rect\\(\\s*[01](px)?\\s*[,\\s]|clip-path\\s*:\\s*(inset\\((50|100)%|circle\\(0)");
    static const re2::RE2 small("(?i)(^|[;\\s])(width|height)\\s*:\\s*[012](px)?\\s*(;|!|$)");
    static const re2::RE2 cut("(?i)overflow\\s*:\\s*hidden");
    if (found(style, none)) say("not-rendered");
    if (found(style, hidden)) say("visibility");
    if (found(style, clear)) say("opacity");
    if (found(style, away)) say("offscreen");
    if (found(style, clip)) say("clip");
    if (found(style, small) && self) say("tiny");
    if (found(style, small) && !self && found(style, cut)) say("overflow");
}

bool has_visible_label(HtmlNode node, const HtmlIndex& index) {
    if (const auto* around = closest(node, "label"); around != nullptr)
        return html_hidden_reasons(around).empty() && !text_of(around, 40).empty();
    const auto all = index.labels_for.find(std::string(attribute(node, "id")));
    return all != index.labels_for.end() && std::ranges::any_of(all->second, [](HtmlNode label) {
               return html_hidden_reasons(label).empty() && !text_of(label, 40).empty();
           });
}

HtmlNode element_beside(HtmlNode node, HtmlNode (*step)(HtmlNode)) {
    for (node = step(node); node != nullptr && !is_element(node);) node = step(node);
    return node;
}

bool has_stand_in(HtmlNode node, const HtmlIndex& index, std::string_view tag, std::string_view type) {
    if (type == "file") return true;
    // A drawn list or box keeps the real one, unseen, right after itself.
    const auto* drawn = element_beside(node, previous_of);
    const bool choice = tag == "select" || type == "checkbox" || type == "radio";
    if (choice && drawn != nullptr && tag_in(attribute(drawn, "role"), "combobox|checkbox|switch|radio") &&
        html_hidden_reasons(drawn).empty())
        return true;
    if (type == "checkbox" || type == "radio") return has_visible_label(node, index);
    if (tag != "select" && tag != "textarea") return false;
    for (const auto* near :
         {element_beside(node, next_of), element_beside(node, previous_of), parent_of(node)})
        if (near != nullptr && found(attribute(near, "class"), stand_in_class()) &&
            html_hidden_reasons(near).empty())
            return true;
    return false;
}

std::string_view text_member(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

} // namespace

std::vector<std::string> html_hidden_reasons(HtmlNode node) {
    std::vector<std::string> out;
    for (const auto* at = node; at != nullptr; at = parent_of(at)) {
        if (has_attribute(at, "hidden") || tag_in(tag_of(at), "noscript|template")) return {"not-rendered"};
        if (has_attribute(at, "inert")) out.emplace_back("inert");
        read_style(attribute(at, "style"), at == node, out);
    }
    if (std::ranges::find(out, "not-rendered") != out.end()) return {"not-rendered"};
    return out;
}

void judge_visibility(HtmlNode node, const HtmlIndex& index, json::object& control) {
    const auto why = html_hidden_reasons(node);
    const bool proxy =
        !why.empty() && has_stand_in(node, index, text_member(control, "tag"), text_member(control, "type"));
    bool hidden = false;
    bool marked = false;
    int levels = 30;
    for (const auto* at = node; at != nullptr && levels-- > 0; at = parent_of(at)) {
        hidden = hidden || attribute(at, "aria-hidden") == "true";
        marked =
            marked || found(attribute(at, "class"), trap_class()) || found(attribute(at, "id"), trap_class());
    }
    std::string said;
    for (const auto* key : {"for", "wrap", "aria", "placeholder", "title", "described", "previous", "next"})
        said.append(text_member(control.at("labels").as_object(), key)).append(" | ");
    int score = 0;
    if (!why.empty() && !proxy) {
        static constexpr std::array<std::string_view, 5> kTricks = {"offscreen", "opacity", "clip", "tiny",
                                                                    "overflow"};
        const bool trick = std::ranges::any_of(why, [](const std::string& reason) {
            return std::ranges::find(kTricks, reason) != kTricks.end();
        });
        score += trick ? 3 : 1;
    }
    const bool named =
        found(text_member(control, "name"), trap_name()) || found(text_member(control, "id"), trap_name());
    const bool classed = found(text_member(control, "classes"), trap_name());
    if (named || classed) score += 2;
    if (!found(said, robots())) re2::RE2::GlobalReplace(&said, advice(), "");
    if (found(said, trap_text())) score += 4;
    if (marked) score += 2;
    control["honeypotByClass"] = (marked ? 2 : 0) + (classed && !named ? 2 : 0);
    if (hidden && !proxy) score += 1;
    if (attribute(node, "tabindex") == "-1" && !proxy) score += 1;
    const auto complete = text_member(control, "autocomplete");
    if (score > 0 && !proxy && (complete == "off" || complete == "nope" || complete == "new-password"))
        score += 1;
    control["visible"] = why.empty();
    control["hiddenReasons"] = json::array(why.begin(), why.end());
    control["proxy"] = proxy;
    control["honeypotScore"] = score;
}

namespace {

// A class that most fields of the form have is the style sheet's own prefix, no mark of traps. Hidden inputs
// were not judged and have no points.
void settle_class_marks(json::array& controls) {
    std::vector<std::pair<json::object*, int>> judged;
    for (auto& control : controls) {
        auto& members = control.as_object();
        const auto* points = members.if_contains("honeypotByClass");
        if (points == nullptr) continue;
        judged.emplace_back(&members, points->to_number<int>());
        members.erase("honeypotByClass");
    }
    const auto marked = std::ranges::count_if(judged, [](const auto& each) { return each.second > 0; });
    if (marked < 3 || 2 * marked <= static_cast<std::ptrdiff_t>(judged.size())) return;
    for (const auto& [members, points] : judged) {
        auto& score = members->at("honeypotScore");
        score = score.to_number<int>() - points;
    }
}

} // namespace

void settle_visibility(json::array& forms) {
    const auto unrendered = [](const json::value& control) {
        const auto* why = control.as_object().if_contains("hiddenReasons");
        return why != nullptr && !why->as_array().empty() && why->as_array()[0] == "not-rendered";
    };
    for (auto& form : forms) {
        auto& controls = form.as_object()["controls"].as_array();
        settle_class_marks(controls);
        if (std::ranges::count_if(controls, unrendered) <= 2) continue;
        for (auto& control : controls)
            if (unrendered(control) && control.at("honeypotScore").to_number<int>() <= 2)
                control.as_object()["honeypotScore"] = 0;
    }
}

} // namespace bolt::forms
