#include "invent.hpp"

#include "forms/vocabulary_entries.hpp"

#include <array>
#include <fmt/format.h>
#include <random>

namespace bolt::train {
namespace {

using namespace forms;
using enum Meaning;

struct Part {
    Meaning meaning;
    double chance;
};
using Block = std::vector<Part>;

const std::vector<Block>& blocks() {
    static const std::vector<Block> out = {
        {{business_name, 1},
         {short_description, 0.35},
         {description, 0.9},
         {category, 0.85},
         {subcategory, 0.2},
         {tags, 0.3},
         {website, 0.3},
         {price_range, 0.2},
         {year_founded, 0.25},
         {employees, 0.2}},
        {{contact_full_name, 0.4},
         {job_title, 0.15},
         {email, 0.85},
         {email_confirm, 0.1},
         {phone, 0.8},
         {fax, 0.25},
         {website, 0.5}},
        {{address_line1, 0.9},
         {house_number, 0.1},
         {address_line2, 0.3},
         {district, 0.15},
         {city, 0.9},
         {state, 0.6},
         {postal_code, 0.8},
         {country, 0.5},
         {latitude, 0.15},
         {longitude, 0.15}},
        {{contact_first_name, 0.4}, {contact_last_name, 0.4}, {username, 0.15}},
        {{hours_text, 0.4},
         {social_link, 0.5},
         {social_link, 0.4},
         {social_link, 0.3},
         {video, 0.25},
         {price_range, 0.15},
         {tax_id, 0.25},
         {coupon, 0.15},
         {reciprocal_link, 0.2}},
        {{message, 0.15}, {captcha, 0.2}},
    };
    return out;
}

// What forms ask for that is nothing of ours.
constexpr std::array<std::string_view, 78> kOther = {"favourite colour",
                                                     "date of birth",
                                                     "number of seats",
                                                     "delivery radius",
                                                     "parking available",
                                                     "gender",
                                                     "order number",
                                                     "quantity",
                                                     "wheelchair access",
                                                     "payment methods",
                                                     "languages spoken",
                                                     "service area",
                                                     "areas covered",
                                                     "expiry of the listing",
                                                     "currency",
                                                     "salutation",
                                                     "middle name",
                                                     "event date",
                                                     "license type",
                                                     "square metres",
                                                     "check in time",
                                                     "pets allowed",
                                                     "preferred contact method",
                                                     "budget of the project",
                                                     "age",
                                                     "delivery instructions",
                                                     "model",
                                                     "colour",
                                                     "weight",
                                                     "condition",
                                                     "salary",
                                                     "bedrooms",
                                                     "mileage",
                                                     "size",
                                                     "faq question",
                                                     "faq answer",
                                                     "menu item",
                                                     "item price",
                                                     "amenities",
                                                     "capacity",
                                                     "minimum order",
                                                     "anrede",
                                                     "geburtsdatum",
                                                     "anzahl der platze",
                                                     "lieferradius",
                                                     "parkplatze",
                                                     "zahlungsarten",
                                                     "zustand",
                                                     "einzugsgebiet",
                                                     "bestellnummer",
                                                     "geschlecht",
                                                     "farbe",
                                                     "lieferbedingungen",
                                                     "sprachen",
                                                     "barrierefrei",
                                                     "civilite",
                                                     "date de naissance",
                                                     "nombre de places",
                                                     "moyens de paiement",
                                                     "langues parlees",
                                                     "zone desservie",
                                                     "fecha de nacimiento",
                                                     "formas de pago",
                                                     "numero de plazas",
                                                     "idiomas",
                                                     "zona de cobertura",
                                                     "sexo",
                                                     "data di nascita",
                                                     "metodi di pagamento",
                                                     "posti a sedere",
                                                     "lingue parlate",
                                                     "zona servita",
                                                     "data de nascimento",
                                                     "formas de pagamento",
                                                     "area de atendimento",
                                                     "geboortedatum",
                                                     "betaalwijzen",
                                                     "aanhef"};

class Inventor {
  public:
    explicit Inventor(std::uint32_t seed) : random_(seed) {}

    Sample form(std::size_t number) {
        Sample out;
        out.page = fmt::format("invented-{}", number);
        out.source = Source::invented;
        labels_ = below(6);
        names_ = below(6);
        prefix_ = std::array<std::string_view, 6>{"", "listing", "field", "company", "acf", "item"}[below(6)];
        out.form.method = "post";
        out.form.visible = true;
        out.form.heading = std::array<std::string_view, 8>{
            "Add your listing", "Submit a site",   "Register your business", "Firma eintragen",
            "Ajouter un site",  "Alta de empresa", "Aggiungi azienda",       "Bedrijf toevoegen"}[below(8)];
        auto order = blocks();
        for (std::size_t i = order.size(); i > 2; --i)
            if (chance(0.4)) std::swap(order[i - 1], order[below(i)]);
        for (const auto& block : order)
            for (const auto& part : block) {
                if (chance(0.06)) add(out, none);
                if (chance(part.chance)) add(out, part.meaning);
            }
        out.features = extract_features(out.form);
        return out;
    }

  private:
    std::size_t below(std::size_t end) { return random_() % end; }
    bool chance(double share) { return static_cast<double>(random_() % 10000) < share * 10000; }

    std::string phrase(Meaning meaning) {
        if (meaning == none) return std::string(kOther[below(kOther.size())]);
        std::vector<std::string_view> all;
        for (const auto entries : {contact_vocabulary(), listing_vocabulary(), other_vocabulary()})
            for (const auto& entry : entries) {
                if (entry.meaning != meaning || entry.kind == TermKind::joint ||
                    entry.kind == TermKind::person)
                    continue;
                for (auto rest = entry.phrases; !rest.empty();) {
                    const auto end = std::min(rest.find('|'), rest.size());
                    if (rest.substr(0, end).find('*') == std::string_view::npos && end > 2)
                        all.push_back(rest.substr(0, end));
                    rest.remove_prefix(std::min(end + 1, rest.size()));
                }
            }
        return std::string(all[below(all.size())]);
    }

    static ControlKind kind_of(Meaning meaning, double dice) {
        const auto pick = [&](ControlKind kind, double share) {
            return dice < share ? kind : ControlKind::text;
        };
        switch (meaning) {
        case description:
        case message:
            return pick(ControlKind::textarea, 0.93);
        case hours_text:
            return pick(ControlKind::textarea, 0.5);
        case short_description:
            return pick(ControlKind::textarea, 0.25);
        case email:
        case email_confirm:
            return pick(ControlKind::email, 0.6);
        case phone:
        case fax:
            return pick(ControlKind::tel, 0.5);
        case website:
        case social_link:
        case video:
        case reciprocal_link:
            return pick(ControlKind::url, 0.5);
        case category:
        case subcategory:
        case country:
            return pick(ControlKind::select, 0.85);
        case state:
        case price_range:
        case employees:
        case district:
            return pick(ControlKind::select, 0.4);
        case year_founded:
            return pick(ControlKind::number, 0.4);
        case none:
            return dice < 0.2 ? ControlKind::select : dice < 0.3 ? ControlKind::textarea : ControlKind::text;
        default:
            return ControlKind::text;
        }
    }

    std::string named(const std::string& words, std::size_t place) {
        std::string flat = words;
        std::ranges::replace(flat, ' ', '_');
        switch (names_) {
        case 0:
            return {};
        case 1:
            return fmt::format("field_{}", place + 3);
        case 2:
            return fmt::format("{}[{}]", prefix_, place + 7);
        case 3:
            return prefix_.empty() ? flat : fmt::format("{}[{}]", prefix_, flat);
        case 4:
            return prefix_.empty() ? flat : fmt::format("{}_{}", prefix_, flat);
        default:
            std::erase(flat, '_');
            return flat;
        }
    }

    void write(Control& control, std::string text) {
        if (chance(0.2)) text += " *";
        if (chance(0.2)) text += ":";
        if (chance(0.07)) text += " (optional)";
        auto& labels = control.labels;
        switch (labels_) {
        case 0:
            labels.for_ = text;
            labels.previous = text;
            break;
        case 1:
            labels.wrap = text;
            labels.previous = text;
            break;
        case 2:
            labels.previous = text;
            break;
        case 3:
            labels.placeholder = text;
            break;
        case 4:
            labels.cell = text;
            labels.previous = text;
            break;
        default:
            labels.aria = text;
        }
    }

    void add(Sample& sample, Meaning meaning) {
        Control control;
        control.tag = "input";
        control.kind = kind_of(meaning, static_cast<double>(below(1000)) / 1000);
        control.required = chance(0.3);
        auto text = phrase(meaning);
        const bool of_business = meaning == phone || meaning == email || meaning == address_line1 ||
                                 meaning == description || meaning == website;
        if (of_business && chance(0.15))
            text = std::string(std::array<std::string_view, 3>{"business", "company", "your"}[below(3)]) +
                   " " + text;
        write(control, text);
        control.name = named(phrase(meaning), sample.form.controls.size());
        if (control.kind == ControlKind::select) {
            control.tag = "select";
            const auto count = 4 + below(20);
            control.options.push_back({"", "Choose", "", false, true});
            static constexpr std::array<std::string_view, 12> kCountries = {
                "Germany", "France", "Spain", "Italy", "Austria", "Poland",
                "Canada",  "Japan",  "India", "Chile", "Norway",  "Ireland"};
            static constexpr std::array<std::string_view, 12> kShelves = {
                "Food",   "Health", "Cars",   "Finance",   "Legal",     "Pets",
                "Travel", "Sports", "Beauty", "Education", "Computers", "Other"};
            for (std::size_t i = 0; i < count; ++i)
                if (meaning == country)
                    control.options.push_back({"", std::string(kCountries[i % 12]), "", false, false});
                else if (meaning == category || meaning == subcategory)
                    control.options.push_back({"", std::string(kShelves[i % 12]), "", false, false});
                else
                    control.options.push_back({"", fmt::format("{}-{}", i, i + 1), "", false, false});
        }
        sample.known[sample.form.controls.size()] = {{meaning}, ""};
        sample.form.controls.push_back(std::move(control));
    }

    std::mt19937 random_;
    std::size_t labels_ = 0;
    std::size_t names_ = 0;
    std::string_view prefix_;
};

std::string& naming_text(Control& control) {
    auto& labels = control.labels;
    for (auto* text : {&labels.for_, &labels.wrap, &labels.aria, &labels.cell})
        if (!text->empty()) return *text;
    return labels.previous;
}

} // namespace

std::vector<Sample> invent_forms(std::size_t count) {
    Inventor inventor(11);
    std::vector<Sample> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(inventor.form(i));
    return out;
}

std::vector<Sample> vary_forms(const std::vector<Sample>& samples) {
    std::vector<Sample> out;
    for (const auto& sample : samples) {
        if (sample.source != Source::own || sample.split != Split::train) continue;
        for (int version = 0; version < 4; ++version) {
            auto other = sample;
            other.source = Source::invented;
            int place = 1;
            for (auto& control : other.form.controls) {
                if (version == 0) control.name.clear(), control.id.clear();
                if (version == 1) control.name = fmt::format("input_{}", place++), control.id.clear();
                const auto text = naming_text(control);
                if (version < 2 || text.empty()) continue;
                control.labels = {};
                (version == 2 ? control.labels.placeholder : control.labels.previous) = text;
                if (version == 3) control.name.clear(), control.id.clear();
            }
            other.features = extract_features(other.form);
            out.push_back(std::move(other));
        }
    }
    return out;
}

} // namespace bolt::train
