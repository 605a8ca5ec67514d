#include "forms/doors.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

constexpr std::size_t kDoorsMax = 300;

std::string text_at(const json::value& value, std::string_view key, std::size_t longest) {
    return get_string(value, key).substr(0, longest);
}

bool speaks_of_adding(const std::vector<std::string>& words) {
    return has_word(words, {"add",          "submit",    "list",      "register",  "create",    "suggest",
                            "post",         "join",      "listed",    "publish",   "eintragen", "anmelden",
                            "registrieren", "anlegen",   "ajouter",   "inscrire",  "inscrivez", "proposer",
                            "anadir",       "agregar",   "registrar", "publicar",  "alta",      "registra",
                            "aggiungi",     "inserisci", "iscrivi",   "adicionar", "cadastrar", "registar",
                            "cadastre",     "toevoegen", "aanmelden", "plaats",    "meld",      "vermeld",
                            "advertise"});
}

bool speaks_of_a_business(const std::vector<std::string>& words) {
    return has_word(words,
                    {"listing",      "listings",      "business", "company",     "site",    "website",
                     "place",        "startup",       "tool",     "shop",        "store",   "restaurant",
                     "venue",        "entry",         "link",     "url",         "service", "product",
                     "organization", "organisation",  "firma",    "unternehmen", "eintrag", "betrieb",
                     "entreprise",   "etablissement", "fiche",    "empresa",     "negocio", "ficha",
                     "azienda",      "attivita",      "scheda",   "impresa",     "negozio", "bedrijf",
                     "vermelding",   "onderneming",   "today",    "kostenlos",   "free"});
}

/// What leads elsewhere, whatever else the words say.
bool leads_elsewhere(const std::vector<std::string>& words) {
    return has_word(words, {"login",    "signin",    "log",        "search",     "find",      "browse",
                            "blog",     "news",      "claim",      "pricing",    "prices",    "banner",
                            "job",      "jobs",      "event",      "review",     "cart",      "checkout",
                            "reset",    "cancel",    "close",      "cookie",     "cookies",   "privacy",
                            "contact",  "wishlist",  "favorites",  "newsletter", "subscribe", "share",
                            "suche",    "suchen",    "rechercher", "buscar",     "cerca",     "zoeken",
                            "conectar", "connexion", "accedi",     "inloggen",   "account",   "konto",
                            "cuenta",   "compte",    "conta",      "see",        "view",      "remove",
                            "delete",   "edit",      "donate",     "agency"});
}

std::string host_of(std::string_view url) {
    const auto mark = url.find("://");
    if (mark == std::string_view::npos) return {};
    auto rest = url.substr(mark + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    std::string host(rest);
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

/// A link that a visitor of this page may follow: on the same site, to another page.
bool leads_on(const Door& door, const Doors& doors) {
    if (door.url.empty()) return true;
    const auto page = without_fragment(doors.url);
    if (door.url.starts_with("javascript:")) return true;
    if (!door.url.starts_with("http://") && !door.url.starts_with("https://")) return false;
    const auto there = host_of(door.url), here = host_of(doors.url);
    const bool same = there == here || there.ends_with("." + here) || here.ends_with("." + there);
    // A mere fragment opens something on this page.
    if (without_fragment(door.url) == page) return door.url.size() > without_fragment(door.url).size();
    return same;
}

// Folded text: lower case, no accents.
const re2::RE2& price_pattern() {
    static const re2::RE2 pattern(
        R"(([$€£]|\busd|\beur|\bchf|\bgbp|r\$) ?\d+([.,]\d+)?|\d+([.,]\d+)? ?([$€£]|usd\b|eur\b|euro\b|chf\b|gbp\b)|\d+ ?(/|per) ?(month|year|mo\b|yr\b)|\d+ ?/ ?(monat|jahr|mois|an\b|mes|ano|mese|anno|maand|jaar))");
    return pattern;
}
const re2::RE2& zero_pattern() {
    static const re2::RE2 pattern(
        R"(\b(free|kostenlos|kostenfrei|gratis|gratuite?|gratuito|gratuita|no cost|0 ?€|€ ?0|[$£] ?0)\b|([$€£] ?0([.,]00?)?)( |/|$)|\b0([.,]00?)? ?[$€£])");
    return pattern;
}
const re2::RE2& trial_pattern() {
    static const re2::RE2 pattern(
        R"(free trial|trial|\d+ (days?|months?|weeks?) free|first (month|year) free|testphase|essai|prueba|prova gratuita|proef)");
    return pattern;
}

enum class Cost { unknown, free, paid };

Cost cost_of(const Door& door) {
    const auto card = fold(door.card + " " + door.text);
    std::string priced = card;
    re2::RE2::GlobalReplace(&priced, zero_pattern(), " ");
    const bool price = re2::RE2::PartialMatch(priced, price_pattern());
    const bool zero = re2::RE2::PartialMatch(card, zero_pattern());
    if (zero && !price && !re2::RE2::PartialMatch(card, trial_pattern())) return Cost::free;
    return price ? Cost::paid : Cost::unknown;
}

bool chooses(const std::vector<std::string>& words) {
    return words.size() <= 6 &&
           has_word(words,
                    {"choose",  "select",      "get",      "start",     "started",   "buy",      "order",
                     "pick",    "signup",      "sign",     "continue",  "submit",    "join",     "subscribe",
                     "try",     "go",          "purchase", "add",       "list",      "register", "free",
                     "wahlen",  "auswahlen",   "starten",  "bestellen", "buchen",    "choisir",  "commencer",
                     "elegir",  "seleccionar", "empezar",  "comenzar",  "scegli",    "inizia",   "escolher",
                     "comecar", "kies",        "kiezen",   "gratis",    "kostenlos", "gratuit",  "weiter",
                     "next",    "this",        "plan"});
}

/// Plans stand side by side, each with its price and one thing to press.
Way way_through_plans(const Doors& doors) {
    std::vector<std::size_t> free, paid;
    for (std::size_t i = 0; i < doors.list.size(); ++i) {
        const auto& door = doors.list[i];
        if (!leads_on(door, doors) || !chooses(words_of(door.text))) continue;
        const auto cost = cost_of(door);
        if (cost == Cost::free && door.card.size() > door.text.size() + 4) free.push_back(i);
        if (cost == Cost::paid) paid.push_back(i);
    }
    if (!free.empty() && !paid.empty())
        return {Way::Kind::plan, free[0], fmt::format("the free plan of {}", free.size() + paid.size())};
    if (free.empty() && paid.size() >= 2)
        return {Way::Kind::paid, 0,
                fmt::format("the page offers {} plans and every one costs money", paid.size())};
    return {};
}

int score_of(const Door& door) {
    const auto words = words_of(door.text);
    if (words.empty() || words.size() > 12 || leads_elsewhere(words) || door.in_form) return 0;
    int score = 0;
    const bool adds = speaks_of_adding(words);
    if (adds) score += 3;
    if (speaks_of_a_business(words)) score += adds ? 3 : 1;
    if (score > 0 && door.unfolds) score += 2;
    if (adds && re2::RE2::PartialMatch(fold(door.text), zero_pattern())) score += 2;
    if (cost_of(door) == Cost::paid) score -= 3;
    if (has_word(words, {"my", "your", "ihr", "ihre", "votre", "su", "tu", "la", "uw", "je"}) && adds)
        score += 1;
    return score;
}

} // namespace

Result<Doors> read_doors(const json::value& snapshot) {
    const auto* list = find(snapshot, "doors");
    if (list == nullptr || !list->is_array())
        return fail(ErrorCode::invalid_argument, "the list of links and buttons is missing");
    Doors out{text_at(snapshot, "url", 2'000), {}};
    for (const auto& each : list->get_array()) {
        if (out.list.size() >= kDoorsMax) break;
        Door door{text_at(each, "selector", 2'000), text_at(each, "text", 200), text_at(each, "url", 2'000),
                  text_at(each, "card", 600),       get_bool(each, "unfolds"),  get_bool(each, "inForm")};
        if (!door.selector.empty() && !door.text.empty()) out.list.push_back(std::move(door));
    }
    return out;
}

Way find_way(const Doors& doors) {
    if (auto plans = way_through_plans(doors); plans.kind != Way::Kind::none) return plans;
    constexpr int least = 6; // adding and a business, or adding by something that unfolds
    Way best;
    int best_score = least - 1;
    for (std::size_t i = 0; i < doors.list.size(); ++i) {
        const auto& door = doors.list[i];
        if (!leads_on(door, doors)) continue;
        const int score = score_of(door);
        if (score <= best_score) continue;
        best_score = score;
        best = {Way::Kind::listing, i, fmt::format("\"{}\" leads to the form", door.text)};
    }
    return best;
}

const Door* find_sign_up(const Doors& doors) {
    static const re2::RE2 pattern(
        R"(\b(sign ?up|register( now| here)?|registration|create (an|a|your)?( new| free)* ?account|join (now|us|free|for free)|new (user|member|account)|become a member|konto (erstellen|anlegen)|registrieren|creer un compte|s.inscrire|inscription|crear (una )?cuenta|registrarse|registrate|crea (un )?account|registrati|criar conta|registar-se|cadastre-se|account aanmaken|registreren)\b)");
    for (const auto& door : doors.list)
        if (!door.in_form && leads_on(door, doors) && door.text.size() <= 80 &&
            re2::RE2::PartialMatch(fold(door.text), pattern) && cost_of(door) != Cost::paid)
            return &door;
    return nullptr;
}

} // namespace bolt::forms
