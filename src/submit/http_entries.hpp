#pragma once
#include "forms/html_page.hpp"
#include "forms/plan.hpp"
#include "submit/http_charset.hpp"

#include <map>
#include <string>
#include <vector>

namespace bolt::submit {

/// One name and value of a form's entry list, in UTF-8.
struct FormEntry {
    std::string name;
    std::string value;
    bool file = false; ///< a file control with nothing chosen
    bool operator==(const FormEntry&) const = default;
};

/// One <option> of a select, as it stands now.
struct OptionState {
    std::string value;
    std::string label;
    bool disabled = false;
    bool selected = false;
};

/// What one control holds, as a browser without scripts would hold it.
struct ControlState {
    std::string type; ///< of an input: its type, "text" for unknown ones; else "select", "textarea", "button"
    std::string value; ///< sanitised as the type demands; line ends are '\n'
    bool checked = false;
    bool touched = false; ///< by a step of the plan
    std::vector<OptionState> options;
};

/// A form of a page without scripts, filled step by step, up to the entry list of the HTML standard ("Form
/// submission", "Constructing the entry list"). What only a script or a person can do is an error: conflict,
/// with the reason. The form must outlive it.
class FilledForm {
  public:
    explicit FilledForm(const forms::HtmlForm& form);

    /// Does one step of a plan (fill, select, check, uncheck).
    Result<void> apply(const forms::Step& step);
    /// The element behind a selector; nullptr if the form has none.
    forms::HtmlNode element(const std::string& selector) const;
    const ControlState& state(forms::HtmlNode node) const { return states_.at(node); }
    const forms::HtmlForm& form() const { return form_; }
    /// What is sent if `submitter` is pressed. A picture button sends 0,0.
    Result<std::vector<FormEntry>> entries(forms::HtmlNode submitter, const Charset& charset) const;

  private:
    Result<void> choose(ControlState& state, const forms::Step& step) const;
    Result<void> toggle(forms::HtmlNode node, ControlState& state, bool on);

    const forms::HtmlForm& form_;
    std::map<forms::HtmlNode, ControlState> states_;
};

/// The value that a browser keeps of `value` in an input of this type ("Value sanitization algorithm").
std::string sanitized(std::string_view type, std::string value);

} // namespace bolt::submit
