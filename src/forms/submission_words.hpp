#pragma once
// Only for submission_links: what the words of a link speak of, in en, de, fr, es, it, pt, nl. All take
// words_of(fold(text)).
#include <string>
#include <vector>

namespace bolt::forms::submission_words {

using Words = std::vector<std::string>;

/// To put something in.
bool has_verb(const Words& words);
/// What a directory lists.
bool has_noun(const Words& words);
/// One word that says it all.
bool says_it_alone(const Words& words);
bool says_free(const Words& words);
/// About something else, although it may speak of listings.
bool says_no(const Words& words);
bool says_paid(const Words& words);
/// Towards the page: "for owners", "join", "get started".
bool leads_towards(const Words& words);

} // namespace bolt::forms::submission_words
