#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What kind of input a control takes, from tag, type and role.
enum class ControlKind {
    text,
    email,
    tel,
    url,
    number,
    date,
    time,
    search,
    password,
    textarea,
    rich_text, ///< contenteditable
    select,
    select_multiple,
    checkbox,
    radio,
    file,
    hidden,
    custom ///< ARIA widget, colour, range: nothing that can be filled as text
};

/// What a script of the page has drawn for a control, where setting the control alone is not enough.
enum class Widget {
    none,
    list,    ///< its own list over a <select> (select2, Chosen, Choices, Tom Select, Selectize, ...)
    picker,  ///< choices that appear only when it is opened or typed into; only a picked one counts
    suggest, ///< a text field that suggests while one types
    editor,  ///< rich text over a <textarea> (TinyMCE, CKEditor, Quill, ...)
    tokens,  ///< words that become chips one by one
    phone,   ///< a number with a list of countries before it
    clock    ///< a date or time picker over a text field
};
std::string_view to_string(Widget widget);
std::optional<Widget> parse_widget(std::string_view text);

struct Option {
    std::string value;
    std::string label;
    std::string group; ///< optgroup label, "" if none
    bool disabled = false;
    bool selected = false;
};

/// The texts that may name a control, kept apart because they deserve different trust.
struct Labels {
    std::string for_;        ///< <label for>
    std::string wrap;        ///< <label> around it, without the options' own text
    std::string aria;        ///< aria-labelledby, else aria-label
    std::string placeholder; ///< often an example, not a name
    std::string title;
    std::string described; ///< aria-describedby
    std::string previous;  ///< nearest text before it: may belong to a neighbour
    std::string cell;      ///< first cell of its table row
    std::string column;    ///< head of its table column
    std::string next;      ///< text right after it
    std::string legend;    ///< of the nearest fieldset
    std::string group;     ///< name of the nearest role=group or radiogroup
    std::string heading;   ///< nearest heading above it inside the form

    /// The best text that names the control itself: for, wrap, aria, cell, previous, title, placeholder,
    /// next; "" if none.
    const std::string& best() const;
};

struct Control {
    std::string selector; ///< unique in its frame; for Playwright's css engine (" >> " steps into an open
                          ///< shadow root)
    std::string tag;
    std::string type; ///< as the page has it, lower case: "text", "select-one", "textarea", ...
    ControlKind kind = ControlKind::text;
    Widget widget = Widget::none;
    std::string name;
    std::string id;
    std::string classes;
    std::string autocomplete;
    std::string input_mode;
    std::string pattern;
    std::string accept;
    std::string min, max, step;
    std::string value; ///< present value; the value attribute of a radio or checkbox
    Labels labels;
    std::vector<Option> options;
    bool options_truncated = false;
    std::vector<std::string> suggestions; ///< <datalist>
    bool required = false;                ///< by attribute, ARIA or a star in its label
    bool checked = false;
    bool readonly = false;
    bool disabled = false;
    bool visible = true;
    bool proxy = false; ///< invisible itself, operated through a visible stand-in (styled checkbox, select2,
                        ///< rich editor)
    std::string stand_in;                    ///< selector of that stand-in, where it is an element of its own
    std::vector<std::string> hidden_reasons; ///< "not-rendered", "offscreen", "opacity", "clip", "tiny", ...
    int honeypot_score = 0; ///< 0 for an honest control; from kTrap up it is treated as a trap
    int max_length = -1;    ///< in UTF-16 units as HTML counts, -1 if unbounded
    int min_length = -1;

    /// Controls with this honeypot score or more are never touched.
    static constexpr int kTrap = 3;
    /// True if a person could operate it: neither hidden (without a stand-in) nor a trap, disabled or
    /// read-only.
    bool operable() const;
};

struct Button {
    std::string selector;
    std::string tag;
    std::string type; ///< "submit", "button", "image", "reset"
    std::string name;
    std::string text;
    bool visible = true;
    bool disabled = false;
};

struct Form {
    std::string selector; ///< "" for controls that stand outside of any <form>
    std::string id;
    std::string name;
    std::string classes;
    std::string action; ///< as written in the page
    std::string method; ///< "get" or "post"
    std::string role;
    std::string label;   ///< aria-label
    std::string heading; ///< nearest heading before the form, else the first one inside
    bool visible = true;
    std::vector<Control> controls; ///< document order
    std::vector<Button> buttons;   ///< document order
};

struct Frame {
    std::string url;
    std::string name;
    int width = 0;
    int height = 0;
};

/// One document (a frame): nested frames have a Page of their own, made by running the script in them.
struct Page {
    std::string url;
    std::string title;
    std::string language; ///< <html lang>, lower case, e.g. "de"
    std::vector<std::string> headings;
    std::vector<Form> forms;
    std::vector<Frame> frames;
    std::vector<std::string> captchas; ///< kinds found: "recaptcha", "hcaptcha", "turnstile", "image", ...
    std::vector<std::string> lines;    ///< the first visible text lines
    bool truncated = false;            ///< the page had more controls than the script collects
};

/// Reads what extract_script() returned. The page may have lied: every text and list is bounded, every type
/// checked; invalid_argument with the path of the first problem.
Result<Page> read_page(const json::value& snapshot);

} // namespace bolt::forms
