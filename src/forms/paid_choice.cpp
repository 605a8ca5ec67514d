#include "forms/paid_choice.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

bool names_price(const std::string& folded, bool positive) {
    static const RE2 kPrice(
        R"((?:[$€£¥₹]|\b(?:us\$|usd|eur|euro|gbp|aud|cad|chf|brl|r\$))\s?(\d[\d.,]*)|(\d[\d.,]*)\s?(?:[$€£¥₹]|usd\b|eur\b|euros?\b|gbp\b|aud\b|cad\b|chf\b|brl\b))");
    re2::StringPiece rest(folded);
    std::string before;
    std::string after;
    while (RE2::FindAndConsume(&rest, kPrice, &before, &after)) {
        const auto& digits = before.empty() ? after : before;
        const bool costs = digits.find_first_of("123456789") != std::string::npos;
        if (costs == positive) return true;
    }
    return false;
}

bool says_free(const std::vector<std::string>& words) {
    return has_word(words, {"free", "gratis", "kostenlos", "kostenlose", "kostenloser", "kostenloses",
                            "kostenfrei", "gratuit", "gratuite", "gratuito", "gratuita"});
}

bool promotes(const std::vector<std::string>& words) {
    return has_word(words, {"featured",    "feature",   "premium",     "sponsored",     "highlight",
                            "highlighted", "bump",      "boost",       "upgrade",       "promote",
                            "promoted",    "urgent",    "gold",        "platinum",      "vip",
                            "paid",        "spotlight", "hervorheben", "hervorgehoben", "kostenpflichtig",
                            "topanzeige",  "vedette",   "payant",      "payante",       "destacado",
                            "destacada",   "destacar",  "evidenza",    "pagamento",     "destaque",
                            "uitgelicht",  "betaald"});
}

bool speaks_of_plans(const std::vector<std::string>& words) {
    return has_word(words,
                    {"plan",    "plans",    "package", "packages",  "pricing",  "membership", "subscription",
                     "listing", "listings", "upgrade", "basic",     "standard", "tarif",      "tarife",
                     "paket",   "pakete",   "abo",     "eintrag",   "forfait",  "formule",    "abonnement",
                     "paquete", "plano",    "piano",   "pacchetto", "pacote",   "pakket",     "month",
                     "year",    "monat",    "jahr",    "mois",      "mes",      "mese",       "maand"}) ||
           promotes(words);
}

} // namespace

Cost cost_of(std::string_view text) {
    const auto folded = fold(text);
    const auto words = words_of(text);
    if (names_price(folded, true)) return Cost::paid;
    if (has_word(words, {"trial"})) return Cost::paid;
    if (says_free(words) || names_price(folded, false)) return Cost::free;
    return has_word(words, {"paid", "kostenpflichtig", "payant", "betaald"}) ? Cost::paid : Cost::unsaid;
}

bool offers_plans(const std::vector<Option>& options, std::string_view label) {
    if (options.size() < 2 || options.size() > 60) return false;
    const auto label_words = words_of(label);
    // How expensive the business itself is.
    if (has_word(label_words, {"range", "average", "person", "meal", "preisklasse", "preisspanne", "gamme"}))
        return false;
    const auto count = [&](Cost cost) {
        return std::ranges::count_if(options,
                                     [&](const Option& each) { return cost_of(each.label) == cost; });
    };
    const bool plans = speaks_of_plans(label_words) || std::ranges::any_of(options, [](const Option& each) {
                           return speaks_of_plans(words_of(each.label));
                       });
    const bool promotion =
        std::ranges::any_of(options, [](const Option& each) { return promotes(words_of(each.label)); });
    const auto paid = count(Cost::paid);
    const auto free = count(Cost::free);
    return (paid > 0 && (plans || free > 0)) || (free > 0 && promotion);
}

std::optional<std::size_t> free_plan(const std::vector<Option>& options) {
    for (std::size_t i = 0; i < options.size(); ++i)
        if (!options[i].disabled && cost_of(options[i].label) == Cost::free) return i;
    // "Highlight it?" No.
    for (std::size_t i = 0; i < options.size(); ++i) {
        const auto words = words_of(options[i].label);
        if (!options[i].disabled && words.size() <= 3 &&
            has_word(words, {"no", "none", "nein", "keine", "non", "aucun", "aucune", "ninguno", "ninguna",
                             "nessuno", "nessuna", "nao", "nenhum", "nee", "geen"}))
            return i;
    }
    std::optional<std::size_t> plain;
    for (std::size_t i = 0; i < options.size(); ++i) {
        const auto& each = options[i];
        if (each.disabled || each.value.empty() || cost_of(each.label) != Cost::unsaid ||
            promotes(words_of(each.label)))
            continue;
        if (each.selected) return i;
        if (!plain) plain = i;
    }
    return plain;
}

bool is_upgrade(std::string_view text) { return names_price(fold(text), true) || promotes(words_of(text)); }

bool is_agreement(std::string_view text) {
    const auto words = words_of(text);
    const bool agrees = has_word(
        words,
        {"agree",      "accept", "consent",    "confirm",       "certify",    "acknowledge", "authorized",
         "authorised", "terms",  "conditions", "einverstanden", "akzeptiere", "bestatige",   "stimme",
         "zustimmen",  "agb",    "accepte",    "confirme",      "acepto",     "confirmo",    "accetto",
         "confermo",   "aceito", "concordo",   "akkoord",       "bevestig"});
    const bool more =
        has_word(words, {"newsletter", "newsletters", "marketing", "offers", "promotions", "promotional",
                         "updates", "partners", "werbung", "angebote", "publicite", "offres", "ofertas",
                         "offerte", "aanbiedingen", "subscribe", "news"});
    return agrees && !more && !is_upgrade(text);
}

} // namespace bolt::forms
