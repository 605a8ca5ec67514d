#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// Lower case without accents, in ASCII where Unicode allows ("Öffnungszeiten für Straße" -> "offnungszeiten
/// fur strasse"); runs of blanks as one; punctuation stays.
std::string fold(std::string_view text);

/// The words of folded text. Case changes, digits and punctuation separate words, so that it reads attribute
/// names as well: "listing[zipCode2]" -> listing zip code 2; "e-mail" is one word: email.
std::vector<std::string> words_of(std::string_view text);

/// True if `words` contains any of these (single words).
bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> any_of);

/// Number of UTF-16 code units: what maxlength counts.
std::size_t utf16_length(std::string_view utf8);
/// The longest start of `text` with at most `units` UTF-16 units that ends with a sentence, else with a word.
std::string cut_text(std::string_view text, std::size_t units);

} // namespace bolt::forms
