#include "forms/naming.hpp"

#include "forms/openings.hpp"
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

bool is_special_page(const std::vector<std::string>& words) {
    return has_word(words, {"portfolio",
                            "afspraak",
                            "afspraken",
                            "rendez",
                            "rdv",
                            "termin",
                            "booking",
                            "bookings",
                            "reservation",
                            "reservations",
                            "appointment",
                            "appointments",
                            "tour",
                            "menu",
                            "ticket",
                            "tickets",
                            "order",
                            "ordering",
                            "donation",
                            "donate",
                            "affiliate",
                            "referral",
                            "demo",
                            "docs",
                            "documentation",
                            "changelog",
                            "repository",
                            "download",
                            "review",
                            "reviews",
                            "directions",
                            "calendar",
                            "feed",
                            "api",
                            "store",
                            "play",
                            "privacy",
                            "terms",
                            "image",
                            "thumbnail",
                            "reserva",
                            "reservas",
                            "buchung",
                            "buchungslink",
                            "reservierung",
                            "reservierungslink",
                            "terminbuchung",
                            "prenotazione",
                            "prenotazioni",
                            "reservering",
                            "reserveringslink",
                            "boeking",
                            "agendamento",
                            "resa",
                            "cita",
                            "citas"}) &&
           !has_word(words, {"website", "homepage", "webseite", "site"});
}

bool says_title(const std::vector<std::string>& words) {
    return has_word(words, {"title", "titel", "titre", "titulo", "titolo"}) &&
           !has_word(words, {"name", "nom", "nombre", "nome", "naam"});
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
    // "WhatsApp com DDD", "Phone with area code": the whole number.
    if (out.meaning == phone_area_code && (says(found, social_link) || says(found, phone))) {
        out.meaning = says(found, phone) ? phone : social_link;
        if (out.meaning == social_link) out.detail = "whatsapp";
    }
    // "Precio desde", "Preis ab": since no year.
    if (out.meaning == year_founded && says(found, price_range)) out.meaning = price_range;
    // "Phone / WhatsApp".
    if (out.meaning == social_link && says(found, phone)) {
        out.meaning = phone;
        out.detail.clear();
    }
    // "Titre du site": a name, not an address.
    if (out.meaning == website && names_name &&
        !has_word(words, {"url", "address", "adresse", "link", "domain", "indirizzo", "direccion", "http"}))
        out.meaning = business_name;
    // "Etsy shop name": what the business is called there.
    if (out.meaning == business_name && names_name) {
        const auto network = std::ranges::find_if(found, [](const Term& term) {
            return term.kind == TermKind::head && term.meaning == social_link;
        });
        if (network != found.end() && network == found.begin()) {
            out.meaning = social_link;
            out.detail = network->detail;
            out.bare_name = false;
        }
    }
    // "Booking link", "Virtual tour URL": another page than the business's own.
    if (out.meaning == website && is_special_page(words)) out.meaning = none;
    // "GitHub URL": an account there. "Website or Facebook page": a site, if there is one.
    if (out.meaning == website || out.meaning == social_link) {
        const auto at = [&](Meaning meaning) {
            return std::ranges::find_if(found, [&](const Term& term) {
                return term.kind == TermKind::head && term.meaning == meaning;
            });
        };
        const auto site = at(website);
        const auto network = at(social_link);
        if (site != found.end() && network != found.end()) {
            out.meaning = site < network ? website : social_link;
            out.detail = site < network ? std::string_view{} : network->detail;
        }
    }
    // "Owner title", "Contact title": what that person is.
    if (out.meaning == contact_full_name && says_title(words) && !says(found, website))
        out.meaning = job_title;
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

std::optional<Naming> read_words(const std::vector<std::string>& words) {
    if (says_search(words)) return Naming{Meaning::search, "", 1.0, false};
    if (asks_to_prove_a_person(words)) return Naming{Meaning::captcha, "", 1.0, false};
    const auto terms = find_terms(words);
    if (terms.empty()) return std::nullopt;
    std::size_t meaningful = 0;
    for (const auto& word : words) meaningful += is_filler(word) ? 0 : 1;
    const auto* head = head_of(terms);
    if (asks_how_many(words) && std::ranges::none_of(terms, [](const Term& term) {
            return term.meaning == Meaning::employees || term.meaning == Meaning::phone;
        }))
        return Naming{Meaning::none, "", 1.0, false};
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
    // "Twitter username": the account there, not one of the directory's. "Link to WhatsApp": not the website;
    // "Xing profile": no text.
    if (out.meaning == Meaning::username || out.meaning == Meaning::website ||
        out.meaning == Meaning::description)
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
    // "X (Twitter) profile".
    if (named && with_remarks && named->meaning == Meaning::description &&
        with_remarks->meaning == Meaning::social_link)
        return with_remarks;
    // "Address (URL)", not "Address (shown on the website)".
    if (!named || (with_remarks && named->meaning == Meaning::address_line1 &&
                   with_remarks->meaning == Meaning::website &&
                   has_word(words_of(text), {"url", "http", "https", "www", "uri", "internet"})))
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
    const auto is_noise = [](const std::string& word) {
        return std::ranges::find(kNoise, word) != kNoise.end();
    };
    std::erase_if(words, is_noise);
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
        std::erase_if(words, [&](const std::string& word) { return word[0] <= '9' || is_noise(word); });
    }
    return !words.empty() && words.size() <= 2 ? read_words(words) : std::nullopt;
}

bool names_the_business(const Control& control) {
    if (control.kind != ControlKind::text) return false;
    const auto words = words_of(without_remarks(control.labels.best()));
    // "Website title" beside the listing's title is the text of a link.
    if (has_word(words,
                 {"website", "site", "link", "page", "webseite", "sito", "sitio", "lien", "menu", "seo"}))
        return false;
    const auto said = read_label(control.labels.best());
    if (!said || said->meaning != Meaning::business_name || said->bare_name) return false;
    if (said->strength >= 0.9) return true;
    // "Company", "Organization": alone, they mean its name.
    return words.size() == 1 &&
           has_word(words, {"company", "organization", "organisation", "business", "firma", "unternehmen",
                            "firm", "entreprise", "societe", "empresa", "azienda", "bedrijf", "organisatie"});
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
