#include "forms/scripts.hpp"

#include "forms_assets.hpp"

#include <fmt/format.h>
#include <string>

namespace bolt::forms {
namespace {

// The files are function expressions with comments before them; parentheses make them expressions again.
std::string part(std::string_view name) {
    for (const auto& file : assets::forms())
        if (file.name == name) return fmt::format("(\n{})", file.content);
    return {};
}

std::string whole(std::string_view name) {
    return fmt::format("(asked) => {{\nconst tools = {}();\nconst visibility = {}(tools);\n"
                       "const widgets = {}(tools, visibility);\n"
                       "const work = {};\nreturn work(tools, visibility, asked, widgets);\n}}",
                       part("common.js"), part("visibility.js"), part("widgets.js"), part(name));
}

} // namespace

std::string_view extract_script() {
    static const std::string script = whole("extract.js");
    return script;
}

std::string_view state_script() {
    static const std::string script = whole("state.js");
    return script;
}

std::string_view doors_script() {
    static const std::string script = whole("doors.js");
    return script;
}

std::string_view links_script() {
    static const std::string script = fmt::format("() => {}({}())", part("links.js"), part("common.js"));
    return script;
}

std::string_view operate_script() {
    // A promise of an object: written as text here, so that the page's own toJSON cannot bend it.
    static const std::string script =
        fmt::format("(asked) => ({})(asked).then(({})().write)", whole("operate.js"), part("common.js"));
    return script;
}

std::string_view suggestions_script() {
    static const std::string script =
        fmt::format("(asked) => ({})(asked).then(({})().write)", whole("suggestions.js"), part("common.js"));
    return script;
}

std::string_view captcha_script() {
    static const std::string script =
        fmt::format("(asked) => {{ const tools = {}(); return {}(tools, asked).then(tools.write); }}",
                    part("common.js"), part("captcha.js"));
    return script;
}

} // namespace bolt::forms
