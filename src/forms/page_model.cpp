#include "forms/page_model.hpp"

#include "forms/snapshot_reader.hpp"

#include <array>

namespace bolt::forms {
namespace {

// Bounds a little above those of the page script: more than that is not from our script.
constexpr std::size_t kForms = 400;
constexpr std::size_t kControls = 900;
constexpr std::size_t kButtons = 400;
constexpr std::size_t kOptions = 700;
constexpr std::size_t kText = 1000;
constexpr std::size_t kUrl = 8000;

ControlKind kind_of(std::string_view tag, std::string_view type) {
    static constexpr std::array<std::pair<std::string_view, ControlKind>, 17> kTypes = {{
        {"text", ControlKind::text},
        {"email", ControlKind::email},
        {"tel", ControlKind::tel},
        {"url", ControlKind::url},
        {"number", ControlKind::number},
        {"date", ControlKind::date},
        {"time", ControlKind::time},
        {"search", ControlKind::search},
        {"password", ControlKind::password},
        {"textarea", ControlKind::textarea},
        {"contenteditable", ControlKind::rich_text},
        {"select-one", ControlKind::select},
        {"select-multiple", ControlKind::select_multiple},
        {"checkbox", ControlKind::checkbox},
        {"radio", ControlKind::radio},
        {"file", ControlKind::file},
        {"hidden", ControlKind::hidden},
    }};
    for (const auto& [name, kind] : kTypes)
        if (name == type) return kind;
    if (type == "role-textbox" && tag != "input") return ControlKind::rich_text;
    if ((type == "role-checkbox" || type == "role-switch") && tag != "input") return ControlKind::checkbox;
    return ControlKind::custom;
}

constexpr std::array<std::pair<std::string_view, Widget>, 7> kWidgets = {{
    {"list", Widget::list},
    {"picker", Widget::picker},
    {"suggest", Widget::suggest},
    {"editor", Widget::editor},
    {"tokens", Widget::tokens},
    {"phone", Widget::phone},
    {"clock", Widget::clock},
}};

Labels read_labels(const SnapshotReader& from) {
    Labels out;
    out.for_ = from.text("for", kText);
    out.wrap = from.text("wrap", kText);
    out.aria = from.text("aria", kText);
    out.placeholder = from.text("placeholder", kText);
    out.title = from.text("title", kText);
    out.described = from.text("described", kText);
    out.previous = from.text("previous", kText);
    out.cell = from.text("cell", kText);
    out.column = from.text("column", kText);
    out.next = from.text("next", kText);
    out.legend = from.text("legend", kText);
    out.group = from.text("group", kText);
    out.heading = from.text("heading", kText);
    return out;
}

bool says_required(const Labels& labels) {
    for (const auto* text : {&labels.for_, &labels.wrap, &labels.aria, &labels.cell, &labels.placeholder}) {
        if (text->empty()) continue;
        if (text->find('*') != std::string::npos || text->find("(required)") != std::string::npos ||
            text->find("(Pflichtfeld)") != std::string::npos ||
            text->find("(obligatoire)") != std::string::npos ||
            text->find("(obligatorio)") != std::string::npos)
            return true;
    }
    return false;
}

Control read_control(const SnapshotReader& from) {
    Control out;
    out.selector = from.text("selector", 4000);
    out.tag = from.text("tag", 60);
    out.type = from.text("type", 60);
    out.kind = kind_of(out.tag, out.type);
    out.widget = parse_widget(from.text("widget", 60)).value_or(Widget::none);
    // A drawn field that takes its choice by typing reads like a text field.
    if (out.widget == Widget::picker && (out.kind == ControlKind::custom || out.tag == "button"))
        out.kind = ControlKind::text;
    out.name = from.text("name", kText);
    out.id = from.text("id", kText);
    out.classes = from.text("classes", kText);
    out.autocomplete = from.text("autocomplete", 200);
    out.input_mode = from.text("inputmode", 60);
    out.pattern = from.text("pattern", 400);
    out.accept = from.text("accept", 400);
    out.min = from.text("min", 60);
    out.max = from.text("max", 60);
    out.step = from.text("step", 60);
    out.value = from.text("value", 2000);
    out.labels = read_labels(from.object("labels"));
    from.list("options", kOptions, [&](const SnapshotReader& option) {
        out.options.push_back({option.text("value", 800), option.text("label", 500),
                               option.text("group", 500), option.flag("disabled"), option.flag("selected")});
    });
    out.options_truncated = from.flag("optionsTruncated");
    out.suggestions = from.texts("suggestions", 200, 500);
    out.required = from.flag("required") || says_required(out.labels);
    out.checked = from.flag("checked");
    out.readonly = from.flag("readonly");
    out.disabled = from.flag("disabled");
    out.proxy = from.flag("proxy");
    out.stand_in = from.text("standIn", 4000);
    out.hidden_reasons = from.texts("hiddenReasons", 20, 60);
    out.visible = out.kind != ControlKind::hidden && out.hidden_reasons.empty();
    out.honeypot_score = from.number("honeypotScore", 0, 100, 0);
    out.max_length = from.number("maxLength", -1, 1'000'000'000, -1);
    out.min_length = from.number("minLength", -1, 1'000'000'000, -1);
    return out;
}

Form read_form(const SnapshotReader& from) {
    Form out;
    out.selector = from.text("selector", 4000);
    out.id = from.text("id", kText);
    out.name = from.text("name", kText);
    out.classes = from.text("classes", kText);
    out.action = from.text("action", kUrl);
    out.method = from.text("method", 10);
    out.role = from.text("role", 60);
    out.label = from.text("label", kText);
    out.heading = from.text("heading", kText);
    out.visible = from.flag("visible");
    from.list("controls", kControls, [&](const SnapshotReader& control) {
        out.controls.push_back(read_control(control));
        if (out.controls.back().selector.empty()) control.report("selector", "is missing");
    });
    from.list("buttons", kButtons, [&](const SnapshotReader& button) {
        out.buttons.push_back({button.text("selector", 4000), button.text("tag", 60), button.text("type", 60),
                               button.text("name", kText), button.text("text", 500), button.flag("visible"),
                               button.flag("disabled")});
        if (out.buttons.back().selector.empty()) button.report("selector", "is missing");
    });
    return out;
}

} // namespace

std::string_view to_string(Widget widget) {
    for (const auto& [name, each] : kWidgets)
        if (each == widget) return name;
    return "";
}

std::optional<Widget> parse_widget(std::string_view text) {
    for (const auto& [name, each] : kWidgets)
        if (name == text) return each;
    return std::nullopt;
}

const std::string& Labels::best() const {
    for (const auto* text : {&for_, &wrap, &aria, &cell, &previous, &title, &placeholder, &next})
        if (!text->empty()) return *text;
    return for_;
}

bool Control::operable() const {
    return kind != ControlKind::hidden && (visible || proxy) && honeypot_score < kTrap && !disabled &&
           (!readonly || widget == Widget::clock || widget == Widget::picker || widget == Widget::tokens);
}

Result<Page> read_page(const json::value& snapshot) {
    if (!snapshot.is_object()) return fail(ErrorCode::invalid_argument, "the page snapshot is no object");
    std::string problem;
    const SnapshotReader from(snapshot, "", problem);
    Page out;
    out.url = from.text("url", kUrl);
    out.title = from.text("title", kText);
    out.language = from.text("language", 60);
    std::ranges::transform(out.language, out.language.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    out.headings = from.texts("headings", 60, kText);
    from.list("forms", kForms, [&](const SnapshotReader& form) { out.forms.push_back(read_form(form)); });
    from.list("frames", 100, [&](const SnapshotReader& frame) {
        out.frames.push_back({frame.text("url", kUrl), frame.text("name", kText),
                              frame.number("width", 0, 100'000, 0), frame.number("height", 0, 100'000, 0)});
    });
    out.captchas = from.texts("captchas", 20, 60);
    out.lines = from.texts("lines", 300, 2000);
    out.truncated = from.flag("truncated");
    if (!problem.empty()) return fail(ErrorCode::invalid_argument, "page snapshot: " + problem);
    return out;
}

} // namespace bolt::forms
