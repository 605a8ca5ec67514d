#include "submit/http_fingerprint.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::submit {
namespace {

using forms::attribute;
using forms::HtmlNode;

/// Collects parts so that two different lists never make the same text.
class Parts {
  public:
    void add(std::string_view part) { text_ += fmt::format("{}:{}\n", part.size(), part); }
    std::string digest() const { return hex(sha256(text_)); }

  private:
    std::string text_;
};

/// Without what changes from visit to visit: numbers, nonces, keys.
std::string steady(std::string text) {
    static const re2::RE2 fleeting(R"([0-9a-fA-F]{8,}|[A-Za-z0-9+/_=-]{20,}|\d+)");
    re2::RE2::GlobalReplace(&text, fleeting, "#");
    return text;
}

void add_attributes(Parts& parts, HtmlNode node, std::initializer_list<const char*> keys) {
    for (const auto* key : keys)
        parts.add(forms::has_attribute(node, key) ? fmt::format("={}", attribute(node, key)) : "-");
}

void add_labels(Parts& parts, const forms::Labels& labels) {
    for (const auto* text : {&labels.for_, &labels.wrap, &labels.aria, &labels.placeholder, &labels.title,
                             &labels.described, &labels.previous, &labels.cell, &labels.column, &labels.next,
                             &labels.legend, &labels.group, &labels.heading})
        parts.add(*text);
}

void add_controls(Parts& parts, const forms::Form& form) {
    for (const auto& control : form.controls) {
        parts.add(control.tag + "/" + control.type + "/" + control.name + "/" + control.id);
        if (control.kind == forms::ControlKind::hidden) continue;
        parts.add(control.classes);
        add_labels(parts, control.labels);
        for (const auto& option : control.options)
            parts.add(fmt::format("{}|{}|{}|{}", option.value, option.label, option.group, option.disabled));
        for (const auto& reason : control.hidden_reasons) parts.add(reason);
        parts.add(fmt::format("{}{}{}{}", control.required, control.readonly, control.disabled,
                              control.honeypot_score));
    }
    for (const auto& button : form.buttons)
        parts.add(fmt::format("{}|{}|{}|{}|{}", button.type, button.name, button.text, button.visible,
                              button.disabled));
}

/// Scripts that may change what is sent and style sheets that may hide a trap.
void add_actors(Parts& parts, const forms::HtmlPage& page) {
    const auto* root = page.document.root();
    for (const auto* node = root; node != nullptr; node = forms::walk(node, root, true)) {
        const auto tag = forms::tag_of(node);
        if (tag == "link" && attribute(node, "rel").find("stylesheet") != std::string_view::npos) {
            parts.add(attribute(node, "href"));
        } else if (tag == "base" || tag == "meta") {
            if (tag == "base" || forms::has_attribute(node, "http-equiv"))
                add_attributes(parts, node, {"href", "http-equiv", "content"});
        } else if (tag == "script" || tag == "style") {
            std::string text;
            for (std::size_t i = 0; i < forms::child_count(node); ++i)
                if (forms::is_text(forms::child(node, i))) text += forms::text_data(forms::child(node, i));
            parts.add(tag + std::string(attribute(node, "src")));
            parts.add(steady(std::move(text)));
        }
    }
}

} // namespace

std::string form_fingerprint(const forms::HtmlPage& page, std::size_t form) {
    Parts parts;
    parts.add("1"); // version of this digest
    parts.add(page.page.language);
    if (const auto* node = page.forms[form].node; node != nullptr) {
        add_attributes(parts, node,
                       {"method", "enctype", "accept-charset", "target", "id", "name", "class", "onsubmit",
                        "novalidate", "style"});
        parts.add(steady(std::string(attribute(node, "action"))));
    }
    add_controls(parts, page.page.forms[form]);
    for (const auto& element : page.forms[form].elements)
        add_attributes(parts, element.node,
                       {"form", "formaction", "formmethod", "formenctype", "pattern", "minlength",
                        "maxlength", "min", "max", "step", "dirname", "onclick", "onchange", "tabindex",
                        "autocomplete", "style", "list", "multiple", "size"});
    add_actors(parts, page);
    return parts.digest();
}

} // namespace bolt::submit
