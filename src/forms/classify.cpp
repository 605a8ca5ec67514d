#include "forms/classify.hpp"

#include "forms/closed_questions.hpp"
#include "forms/combine.hpp"
#include "forms/model.hpp"
#include "forms/naming.hpp"
#include "forms/neighbours.hpp"
#include "forms/opening_hours.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

using enum Meaning;

struct Candidate {
    Naming naming;
    double confidence = 0;
    std::string reason;
};

bool is_choice(ControlKind kind) { return kind == ControlKind::checkbox || kind == ControlKind::radio; }
bool is_select(ControlKind kind) {
    return kind == ControlKind::select || kind == ControlKind::select_multiple;
}

bool any_of(Meaning meaning, std::initializer_list<Meaning> list) {
    return std::ranges::find(list, meaning) != list.end();
}

} // namespace

bool kind_allows(const Control& control, Meaning meaning) {
    switch (control.kind) {
    case ControlKind::checkbox:
        return any_of(meaning,
                      {terms, newsletter, category, subcategory, tags, price_range, captcha, upgrade});
    case ControlKind::radio:
        return any_of(meaning, {category, subcategory, price_range, terms, country, newsletter, upgrade});
    case ControlKind::file:
        return any_of(meaning, {logo, photo});
    case ControlKind::email:
        return any_of(meaning, {email, email_confirm, newsletter, username});
    case ControlKind::url:
        return any_of(meaning, {website, social_link, logo, photo, video, reciprocal_link});
    case ControlKind::password:
        return meaning == password;
    case ControlKind::tel:
        return any_of(meaning, {phone, fax, phone_country_code, phone_area_code, phone_local, postal_code,
                                payment, captcha, house_number, social_link});
    case ControlKind::textarea:
    case ControlKind::rich_text:
        return any_of(meaning, {description, short_description, address_full, address_line1, hours_text, tags,
                                message, category, coupon, video});
    case ControlKind::select:
    case ControlKind::select_multiple:
        return any_of(meaning, {category, subcategory, state, country, city, hours_open, hours_close,
                                price_range, year_founded, tags, phone_country_code, postal_code, job_title,
                                district, employees, upgrade});
    case ControlKind::number:
        return any_of(meaning, {postal_code, phone, house_number, latitude, longitude, year_founded,
                                price_range, captcha, tax_id, payment, employees, fax});
    case ControlKind::time:
        return any_of(meaning, {hours_open, hours_close});
    case ControlKind::search:
        return meaning == search;
    case ControlKind::text:
        return !any_of(meaning, {newsletter, terms, hours_closed, hours_opened, password, upgrade});
    case ControlKind::date:
    case ControlKind::hidden:
    case ControlKind::custom:
        return false;
    }
    return false;
}

namespace {

class Evidence {
  public:
    explicit Evidence(const Control& control) : control_(control) {}

    void add(std::optional<Naming> naming, double trust, std::string_view source) {
        if (!naming) return;
        if (control_.kind == ControlKind::file && naming->meaning != logo) naming->meaning = photo;
        // "Location" over a list of places.
        if (is_select(control_.kind) &&
            (naming->meaning == address_line1 || naming->meaning == address_full)) {
            naming->meaning = city;
            naming->strength *= 0.8;
        }
        if (naming->meaning == none || !kind_allows(control_, naming->meaning)) return;
        // Of the networks only this one is a number.
        if (control_.kind == ControlKind::tel && naming->meaning == social_link &&
            naming->detail != "whatsapp")
            return;
        const double weight = trust * naming->strength;
        for (auto& each : candidates_) {
            if (each.naming.meaning != naming->meaning || each.naming.detail != naming->detail) continue;
            // Sources that agree support each other: 1 - the chance that both are wrong.
            each.confidence = 1 - (1 - each.confidence) * (1 - weight);
            each.naming.bare_name = each.naming.bare_name && naming->bare_name;
            each.reason += fmt::format(", {}", source);
            return;
        }
        candidates_.push_back({*naming, weight, std::string(source)});
    }

    std::optional<Candidate> best() const {
        const auto found = std::ranges::max_element(candidates_, {}, &Candidate::confidence);
        if (found == candidates_.end()) return std::nullopt;
        return *found;
    }

  private:
    const Control& control_;
    std::vector<Candidate> candidates_;
};

// How far each source is to be trusted.
Evidence gather(const Control& control) {
    Evidence out(control);
    const auto& labels = control.labels;
    out.add(read_autocomplete(control.autocomplete), 0.93, "autocomplete");
    const bool named = !labels.for_.empty() || !labels.wrap.empty() || !labels.aria.empty();
    const bool choice = is_choice(control.kind);
    out.add(read_label(labels.for_), 0.9, "label");
    if (labels.wrap != labels.for_) out.add(read_label(labels.wrap), 0.9, "label around it");
    out.add(read_label(labels.aria), 0.85, "aria label");
    out.add(read_label(labels.cell), named ? 0.4 : 0.8, "table row");
    out.add(read_label(labels.previous), named ? 0.1 : choice ? 0.5 : 0.7, "text before it");
    out.add(read_label(labels.title), 0.5, "title");
    if (!is_example(labels.placeholder))
        out.add(read_label(labels.placeholder), named ? 0.3 : 0.75, "placeholder");
    if (choice || !named) out.add(read_label(labels.next), choice ? 0.75 : 0.2, "text after it");
    if (choice) {
        out.add(read_label(labels.group), 0.7, "group");
        out.add(read_label(labels.legend), 0.6, "legend");
    }
    // "Title", called job_title by a plugin for vacancies that became one for listings: the label knows
    // better.
    const auto said = read_label(labels.best());
    const bool any_title = said && said->bare_name;
    const auto attribute = [&](std::string_view text) {
        auto naming = read_attribute(text);
        if (any_title && naming && naming->meaning == job_title) naming.reset();
        // "cap" is a postal code in Italian, and a capacity, a cap and a caption elsewhere.
        if (!labels.best().empty() && !said &&
            has_word(words_of(text), {"cap", "via", "ort", "pan", "bar", "org", "sub"}))
            naming.reset();
        return naming;
    };
    out.add(attribute(control.name), 0.7, "name");
    if (control.id != control.name) out.add(attribute(control.id), 0.5, "id");
    if (is_select(control.kind)) out.add(read_options(control), 0.97, "options");
    // "Select category" as a list's first choice is all the name it has on some pages.
    if (is_select(control.kind) && !control.options.empty() && labels.best().empty())
        out.add(read_label(control.options.front().label),
                is_placeholder(control.options.front()) ? 0.75 : 0.6, "first choice");
    switch (control.kind) {
    case ControlKind::email:
        out.add(Naming{email, "", 1, false}, 0.7, "type");
        break;
    case ControlKind::url:
        out.add(Naming{website, "", 1, false}, 0.5, "type");
        break;
    case ControlKind::tel:
        out.add(Naming{phone, "", 1, false}, 0.55, "type");
        break;
    case ControlKind::password:
        out.add(Naming{password, "", 1, false}, 0.95, "type");
        break;
    case ControlKind::search:
        out.add(Naming{search, "", 1, false}, 0.9, "type");
        break;
    case ControlKind::file:
        out.add(Naming{photo, "", 1, false}, 0.3, "type");
        break;
    default:
        break;
    }
    return out;
}

// "Send me product updates" and "I agree to the terms" share words: a wish to be written to is the rarer and
// decides.
bool asks_consent_to_mail(const Control& control) {
    const auto words = words_of(control.labels.best() + " " + control.name);
    return has_word(words, {"newsletter",   "newsletters",  "marketing",   "promotional",     "promotions",
                            "offers",       "angebote",     "boletin",     "nieuwsbrief",     "updates",
                            "tips",         "novedades",    "infolettre",  "neuigkeiten",     "offerte",
                            "commerciali",  "commerciales", "comerciales", "comerciais",      "werbliche",
                            "promozionali", "promozioni",   "ofertas",     "promociones",     "promocionales",
                            "promocoes",    "promocionais", "offres",      "promotionnelles", "aanbiedingen",
                            "werbung",      "werbliche",    "bulletin",    "rundbrief"});
}

// "Friendly URL", "Link text", "Rechtsform": words of a listing, but nothing that a business could tell.
bool asks_for_nothing_of_it(const Control& control) {
    const auto& label = control.labels.best();
    const auto said = label.empty() ? read_attribute(control.name) : read_label(label);
    return said && said->meaning == none && said->strength >= Classified::kConfident;
}

// "Mailing address (if different)": what the business has told above stands for it.
bool asks_only_if_different(const Control& control) {
    if (control.required) return false;
    static const RE2 kDifferent(
        R"(\b(if (it is |they are )?(different|other than|not the same)|(falls|wenn|sofern) (abweichend|anders|verschieden)|)"
        R"(si (different|differente|distinta?|diferente|es diferente|es distinta?|autre)|se (diversa?|diverso|diferente)|)"
        R"((indien|als) (anders|afwijkend|verschillend))\b)");
    const auto text = fold(control.labels.best() + " " + control.labels.described);
    return RE2::PartialMatch(text, kDifferent);
}

// "I consent to having this website store what I send": whatever follows, somebody agrees to it. What is sold
// or mailed is told apart before.
bool starts_with_consent(const Control& control) {
    static const RE2 kConsent(
        R"(^(yes |ja |oui |si )?((i|we) (hereby )?(agree|accept|consent|confirm|certify|declare|acknowledge|understand|have read)|)"
        R"(j (accepte|autorise|ai lu|ai pris|atteste|certifie|consens)|je (consens|certifie|declare|confirme|reconnais)|en cochant|)"
        R"((hiermit )?(ich|wir) (stimme|stimmen|akzeptiere|bestatige|bestatigen|willige|erklare|habe die|habe den|bin einverstanden|bin damit)|)"
        R"((acepto|autorizo|consiento|declaro|confirmo|he leido|estoy de acuerdo)|)"
        R"((accetto|acconsento|autorizzo|dichiaro|confermo|ho letto|presto il consenso)|(aceito|concordo|li e)|)"
        R"(ik (ga akkoord|accepteer|geef toestemming|verklaar|bevestig|heb de))\b)");
    return RE2::PartialMatch(fmt::format("{}", fmt::join(words_of(control.labels.best()), " ")), kConsent);
}

// "Price": what something costs there, where no level or range is asked for.
bool asks_one_price(const Control& control) {
    // "Pricing: free, freemium, paid" asks how the product is sold.
    if (is_select(control.kind))
        return std::ranges::any_of(control.options, [](const Option& option) {
            return has_word(words_of(option.label), {"freemium", "free", "subscription", "trial"});
        });
    auto text = control.labels.best();
    if (is_choice(control.kind)) text += " " + control.labels.next;
    const auto words = words_of(text.empty() ? control.name + " " + control.id : text);
    if (is_choice(control.kind)) // the question itself as a box, not an answer to it
        return has_word(words, {"price", "prices", "pricing", "preis", "preise", "prix", "precio", "prezzo",
                                "preco"}) &&
               control.labels.legend != text && text.find("$$") == std::string::npos;
    return !has_word(words, {"range",       "level",          "class",         "band",       "tier",
                             "category",    "spanne",         "klasse",        "niveau",     "preisklasse",
                             "preisspanne", "preisniveau",    "gamme",         "fourchette", "rango",
                             "nivel",       "fascia",         "livello",       "faixa",      "prijsklasse",
                             "prijsniveau", "preiskategorie", "prijscategorie"});
}

// "Feature my listing ($20)": a box or a choice with a price is for sale.
bool has_price(const Control& control) {
    for (const auto* text : {&control.labels.for_, &control.labels.wrap, &control.labels.next}) {
        const bool digit = std::ranges::any_of(*text, [](char c) { return c >= '0' && c <= '9'; });
        for (const std::string_view sign : {"$", "\xE2\x82\xAC", "\xC2\xA3", "EUR", "USD", "GBP"})
            if (digit && text->find(sign) != std::string::npos) return true;
    }
    return false;
}

// "Brochure (PDF)", "Proof of address": a file that is no picture of the business.
bool takes_no_picture(const Control& control) {
    const auto accept = fold(control.accept);
    if (!accept.empty() && accept.find("image") == std::string::npos && accept.find('*') != 0 &&
        accept.find("png") == std::string::npos && accept.find("jp") == std::string::npos)
        return true;
    const auto words = words_of(control.labels.best() + " " + control.name + " " + control.id);
    const bool picture = has_word(words, {"logo", "image", "images", "photo", "photos", "foto", "fotos",
                                          "picture", "pictures", "bild", "bilder", "imagen", "immagine",
                                          "imagem", "afbeelding", "gallery", "cover", "banner"});
    return !picture &&
           has_word(words, {"pdf",    "document",     "documents", "video",       "videos",    "cv",
                            "resume", "brochure",     "proof",     "certificate", "licence",   "license",
                            "menu",   "flyer",        "dokument",  "nachweis",    "documento", "csv",
                            "attest", "justificatif", "audio",     "invoice",     "import"});
}

// "What is 4 + 3?"
bool asks_sum(std::string_view text) {
    static const RE2 kSum(R"((^|[^\d.])\d{1,2}\s*[+x*-]\s*\d{1,2}\s*(=|\?|\)|:|$))");
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kSum);
}

Classified classify_one(const Control& control, std::size_t index) {
    Classified out;
    out.control = index;
    if (control.honeypot_score >= Control::kTrap) {
        out.meaning = trap;
        out.confidence = 1;
        out.reason = "looks like a trap for robots";
        return out;
    }
    if (control.kind == ControlKind::hidden || control.kind == ControlKind::custom) return out;
    if (auto hours = read_hours_control(control)) {
        hours->control = index;
        return *hours;
    }
    if (control.kind == ControlKind::checkbox && asks_consent_to_mail(control)) {
        out.meaning = newsletter;
        out.confidence = 0.9;
        out.reason = "asks whether to send mail";
        return out;
    }
    if (control.kind == ControlKind::text && asks_sum(control.labels.best())) {
        out.meaning = captcha;
        out.confidence = 0.9;
        out.reason = "asks for a sum";
        return out;
    }
    if (asks_for_nothing_of_it(control)) {
        out.confidence = Classified::kRuledOut;
        out.reason = "asks for nothing of the business";
        return out;
    }
    if (const auto why = closed_question(control); !why.empty()) {
        out.confidence = Classified::kRuledOut;
        out.reason = why;
        return out;
    }
    if (asks_only_if_different(control)) {
        out.confidence = Classified::kRuledOut;
        out.reason = "asks only for what differs from the answers above";
        return out;
    }
    if (is_choice(control.kind) && has_price(control)) {
        out.meaning = upgrade;
        out.confidence = 0.85;
        out.reason = "has a price";
        return out;
    }
    if (control.kind == ControlKind::file && takes_no_picture(control)) {
        out.reason = "asks for a file that is no picture";
        return out;
    }
    if (const auto words = words_of(control.labels.best() + " " + control.name + " " + control.id);
        has_word(words, {"captcha", "recaptcha", "hcaptcha"}) && control.kind != ControlKind::checkbox) {
        out.meaning = captcha;
        out.confidence = 0.95;
        out.reason = "calls itself a captcha";
        return out;
    }
    if (const auto best = gather(control).best()) {
        out.meaning = best->naming.meaning;
        out.detail = best->naming.bare_name ? kBareName : best->naming.detail;
        out.confidence = best->confidence;
        out.reason = best->reason;
    }
    if (control.kind == ControlKind::checkbox && out.meaning == none && starts_with_consent(control)) {
        out.meaning = terms;
        out.confidence = 0.75;
        out.reason = "begins as a consent does";
    }
    if (out.meaning == price_range && asks_one_price(control)) {
        out = {index, none, "", Classified::kRuledOut, "asks for the price of one thing"};
    }
    return out;
}

} // namespace

std::vector<Classified> classify_by_rules(const Form& form) {
    std::vector<Classified> out;
    out.reserve(form.controls.size());
    for (std::size_t i = 0; i < form.controls.size(); ++i) out.push_back(classify_one(form.controls[i], i));
    settle_with_neighbours(form, out);
    return out;
}

std::vector<Classified> classify(const Form& form) {
    auto out = classify_by_rules(form);
    combine(form, Model::embedded().score(form), out);
    return out;
}

} // namespace bolt::forms
