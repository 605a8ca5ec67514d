#include "forms/html_state.hpp"

#include "forms/html_labels.hpp"
#include "forms/html_lines.hpp"

#include <boost/url.hpp>
#include <re2/re2.h>
#include <set>

namespace bolt::forms {
namespace {

// The bounds of page/state.js.
constexpr std::size_t kLines = 600;
constexpr std::size_t kLineLetters = 300;
constexpr std::size_t kHeadings = 30;
constexpr std::size_t kMessages = 40;
constexpr std::size_t kMessageLetters = 1000;
constexpr std::size_t kInvalid = 60;
constexpr std::size_t kLinks = 300;
constexpr std::size_t kUrlBytes = 2000;
constexpr int kSpots = 3000; ///< elements that are looked at for messages, headings and links, each

bool found(std::string_view text, const re2::RE2& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool shown(HtmlNode node) { return html_hidden_reasons(node).empty(); }

bool has_class(HtmlNode node, std::string_view wanted) {
    const auto all = attribute(node, "class");
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find_first_of(" \t\r\n\f", at), all.size());
        if (tag_in(all.substr(at, end - at), wanted)) return true;
        at = end + 1;
    }
    return false;
}

bool speaks(HtmlNode node) {
    static const re2::RE2 loud("(?i)error|success|confirmation|thank");
    if (tag_in(attribute(node, "role"), "alert|status")) return true;
    if (has_attribute(node, "aria-live") && attribute(node, "aria-live") != "off") return true;
    if (tag_of(node) == "dialog" && has_attribute(node, "open")) return true;
    return has_class(node, "alert|notice|message|messages|flash|toast|errorlist|help-block-error") ||
           found(attribute(node, "class"), loud);
}

Message::Tone tone_of(HtmlNode node) {
    static const re2::RE2 good("(?i)success|confirm|thank|(^|[\\s_-])ok([\\s_-]|$)");
    static const re2::RE2 bad("(?i)error|danger|invalid|fail|warning|problem");
    const auto marks = std::string(attribute(node, "class")) + ' ' + std::string(attribute(node, "id")) +
                       ' ' + std::string(attribute(node, "data-type"));
    if (found(marks, good)) return Message::Tone::good;
    return found(marks, bad) ? Message::Tone::bad : Message::Tone::neutral;
}

bool complains(HtmlNode node) {
    static const re2::RE2 wrong("(?i)error|invalid-feedback");
    return attribute(node, "role") == "alert" || found(attribute(node, "class"), wrong);
}

bool holds(HtmlNode around, HtmlNode node) {
    for (; node != nullptr; node = parent_of(node))
        if (node == around) return true;
    return false;
}

/// The complaint beside a control, "" if there is none.
std::string message_near(HtmlNode node) {
    const auto* around = parent_of(node);
    while (around != nullptr && !has_class(around, "form-group|field|form-field|row") &&
           !tag_in(tag_of(around), "p|li|td|label|div"))
        around = parent_of(around);
    if (around == nullptr) return {};
    const auto* near = find_below(around, complains);
    return near != nullptr && !holds(near, node) && shown(near) ? text_of(near, 200) : std::string{};
}

std::string name_of(HtmlNode node) {
    if (const auto* label = closest(node, "label"); label != nullptr)
        if (auto words = text_of(label, 120); !words.empty()) return words;
    for (const auto* key : {"aria-label", "placeholder", "name", "id"})
        if (const auto words = clean(attribute(node, key), 120); !words.empty()) return words;
    return {};
}

std::size_t form_among(const HtmlPage& page, const Form& asked) {
    const auto& forms = page.page.forms;
    std::set<std::string> names;
    for (const auto& control : asked.controls)
        if (control.kind != ControlKind::hidden && !control.name.empty()) names.insert(control.name);
    for (std::size_t index = 0; index < forms.size(); ++index) {
        std::set<std::string> here;
        for (const auto& control : forms[index].controls)
            if (names.contains(control.name)) here.insert(control.name);
        if (here.size() * 2 > names.size() && !names.empty()) return index;
        if (names.empty() && !asked.selector.empty() && forms[index].selector == asked.selector) return index;
    }
    return forms.size();
}

class StateReader {
  public:
    explicit StateReader(const HtmlPage& page) : page_(page) {}

    PageState read(const Form* asked, const std::vector<std::string>& fields) {
        out_.url = page_.page.url;
        out_.title = page_.page.title;
        out_.language = page_.page.language;
        out_.loaded = true;
        out_.captchas = page_.page.captchas;
        for (const auto& line : html_lines(page_.document, kLines, kLineLetters))
            out_.lines.emplace_back(line.as_string());
        read_base();
        const auto* root = page_.document.root();
        bool enter = true;
        for (const auto* node = root; node != nullptr; node = walk(node, root, enter)) {
            if (!is_element(node)) continue;
            const auto tag = tag_of(node);
            enter = !tag_in(tag, "noscript|template|script|style|svg");
            if (enter) look(node, tag);
        }
        if (asked != nullptr) read_form(*asked);
        for (const auto& selector : fields) out_.fields.push_back(field(selector));
        return std::move(out_);
    }

  private:
    void read_base() {
        const auto* node = find_below(page_.document.root(), [](HtmlNode at) {
            return tag_of(at) == "base" && has_attribute(at, "href");
        });
        if (const auto own = boost::urls::parse_uri_reference(page_.page.url)) base_ = *own;
        if (node == nullptr) return;
        boost::urls::url whole;
        if (const auto given = boost::urls::parse_uri_reference(attribute(node, "href"));
            given && base_.has_scheme() && boost::urls::resolve(base_, *given, whole))
            base_ = whole;
    }

    void look(HtmlNode node, std::string_view tag) {
        if (tag_in(tag, "h1|h2|h3|h4") && out_.headings.size() < kHeadings && ++headings_ < kSpots &&
            shown(node)) {
            if (auto words = text_of(node, 200); !words.empty()) out_.headings.push_back(std::move(words));
        } else if (tag == "a" && out_.links.size() < kLinks && ++anchors_ < kSpots) {
            link(node);
        } else if (tag == "input" && attribute(node, "type") == "password") {
            out_.has_password = out_.has_password || (++passwords_ < kSpots && shown(node));
        }
        if (out_.messages.size() >= kMessages || tag_in(tag, "body|html|form|input|select|textarea") ||
            !speaks(node) || ++spots_ > kSpots || !shown(node))
            return;
        // A box around the whole page is no message.
        if (text_of(node, kMessageLetters + 1).size() > kMessageLetters) return;
        auto words = text_of(node, kLineLetters);
        if (!words.empty() && heard_.insert(words).second)
            out_.messages.push_back({std::move(words), tone_of(node)});
    }

    void link(HtmlNode node) {
        const auto given = boost::urls::parse_uri_reference(attribute(node, "href"));
        boost::urls::url whole;
        if (!given || !base_.has_scheme() || !boost::urls::resolve(base_, *given, whole)) return;
        if (whole.scheme() != "http" && whole.scheme() != "https") return;
        if (whole.buffer().size() <= kUrlBytes)
            out_.links.push_back({std::string(whole.buffer()), text_of(node, 120)});
    }

    void read_form(const Form& asked) {
        const auto index = form_among(page_, asked);
        if (index >= page_.forms.size()) return;
        static const re2::RE2 wrong(
            "(?i)(^|[\\s_-])(error|errors|invalid|is-invalid|has-error|field-error|danger)([\\s_-]|$)");
        const auto& form = page_.page.forms[index];
        out_.form_present = true;
        out_.form_visible = form.visible;
        for (const auto& control : form.controls)
            if (control.visible && !control.value.empty() &&
                (control.kind == ControlKind::textarea || control.kind <= ControlKind::number))
                ++out_.form_fill;
        for (const auto& element : page_.forms[index].elements) {
            if (is_button(element.node) || attribute(element.node, "type") == "hidden") continue;
            const bool marked = attribute(element.node, "aria-invalid") == "true" ||
                                found(attribute(element.node, "class"), wrong);
            if (marked && out_.invalid.size() < kInvalid)
                out_.invalid.push_back({name_of(element.node), message_near(element.node), false});
        }
    }

    FieldState field(const std::string& selector) const {
        FieldState out;
        out.selector = selector;
        for (const auto& form : page_.page.forms)
            for (const auto& control : form.controls)
                if (control.selector == selector) {
                    out.found = true;
                    out.checked = control.checked;
                    out.value = control.value;
                }
        return out;
    }

    const HtmlPage& page_;
    PageState out_;
    boost::urls::url base_;
    std::set<std::string> heard_;
    int headings_ = 0, anchors_ = 0, passwords_ = 0, spots_ = 0;
};

} // namespace

PageState html_state(const HtmlPage& page, const Form* asked, const std::vector<std::string>& fields) {
    return StateReader(page).read(asked, fields);
}

PageState text_state(std::string_view text, std::string_view url) {
    PageState out;
    out.url = url;
    out.loaded = true;
    std::set<std::string> seen;
    for (std::size_t at = 0; at < text.size() && out.lines.size() < kLines;) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = clean(text.substr(at, end - at), kLineLetters);
        if (!line.empty() && seen.insert(line).second) out.lines.push_back(std::move(line));
        at = end + 1;
    }
    return out;
}

} // namespace bolt::forms
