#pragma once
#include "forms/vocabulary.hpp"

#include <span>
#include <string_view>

namespace bolt::forms {

/// Words and phrases that contribute the same to a label.
struct VocabularyEntry {
    TermKind kind;
    Meaning meaning;
    std::string_view detail; ///< social network
    /// Folded (text.hpp), separated by '|'; '*' in a word matches any ending. Umlauts stand in both
    /// spellings.
    std::string_view phrases;
};

/// Whose data is asked for, names, ways to reach somebody, places.
std::span<const VocabularyEntry> contact_vocabulary();
/// What listings ask for besides: texts, categories, hours, links, files, and what forms ask for themselves.
std::span<const VocabularyEntry> listing_vocabulary();
/// The words of a listing, but nothing that a profile tells; and what is said to the site's people.
std::span<const VocabularyEntry> other_vocabulary();

/// Nouns that end a compound word ("Praxisname", "Unterrubrik") and say what it asks for; those of kind joint
/// ("Facebookpagina") leave that to what stands before them.
std::span<const VocabularyEntry> compound_endings();

} // namespace bolt::forms
