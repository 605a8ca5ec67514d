#pragma once
#include "forms/meaning.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What a word or phrase in a label contributes.
enum class TermKind {
    head,     ///< says what is asked for: "phone", "opening hours"
    name,     ///< "name", "title": of whom, the rest of the label and the form decide
    business, ///< whose: "company", "listing", "venue"; alone it means the business's name
    person,   ///< whose: "contact", "owner"
    joint     ///< a preposition: what follows describes what stands before ("name of your company")
};

/// A term found in a label's words.
struct Term {
    TermKind kind = TermKind::head;
    Meaning meaning = Meaning::none;
    std::string_view detail; ///< social network
    std::size_t first = 0;   ///< index of its first word
    std::size_t count = 0;   ///< number of words
};

/// The terms in `words` (see words_of), left to right, longest first, without overlap. English, German,
/// French, Spanish, Italian, Portuguese and Dutch in one vocabulary.
std::vector<Term> find_terms(const std::vector<std::string>& words);

} // namespace bolt::forms
