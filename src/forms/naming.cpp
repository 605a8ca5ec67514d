#include "forms/naming.hpp"

#include "forms/text.hpp"
#include "forms/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace bolt::forms {
namespace {

// "E-mail (never shown)" and "Website - optional": the side remark is not what the label names.
std::string without_remarks(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
        if (c == '(' || c == '[')
            ++depth;
        else if (c == ')' || c == ']')
            depth = std::max(0, depth - 1);
        else if (depth == 0)
            out += c;
    }
    return out.find_first_not_of(" *:") == std::string::npos ? std::string(text) : out;
}

bool is_filler(std::string_view word) {
    static constexpr std::array<std::string_view, 22> kFillers = {
        "required", "optional",    "please", "enter",       "the",         "a",      "your",   "public",
        "main",     "pflichtfeld", "bitte",  "obligatoire", "obligatorio", "choose", "select", "primary",
        "official", "valid",       "or",     "and",         "what",        "is"};
    return std::ranges::find(kFillers, word) != kFillers.end();
}

// "Your wedding date" asks for no name.
bool is_pronoun(std::string_view word) {
    static constexpr std::array<std::string_view, 24> kPronouns = {
        "you", "your", "my",  "ihr", "ihre", "ihren", "dein",   "deine", "votre", "vos", "su",   "sus",
        "tu",  "tus",  "tuo", "tua", "suo",  "sua",   "vostro", "seu",   "uw",    "je",  "jouw", "user"};
    return std::ranges::find(kPronouns, word) != kPronouns.end();
}

bool says(const std::vector<Term>& found, Meaning meaning) {
    return std::ranges::any_of(
        found, [&](const Term& term) { return term.kind == TermKind::head && term.meaning == meaning; });
}

// Two heads of one label that together say a third thing.
void join_heads(const std::vector<Term>& found, const std::vector<std::string>& words, Naming& out) {
    using enum Meaning;
    const bool names_name =
        std::ranges::any_of(found, [](const Term& term) { return term.kind == TermKind::name; });
    // "Tu nombre y apellidos", "Vorname, Nachname".
    if (says(found, contact_last_name) &&
        (names_name || says(found, contact_first_name) || says(found, contact_full_name)))
        out.meaning = contact_full_name;
    // "Indirizzo e numero civico".
    if (out.meaning == house_number && says(found, address_line1)) out.meaning = address_line1;
    // "Phone / WhatsApp".
    if (out.meaning == social_link && says(found, phone)) {
        out.meaning = phone;
        out.detail.clear();
    }
    // "Titre du site": a name, not an address.
    if (out.meaning == website && names_name &&
        !has_word(words, {"url", "address", "adresse", "link", "domain", "indirizzo", "direccion", "http"}))
        out.meaning = business_name;
    // "Short listing description".
    if (out.meaning == description && has_word(words, {"short", "brief", "kurz", "kurze", "courte", "breve",
                                                       "corta", "curta", "korte", "meta", "small", "teaser"}))
        out.meaning = short_description;
}

struct Owners {
    bool business = false;
    bool person = false;
};

Owners owners_of(const std::vector<Term>& terms) {
    Owners out;
    for (const auto& term : terms) {
        out.business = out.business || term.kind == TermKind::business;
        out.person = out.person || term.kind == TermKind::person;
    }
    return out;
}

// The term that names the thing asked for: in the part before the first preposition, the last head; labels of
// one or two words without a head name their owner's name ("Company", "Restaurant").
const Term* head_of(const std::vector<Term>& terms) {
    const Term* head = nullptr;
    for (const auto& term : terms) {
        if (term.kind == TermKind::joint && head != nullptr) break;
        // "Firmenname mit Rechtsform" asks for the name.
        if (head != nullptr && term.kind == TermKind::head && term.meaning == Meaning::none) continue;
        if (term.kind == TermKind::head || term.kind == TermKind::name) head = &term;
    }
    if (head == nullptr || head->kind != TermKind::name) return head;
    // "Street name", "Name of the city": the name of something else than a business or a person.
    const auto owners = owners_of(terms);
    for (const auto& term : terms)
        if (term.kind == TermKind::head && !owners.business && !owners.person) return &term;
    return head;
}

Naming naming_of(const Term& head, const std::vector<Term>& terms) {
    Naming out;
    out.meaning = head.meaning;
    out.detail = head.detail;
    if (head.kind != TermKind::name) return out;
    const auto owners = owners_of(terms);
    if (owners.business) {
        out.meaning = Meaning::business_name;
    } else if (owners.person) {
        out.meaning = Meaning::contact_full_name;
    } else {
        out.bare_name = true;
    }
    return out;
}

// "Search for a business", "Zoek een bedrijf": what to look for, whatever it is. Not "Search keywords".
bool says_search(const std::vector<std::string>& words) {
    static constexpr std::array<std::string_view, 15> kVerbs = {
        "search", "suche", "suchen", "recherche", "rechercher", "recherchez", "cherchez", "buscar",
        "busca",  "cerca", "zoek",   "zoeken",    "procurar",   "pesquisar",  "szukaj"};
    return words.size() > 1 && std::ranges::find(kVerbs, words[0]) != kVerbs.end() &&
           !has_word(words, {"keyword", "keywords", "term", "terms", "tag", "tags"});
}

std::optional<Naming> read_words(const std::vector<std::string>& words) {
    if (says_search(words)) return Naming{Meaning::search, "", 1.0, false};
    const auto terms = find_terms(words);
    if (terms.empty()) return std::nullopt;
    std::size_t meaningful = 0;
    for (const auto& word : words) meaningful += is_filler(word) ? 0 : 1;
    const auto* head = head_of(terms);
    if (head == nullptr) {
        // "Company", "Business owner": the last of the owners is the head.
        const Term* owner = nullptr;
        for (const auto& term : terms)
            if (term.kind != TermKind::joint) owner = &term;
        if (owner == nullptr || meaningful > 3 || is_pronoun(words[owner->first])) return std::nullopt;
        Naming out;
        out.meaning = owner->meaning;
        // "Business colour": what is asked for stands last, and is not known.
        std::size_t end = words.size();
        while (end > 0 && is_filler(words[end - 1])) --end;
        out.strength = owner->first + owner->count == end ? 0.75 : 0.4;
        return out;
    }
    auto out = naming_of(*head, terms);
    // "Address of your site (URL)", "Adresse de votre site": an address on the web.
    if (out.meaning == Meaning::address_line1 &&
        has_word(words, {"site", "website", "web", "url", "homepage", "webseite", "internet", "http"}))
        out.meaning = Meaning::website;
    join_heads(terms, words, out);
    // "Twitter username": the account there, not one of the directory's.
    if (out.meaning == Meaning::username)
        for (const auto& term : terms)
            if (term.meaning == Meaning::social_link) {
                out.meaning = term.meaning;
                out.detail = term.detail;
            }
    // "Phone" says it; in a sentence of ten words the same word may be said by the way.
    std::size_t covered = 0;
    for (const auto& term : terms) covered += term.count;
    const double rest = static_cast<double>(words.size() > covered ? words.size() - covered : 0);
    out.strength = 1.0 / (1.0 + 0.08 * rest);
    // "Name" may be the business's; "Neighbourhood name" rather not.
    if (out.bare_name) out.strength *= meaningful > covered ? 0.4 : 0.7;
    return out;
}

} // namespace

std::optional<Naming> read_label(std::string_view text) {
    if (text.empty()) return std::nullopt;
    auto named = read_words(words_of(without_remarks(text)));
    const auto with_remarks = read_words(words_of(text));
    // What only the side remark says is weak: "Wedding date (if you are a couple)".
    if (!named && with_remarks && text.find_first_of("([") > 0) {
        auto weak = *with_remarks;
        weak.strength *= 0.5;
        return weak;
    }
    if (!named || (with_remarks && named->meaning == Meaning::address_line1 &&
                   with_remarks->meaning == Meaning::website))
        return with_remarks;
    return named;
}

std::vector<Meaning> read_joint_label(std::string_view text) {
    std::vector<Meaning> out;
    if (text.find_first_of("/,&+") == std::string_view::npos) return out;
    const auto words = words_of(text);
    if (words.size() > 9) return out; // the texts of several fields, not one label
    for (const auto& term : find_terms(words)) {
        static constexpr std::array kPlaces = {
            Meaning::postal_code,   Meaning::city,          Meaning::state,  Meaning::house_number,
            Meaning::address_line1, Meaning::address_line2, Meaning::country};
        if (std::ranges::find(kPlaces, term.meaning) == kPlaces.end()) continue;
        if (std::ranges::find(out, term.meaning) == out.end()) out.push_back(term.meaning);
    }
    if (out.size() < 2) out.clear();
    return out;
}

std::optional<Naming> read_attribute(std::string_view name) {
    auto words = words_of(name);
    // Frameworks put their own words around the field's: "wpforms[fields][3]", "category_id",
    // "job_application".
    static constexpr std::array<std::string_view, 16> kNoise = {
        "id",  "field", "fields", "input", "form", "wpforms", "gform", "txt",
        "val", "value", "new",    "acf",   "data", "text",    "en",    "us"};
    std::erase_if(words,
                  [](const std::string& word) { return std::ranges::find(kNoise, word) != kNoise.end(); });
    // "q" is a search; the q of "q7" is a number's.
    if (words.size() > 1)
        std::erase_if(words, [](const std::string& word) { return word.size() == 1 && word[0] > '9'; });
    // "find_desc", "search_city": what to look for, whatever it is.
    if (words.size() > 1 && (words[0] == "find" || words[0] == "search" || words[0] == "filter"))
        return Naming{Meaning::search, "", 1.0, false};
    const auto terms = find_terms(words);
    const Term* head = nullptr;
    for (const auto& term : terms)
        if (term.kind == TermKind::head || term.kind == TermKind::name) head = &term;
    if (head != nullptr) {
        auto out = naming_of(*head, terms);
        join_heads(terms, words, out);
        out.strength = out.bare_name ? 0.6 : 1.0;
        return out;
    }
    // "listing[12]", "entry[us]": what stands before the bracket holds every field and names none.
    if (const auto bracket = name.rfind('['); bracket != std::string_view::npos && bracket > 0) {
        words = words_of(name.substr(bracket));
        std::erase_if(words, [](const std::string& word) { return word[0] <= '9'; });
    }
    return !words.empty() && words.size() <= 2 ? read_words(words) : std::nullopt;
}

std::optional<Naming> read_autocomplete(std::string_view value) {
    // Field names of the HTML standard, section 4.10.18.7, that matter here.
    static constexpr std::array<std::pair<std::string_view, Meaning>, 29> kFields = {{
        {"organization", Meaning::business_name},
        {"name", Meaning::contact_full_name},
        {"given-name", Meaning::contact_first_name},
        {"family-name", Meaning::contact_last_name},
        {"organization-title", Meaning::job_title},
        {"email", Meaning::email},
        {"tel", Meaning::phone},
        {"tel-national", Meaning::phone},
        {"tel-country-code", Meaning::phone_country_code},
        {"tel-area-code", Meaning::phone_area_code},
        {"tel-local", Meaning::phone_local},
        {"url", Meaning::website},
        {"street-address", Meaning::address_line1},
        {"address-line1", Meaning::address_line1},
        {"address-line2", Meaning::address_line2},
        {"address-line3", Meaning::none},
        {"address-level2", Meaning::city},
        {"address-level1", Meaning::state},
        {"postal-code", Meaning::postal_code},
        {"country", Meaning::country},
        {"country-name", Meaning::country},
        {"photo", Meaning::logo},
        {"username", Meaning::username},
        {"new-password", Meaning::password},
        {"current-password", Meaning::password},
        {"one-time-code", Meaning::captcha},
        {"cc-number", Meaning::payment},
        {"cc-exp", Meaning::payment},
        {"cc-csc", Meaning::payment},
    }};
    const auto folded = fold(value);
    const auto last = folded.substr(folded.rfind(' ') == std::string::npos ? 0 : folded.rfind(' ') + 1);
    for (const auto& [name, meaning] : kFields)
        if (name == last) return Naming{meaning, "", 1.0, false};
    return std::nullopt;
}

bool is_example(std::string_view placeholder) {
    const auto text = fold(placeholder);
    const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
    if (text.starts_with("http") || text.starts_with("www.") || text.starts_with("e.g") ||
        text.starts_with("z.b") || text.starts_with("example") || text.starts_with("ex.") ||
        text.starts_with("+"))
        return true;
    if (text.find('@') != std::string::npos ||
        (digits > 0 && digits * 2 >= static_cast<std::ptrdiff_t>(text.size())))
        return true;
    return text.find(' ') == std::string::npos && text.find('.') != std::string::npos && !text.ends_with(".");
}

bool names_the_business(const Control& control) {
    const auto said = read_label(control.labels.best());
    return control.kind == ControlKind::text && said && said->meaning == Meaning::business_name &&
           !said->bare_name && said->strength >= 0.9;
}

Section read_section(std::string_view heading) {
    const auto words = words_of(heading);
    if (words.empty()) return Section::unknown;
    if (has_word(words, {"newsletter", "subscribe", "nieuwsbrief", "infolettre", "boletin", "rundbrief"}))
        return Section::newsletter;
    if (words.size() <= 3 &&
        has_word(words, {"faq",         "faqs",    "asked",  "pricing", "prices",  "menu",    "preisliste",
                         "speisekarte", "preise",  "tarifs", "carte",   "precios", "listino", "precos",
                         "team",        "coupons", "coupon", "deals",   "events",  "jobs",    "reviews"}))
        return Section::items;
    if (has_word(words, {"account", "login", "konto", "compte", "cuenta", "password", "register"}) &&
        !has_word(words, {"business", "company"}))
        return Section::account;
    if (owners_of(find_terms(words)).business) return Section::business;
    // "Contact" alone may be the business's phone and e-mail as well.
    const bool person = has_word(words, {"owner", "submitter", "you", "your", "yourself", "ansprechpartner",
                                         "kontaktperson", "manager"});
    if (person || (has_word(words, {"contact"}) && has_word(words, {"person", "details"})))
        return Section::person;
    return Section::unknown;
}

} // namespace bolt::forms
