#pragma once
#include "forms/meaning.hpp"
#include "forms/page_model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What one text (a label, a name attribute) says that it asks for.
struct Naming {
    Meaning meaning = Meaning::none;
    std::string detail;
    /// 0..1: how directly the text says it; a term that stands among many other words counts less.
    double strength = 0;
    /// The text was only "name" or "title": of the business or of a person, the form has to tell.
    bool bare_name = false;
};

/// Reads a label by its head noun: "Business phone" asks for a phone, "Name of your company" for a name,
/// "Company" alone for the company's name. nullopt if it says nothing known.
std::optional<Naming> read_label(std::string_view text);

/// What a label for several fields in a row asks for, in its order: "PLZ / Ort", "City, State, ZIP". Empty
/// for other labels.
std::vector<Meaning> read_joint_label(std::string_view text);

/// Reads a name or id attribute ("listing[contact_email]", "addrLine1"): the last known word is the head.
std::optional<Naming> read_attribute(std::string_view name);

/// What an autocomplete attribute says ("section-x shipping street-address"); nullopt for off, on and the
/// unknown.
std::optional<Naming> read_autocomplete(std::string_view value);

/// True if the control's label says outright that it is the business's name ("Company name", not "Name").
bool names_the_business(const Control& control);

/// True if the placeholder is an example value ("Hilo", "555-123-4567", "https://") and so no name of the
/// field.
bool is_example(std::string_view placeholder);

/// Whose data a section asks for, from its legend or heading.
enum class Section {
    unknown,
    business,
    person,
    account,
    newsletter,
    items ///< things the business offers, one by one: a price list, questions and answers
};
Section read_section(std::string_view heading);

} // namespace bolt::forms
