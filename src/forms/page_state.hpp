#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

namespace bolt::forms {

/// What one control holds now: compared with what was meant to be in it.
struct FieldState {
    std::string selector;
    bool found = false;
    bool checked = false;
    std::string value;   ///< selected option values are joined by '\n'; of a file input the file names
    std::string invalid; ///< the browser's own validation message, "" if valid
};

/// A control that the page marks as wrong.
struct InvalidField {
    std::string name; ///< its label, else name or id
    std::string message;
    bool native =
        false; ///< by the browser's own validation (an untouched required field is natively invalid too)
};

/// Text that stands out as a message (role=alert/status, aria-live, message classes).
struct Message {
    enum class Tone { neutral, good, bad };
    std::string text;
    Tone tone = Tone::neutral; ///< by role and class names, not by its words
};

struct Link {
    std::string url;
    std::string text;
};

/// A page at one moment: taken before and after the form is sent.
struct PageState {
    std::string url;
    std::string title;
    std::string language;
    bool loaded = false;       ///< readyState is interactive or complete
    bool form_present = false; ///< the form that was asked for is still there
    bool form_visible = false;
    int form_fill = 0; ///< how many of its text controls hold a value
    std::vector<FieldState> fields;
    std::vector<InvalidField> invalid;
    std::vector<Message> messages;
    std::vector<std::string> lines; ///< distinct visible text lines, top to bottom
    std::vector<std::string> headings;
    std::vector<Link> links;
    bool has_password = false; ///< a visible password field
    std::vector<std::string> captchas;
};

/// Reads what state_script() returned; bounds and checks like read_page().
Result<PageState> read_state(const json::value& snapshot);

} // namespace bolt::forms
