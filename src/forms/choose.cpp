#include "forms/choose.hpp"

#include "forms/buttons.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace bolt::forms {
namespace {

using enum Meaning;

constexpr double kSubmission = 3.0; ///< least score of a form that lists a business

struct Weight {
    Meaning meaning;
    double points;
};
// What a listing form asks for that others do not ask for counts most.
constexpr Weight kWeights[] = {{business_name, 2.5},
                               {description, 1.5},
                               {short_description, 1},
                               {category, 2},
                               {subcategory, 0.5},
                               {website, 1},
                               {phone, 0.8},
                               {email, 0.4},
                               {city, 0.8},
                               {state, 0.5},
                               {postal_code, 0.6},
                               {address_line1, 1},
                               {address_full, 1.2},
                               {country, 0.4},
                               {hours_text, 1.5},
                               {hours_open, 1.5},
                               {social_link, 0.8},
                               {logo, 1},
                               {tags, 0.8},
                               {year_founded, 0.8},
                               {price_range, 0.6},
                               {terms, 0.3},
                               {latitude, 0.6},
                               {photo, 0.6},
                               {contact_full_name, 0.2}};

struct Scored {
    double score = 0;
    std::set<Meaning> asked;
    int operable = 0;
    bool payment = false;
};

bool speaks_of_listing(const Form& form, const Page& page) {
    const auto words = words_of(form.heading + " " + form.label + " " + form.id + " " + form.name + " " +
                                page.title + (page.headings.empty() ? "" : " " + page.headings[0]));
    return has_word(words, {"add",       "submit",    "list",      "register",  "create",     "new",
                            "suggest",   "join",      "publish",   "propose",   "proposer",   "publica",
                            "publicar",  "cadastre",  "cadastrar", "inserisci", "segnala",    "aanmelden",
                            "meld",      "alta",      "recommend", "nominate",  "referencer", "inscrivez",
                            "registra",  "anuncie",   "sugerir",   "eintragen", "anmelden",   "registrieren",
                            "ajouter",   "inscrire",  "anadir",    "agregar",   "registrar",  "aggiungi",
                            "toevoegen", "aufnehmen", "eintrag"}) &&
           has_word(words,
                    {"listing",    "business",     "company",       "site",         "place",
                     "directory",  "startup",      "tool",          "restaurant",   "shop",
                     "firma",      "unternehmen",  "betrieb",       "branchenbuch", "branchenbucheintrag",
                     "entreprise", "empresa",      "negocio",       "azienda",      "bedrijf",
                     "venue",      "website",      "product",       "link",         "listings",
                     "seite",      "sito",         "sitio",         "commerce",     "attivita",
                     "bedrijven",  "ad",           "advertisement", "anuncio",      "annonce",
                     "url",        "organisation", "organization",  "practitioner", "app",
                     "local",      "entry",        "eintrag",       "supplier",     "clinic",
                     "practice",   "service"});
}

// What only a listing is asked for.
int listing_signs(const std::set<Meaning>& asked) {
    static constexpr Meaning kSigns[] = {description, short_description, category,   subcategory,
                                         tags,        hours_text,        hours_open, social_link,
                                         logo,        year_founded,      employees,  latitude,
                                         video,       reciprocal_link,   price_range};
    return static_cast<int>(std::ranges::count_if(kSigns, [&](Meaning one) { return asked.contains(one); }));
}

// A form that says itself that it is for something else: an order, a review, an application, a table for two.
bool serves_otherwise(const Form& form) {
    const auto words = words_of(form.heading + " " + form.label + " " + form.id + " " + form.name + " " +
                                form.classes + " " + form.action);
    return has_word(
        words,
        {"checkout",    "billing",      "shipping", "order",       "cart",      "basket",      "kasse",
         "bestellung",  "bestellen",    "commande", "panier",      "pedido",    "carrito",     "ordine",
         "carrello",    "review",       "reviews",  "rating",      "bewertung", "avis",        "resena",
         "recensione",  "opinion",      "comment",  "comments",    "reply",     "kommentar",   "commentaire",
         "comentario",  "reactie",      "booking",  "reservation", "reserve",   "book",        "appointment",
         "termin",      "reservierung", "quote",    "angebot",     "devis",     "offerte",     "preventivo",
         "presupuesto", "enquiry",      "inquiry",  "anfrage",     "apply",     "application", "bewerbung",
         "candidature", "career",       "donate",   "donation",    "spende",    "contact",     "kontakt",
         "contacto",    "contatto",     "contatti", "contato",     "feedback",  "support",     "ticket",
         "report",      "claim",        "message",  "nachricht",   "filter",    "demo",        "survey"});
}

Scored score_form(const Form& form, const std::vector<Classified>& meaning, const Page& page) {
    Scored out;
    int payments = 0;
    for (const auto& each : meaning) {
        if (!form.controls[each.control].operable()) continue;
        ++out.operable;
        out.asked.insert(each.meaning);
        if (each.meaning != Meaning::payment) continue;
        // A card takes several fields; one that may stay empty ("bank account for payouts") demands nothing.
        out.payment = out.payment || ++payments >= 2 || form.controls[each.control].required;
    }
    const auto asks = [&](Meaning one) { return out.asked.contains(one); };
    for (const auto& [one, points] : kWeights)
        if (asks(one)) out.score += points;
    const bool speaks = speaks_of_listing(form, page);
    const auto signs = listing_signs(out.asked);
    if (speaks) out.score += 1;
    if (signs < 2 && serves_otherwise(form)) out.score -= 4;
    // An address and a person, as orders and applications ask for them, are no business.
    if (!speaks && signs == 0 && !(asks(business_name) && asks(website))) out.score -= 2;
    if (form.method == "get" && form.action.find('?') == std::string::npos && asks(search)) out.score -= 3;
    if (form.role == "search" || (asks(search) && out.operable <= 3)) out.score -= 5;
    if (asks(password) && signs == 0 && !(speaks && asks(business_name))) out.score -= 4;
    if (asks(newsletter) && out.operable <= 2) out.score -= 3;
    // A contact or comment form: a message from a person and nothing about a business.
    const bool of_business = asks(category) || asks(address_line1) || asks(address_full) ||
                             asks(description) || asks(city) || asks(hours_text);
    if (asks(message) && signs == 0 && !speaks && of_business) out.score -= 3;
    if (asks(message) && !of_business) out.score -= 3;
    if (!form.visible && out.operable == 0) out.score -= 5;
    if (const auto sending = find_sending_button(form); sending.button == nullptr) out.score -= 0.5;
    return out;
}

// The last page of a wizard shows what was entered and asks only for the final word.
bool is_confirmation(const Form& form, const Page& page) {
    const auto sending = find_sending_button(form);
    if (sending.button == nullptr || form.method != "post" || form.role == "search") return false;
    for (const auto& control : form.controls)
        if (control.operable() && control.kind != ControlKind::checkbox) return false;
    const auto button = words_of(sending.button->text);
    const bool final_word =
        has_word(button, {"confirm", "publish", "submit", "finish", "complete", "bestatigen",
                          "veroffentlichen", "absenden", "confirmer", "publier", "confirmar", "publicar",
                          "conferma", "bevestigen", "list", "eintragen"});
    std::string around = page.title;
    for (const auto& heading : page.headings) around += " " + heading;
    const bool review =
        has_word(words_of(around),
                 {"review", "confirm", "check", "preview", "almost", "last", "final", "prufen", "uberprufen",
                  "zusammenfassung", "summary", "verifier", "revisar", "revisa", "controlla", "step"});
    return final_word && review;
}

bool says_any(const Page& page, std::initializer_list<std::string_view> phrases) {
    const auto holds = [&](const std::string& text) {
        const auto folded = fold(text);
        return std::ranges::any_of(
            phrases, [&](std::string_view phrase) { return folded.find(phrase) != std::string::npos; });
    };
    return holds(page.title) || std::ranges::any_of(page.headings, holds) ||
           std::ranges::any_of(page.lines, holds);
}

bool has_password(const Page& page) {
    for (const auto& form : page.forms)
        for (const auto& control : form.controls)
            if (control.kind == ControlKind::password && control.visible) return true;
    return false;
}

Choice without_form(const Page& page, bool payment_form) {
    Choice out;
    const auto be = [&](PageKind kind, std::string_view reason) {
        out.kind = kind;
        out.reason = reason;
        return out;
    };
    if (says_any(page,
                 {"just a moment", "verify you are human", "checking your browser", "are you a robot",
                  "unusual traffic", "complete the captcha", "prove you are human", "attention required"}) ||
        (!page.captchas.empty() && page.lines.size() < 15))
        return be(PageKind::captcha, "the page asks to prove that a person is visiting");
    if (says_any(page, {"access denied", "403 forbidden", "forbidden", "you have been blocked",
                        "ip address has been", "not available in your country"}))
        return be(PageKind::blocked, "the page refuses access");
    if (payment_form ||
        says_any(page, {"payment required", "listing fee", "complete your payment", "choose a plan",
                        "choose your plan", "pay to list", "proceed to checkout", "purchase a listing",
                        "kostenpflichtig bestellen"}))
        return be(PageKind::payment, "the page wants money first");
    if (has_password(page) ||
        says_any(page, {"log in to", "login to", "sign in to", "you must be logged in", "please log in",
                        "please sign in", "you need to be logged in", "bitte melden sie sich an",
                        "bitte einloggen", "connectez-vous", "inicia sesion", "iniciar sesion", "accedi per",
                        "log in om", "members only", "create an account to"}))
        return be(PageKind::login, "the page wants an account first");
    return be(PageKind::no_form, "no form on the page asks for a business");
}

} // namespace

Choice choose_form(const Page& page) {
    Choice best;
    bool payment_form = false;
    for (std::size_t i = 0; i < page.forms.size(); ++i) {
        const auto& form = page.forms[i];
        auto meaning = classify(form);
        const auto scored = score_form(form, meaning, page);
        payment_form = payment_form || scored.payment;
        if (scored.payment || scored.score < kSubmission || scored.score <= best.score) continue;
        best = {PageKind::submission, i, std::move(meaning), scored.score,
                fmt::format("the form asks for {} things about a business (score {:.1f})",
                            scored.asked.size(), scored.score)};
    }
    if (best.kind == PageKind::submission) return best;
    for (std::size_t i = 0; i < page.forms.size(); ++i)
        if (is_confirmation(page.forms[i], page))
            return {PageKind::submission, i, classify(page.forms[i]), kSubmission,
                    "the last step: everything is entered, only the confirmation is left"};
    return without_form(page, payment_form);
}

Verdict verdict_of(PageKind kind) {
    switch (kind) {
    case PageKind::login:
        return Verdict::needs_login;
    case PageKind::captcha:
        return Verdict::needs_captcha;
    case PageKind::payment:
        return Verdict::needs_payment;
    case PageKind::blocked:
        return Verdict::blocked;
    case PageKind::submission:
    case PageKind::no_form:
        return Verdict::unknown;
    }
    return Verdict::unknown;
}

} // namespace bolt::forms
