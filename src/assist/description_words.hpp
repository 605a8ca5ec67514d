#pragma once
#include <span>
#include <string_view>

/// Words of seven languages, folded (lower case, no accents), by which description_check.cpp reads a text.
namespace bolt::assist {

/// The small words of a language.
struct SmallWords {
    std::string_view language;
    std::string_view words; ///< separated by blanks
};
std::span<const SmallWords> small_words();

/// What may begin a sentence without being a name; separated by blanks.
std::string_view sentence_starters();

/// A number's words in all languages.
struct NumberWord {
    int value;
    std::string_view words;
};
std::span<const NumberWord> number_words();

/// Stems of claims that nobody may make for a business that does not make them itself, the same claim of all
/// languages in one line.
std::span<const std::string_view> claim_stems();

} // namespace bolt::assist
