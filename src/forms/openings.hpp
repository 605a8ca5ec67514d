#pragma once
#include <string>
#include <vector>

namespace bolt::forms {

// How a label begins may decide what it asks for, whatever it names. All take folded words (text.hpp).

/// "Search for a business", "Zoek een bedrijf": what to look for, whatever it is. Not "Search keywords".
bool says_search(const std::vector<std::string>& words);
/// "How many rooms", "Anzahl Betten": a count of something. Not "Nombre de contacto": in Spanish that is a
/// name.
bool asks_how_many(const std::vector<std::string>& words);
/// "Security question: capital of France".
bool asks_to_prove_a_person(const std::vector<std::string>& words);

} // namespace bolt::forms
