#pragma once
#include "forms/meaning.hpp"
#include "forms/page_model.hpp"

namespace bolt::forms {

/// What one control of a form asks for, and why we think so.
struct Classified {
    std::size_t control = 0; ///< index into Form::controls
    Meaning meaning = Meaning::none;
    std::string detail;    ///< day ("mon"), network ("facebook") or kJoint; "" where the meaning needs none
    double confidence = 0; ///< 0..1; below kConfident an optional control stays empty
    std::string reason;    ///< for people: which evidence decided

    /// One text field for several parts of the address ("City, State, ZIP"), of which `meaning` is the first.
    static constexpr const char* kJoint = "joint";
    static constexpr double kConfident = 0.5;
    /// With meaning none: its words say that it asks for nothing of the business, so nothing else decides.
    static constexpr double kRuledOut = 0.9;
};

/// One entry per control of `form`, in its order. Evidence: the autocomplete attribute, the head noun of the
/// label (not any word in it), the name, the type, the options, the section and the neighbours. Pure.
std::vector<Classified> classify(const Form& form);
/// The same by the vocabulary and rules alone, without the learned model (model.hpp).
std::vector<Classified> classify_by_rules(const Form& form);
/// Whether a control of this kind can ask for this at all (a check box for no phone number).
bool kind_allows(const Control& control, Meaning meaning);

} // namespace bolt::forms
