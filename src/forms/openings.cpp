#include "forms/openings.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bolt::forms {

bool says_search(const std::vector<std::string>& words) {
    static constexpr std::array<std::string_view, 15> kVerbs = {
        "search", "suche", "suchen", "recherche", "rechercher", "recherchez", "cherchez", "buscar",
        "busca",  "cerca", "zoek",   "zoeken",    "procurar",   "pesquisar",  "szukaj"};
    return words.size() > 1 && std::ranges::find(kVerbs, words[0]) != kVerbs.end() &&
           !has_word(words, {"keyword", "keywords", "term", "terms", "tag", "tags"});
}

bool asks_how_many(const std::vector<std::string>& words) {
    if (words.size() < 2) return false;
    const auto& first = words[0];
    const auto& second = words[1];
    if (first == "nombre") {
        const auto& of = words.size() > 2 ? words[2] : second;
        const bool plural = of.ends_with('s') || of.ends_with('x');
        return words.size() > 2 && (second == "d" || (second == "de" && plural && of.size() > 3)) &&
               of != "tus" && of != "sus";
    }
    return (first == "how" && second == "many") || (first == "wie" && second == "viele") ||
           ((first == "number" || first == "no") && second == "of") ||
           has_word({first}, {"anzahl", "aantal", "combien", "cuantos", "cuantas", "quanti", "quante",
                              "quantos", "quantas", "hoeveel", "nbre"});
}

bool asks_to_prove_a_person(const std::vector<std::string>& words) {
    static const std::vector<std::vector<std::string_view>> kOpenings = {
        {"security", "question"},        {"sicherheitsfrage"},           {"question", "de", "securite"},
        {"pregunta", "de", "seguridad"}, {"domanda", "di", "sicurezza"}, {"pergunta", "de", "seguranca"},
        {"beveiligingsvraag"},           {"spam", "question"},           {"anti", "spam"}};
    return std::ranges::any_of(kOpenings, [&](const auto& opening) {
        return words.size() >= opening.size() && std::equal(opening.begin(), opening.end(), words.begin());
    });
}

} // namespace bolt::forms
