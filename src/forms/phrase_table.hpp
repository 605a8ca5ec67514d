#pragma once
#include "forms/phrases.hpp"

#include <span>

namespace bolt::forms {

/// One way sites say something: an RE2 pattern over folded text (text.hpp: lower case, no accents).
struct Phrase {
    Says says;
    const char* pattern;
};

/// What sites say in English, German, French, Spanish, Italian, Portuguese and Dutch.
std::span<const Phrase> phrase_table();

} // namespace bolt::forms
