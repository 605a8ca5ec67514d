#include "forms/neighbours.hpp"

#include "forms/copies.hpp"
#include "forms/decoys.hpp"
#include "forms/naming.hpp"
#include "forms/neighbourhood.hpp"
#include "forms/opening_hours.hpp"
#include "forms/options.hpp"
#include "forms/places.hpp"
#include "forms/text.hpp"

#include <algorithm>

namespace bolt::forms {
namespace {

using enum Meaning;

class Settler : Neighbourhood {
  public:
    using Neighbourhood::Neighbourhood;

    void run() {
        radio_groups();
        if (settle_other_purpose()) return;
        settle_joint_places(form_, all_);
        phone_boxes();
        settle_copies(form_, all_);
        names();
        last_names();
        settle_districts(form_, all_);
        by_section();
        settle_decoys(form_, all_);
        second_emails();
        settle_address_lines(form_, all_);
        settle_hours(form_, all_);
        descriptions();
        keep_best(business_name, none);
        keep_best(category, subcategory);
        keep_best(country, none);
        // A "Pitch deck URL" or "Podcast link" beside the website is an address of something else, "Part-time
        // staff" beside the staff a part of it,
        // "Master craftsman since" beside the founding year another year.
        keep_best(website, none);
        keep_best(employees, none);
        keep_best(year_founded, none);
        only_candidates();
        tags_for_category();
        logins();
        for (auto& each : all_)
            if (each.detail == kBareName) each.detail.clear();
    }

  private:
    // Radio buttons (and checkboxes) of one name ask one question; the first says which.
    void radio_groups() {
        for (std::size_t i = 1; i < all_.size(); ++i) {
            const auto& here = control(all_[i]);
            const auto& before = control(all_[i - 1]);
            const bool same = here.kind == before.kind && here.name == before.name && !here.name.empty();
            if (!same || (here.kind != ControlKind::radio && here.kind != ControlKind::checkbox)) continue;
            if (all_[i - 1].meaning == none || all_[i - 1].meaning == trap || all_[i].meaning == trap)
                continue;
            set(all_[i], all_[i - 1].meaning, all_[i - 1].confidence, "same group as the one before it");
        }
        // One choice with a price puts the whole group up for sale, the free one included.
        for (const auto& priced : all_)
            if (priced.meaning == upgrade && control(priced).kind == ControlKind::radio)
                for (auto& each : all_)
                    if (control(each).kind == ControlKind::radio &&
                        control(each).name == control(priced).name)
                        set(each, upgrade, priced.confidence, "chooses between free and paid");
    }

    // In a form that searches or subscribes, nothing is told about a business.
    bool settle_other_purpose() {
        std::string around = form_.id + " " + form_.name + " " + form_.classes + " " + form_.label + " " +
                             form_.action + " " + form_.role;
        for (const auto& button : form_.buttons) around += " " + button.text;
        const auto words = words_of(around);
        const bool told = has(business_name) || has(description) || has(category) || has(address_line1);
        const auto shown = std::ranges::count_if(all_, [&](const Classified& each) {
            const auto kind = control(each).kind;
            return counts(each) && kind != ControlKind::checkbox && kind != ControlKind::radio;
        });
        const bool searches =
            form_.role == "search" ||
            (form_.method == "get" && shown <= 4 &&
             has_word(words, {"search", "suche", "suchen", "find", "recherche", "rechercher", "buscar",
                              "busqueda", "cerca", "zoeken", "pesquisar", "filter"}));
        const bool subscribes =
            shown <= 4 && !told &&
            has_word(words_of(around + " " + form_.heading),
                     {"newsletter", "nieuwsbrief", "boletin", "infolettre", "subscribe", "abonnieren"});
        if (!subscribes && (!searches || has(password) || has(description))) return false;
        for (auto& each : all_) {
            const bool text =
                control(each).kind == ControlKind::text || control(each).kind == ControlKind::email;
            if (each.meaning == trap || each.meaning == captcha || (subscribes && !text)) continue;
            if (subscribes && each.meaning != email) continue;
            set(each, subscribes ? newsletter : search, 0.85,
                subscribes ? "stands in a form for a newsletter" : "stands in a search form");
        }
        for (auto& each : all_)
            if (each.detail == kBareName) each.detail.clear();
        return true;
    }

    // "Phone ( [3] ) [3] - [4]": one number in three boxes.
    void phone_boxes() {
        for (std::size_t i = 0; i + 2 < all_.size(); ++i) {
            const auto room = [&](std::size_t at) {
                const auto& it = control(all_[at]);
                const bool box = it.kind == ControlKind::text || it.kind == ControlKind::tel;
                return box && counts(all_[at]) ? it.max_length : -1;
            };
            const bool known = all_[i].meaning == phone || all_[i].meaning == phone_area_code;
            if (!known || room(i) != 3 || room(i + 1) != 3 || room(i + 2) != 4) continue;
            set(all_[i], phone_area_code, 0.85, "the first of three boxes for a phone number");
            set(all_[i + 1], phone_local, 0.85, "the second of three boxes for a phone number");
            set(all_[i + 2], phone_local, 0.85, "the last of three boxes for a phone number");
        }
    }

    // "Name" is a person's where a business name is asked for as well, or beside a last name; else it is the
    // business's.
    void names() {
        const bool business = std::ranges::any_of(all_, [&](const Classified& each) {
            return each.meaning == business_name && each.detail != kBareName && counts(each);
        });
        const bool last = has(contact_last_name);
        bool taken = business;
        for (auto& each : all_) {
            if (each.detail != kBareName || each.meaning != business_name || !counts(each)) continue;
            if (each.confidence < 0.45 && taken)
                set(each, none, 0, "the name of something else");
            else if (last && !has(contact_first_name) && (business || is_beside(each, contact_last_name)))
                set(each, contact_first_name, 0.7, "a name beside a last name");
            else if (taken && is_title(control(each)))
                beside_person(each);
            else if (taken || read_section(control(each).labels.legend) == Section::person)
                set(each, contact_full_name, 0.6, "a name beside the business's name");
            else
                each.confidence = std::max(each.confidence, 0.65);
            taken = true;
        }
    }

    bool is_beside(const Classified& each, Meaning meaning) const {
        const auto at = static_cast<std::size_t>(&each - all_.data());
        return (at > 0 && all_[at - 1].meaning == meaning) ||
               (at + 1 < all_.size() && all_[at + 1].meaning == meaning);
    }
    static bool is_title(const Control& it) {
        const auto label = it.labels.best() + " " + it.labels.previous;
        return has_word(words_of(label + " " + it.name), {"title", "titel", "titre", "titulo", "titolo"}) &&
               !has_word(words_of(label), {"name", "nom", "nombre", "nome", "naam"});
    }
    // "Title" after a person's name: the position, or a list of forms of address.
    void beside_person(Classified& each) {
        const bool text = control(each).kind == ControlKind::text;
        if (text && (is_beside(each, contact_full_name) || is_beside(each, contact_last_name)))
            set(each, job_title, 0.6, "a title beside a person's name");
        else
            set(each, none, 0, "a title of something else");
    }
    // "Nom" beside "Prenom", "Name" beside "Vorname".
    void last_names() {
        if (has(contact_last_name) || !has(contact_first_name)) return;
        for (auto& each : all_)
            if (each.meaning == contact_full_name && counts(each) && is_beside(each, contact_first_name))
                return set(each, contact_last_name, 0.75, "a name beside a first name");
    }

    // What a person section or account section asks for is not the listing's.
    void by_section() {
        for (auto& each : all_) {
            const auto& labels = control(each).labels;
            const auto section = read_section(labels.legend.empty() ? labels.heading : labels.legend);
            if (section == Section::newsletter && each.meaning == email)
                set(each, newsletter, 0.8, "stands in a newsletter section");
            if (section == Section::person && each.meaning == business_name && each.detail == kBareName)
                set(each, contact_full_name, 0.6, "stands in a section about the contact person");
        }
    }

    void second_emails() {
        const Classified* first = nullptr;
        for (auto& each : all_) {
            if (each.meaning != email || !counts(each)) continue;
            const auto words =
                words_of(control(each).labels.best() + " " + control(each).name + " " + control(each).id);
            if (first != nullptr && has_word(words, {"confirm", "confirmation", "repeat", "again", "retype",
                                                     "verify", "wiederholen", "wiederholung", "bestatigung",
                                                     "ripeti", "repita", "herhaal", "retaper", "bestatigen",
                                                     "confirmer", "confirmar", "repetir", "conferma", "2"}))
                set(each, email_confirm, 0.85, "asks for the e-mail once more");
            else
                first = &each;
        }
    }

    void descriptions() {
        std::vector<Classified*> found;
        for (auto& each : all_)
            if (each.meaning == description && counts(each)) found.push_back(&each);
        if (found.empty()) {
            // Where only a short text is asked for in a large box, it is the description.
            for (auto& each : all_)
                if (each.meaning == short_description && counts(each) &&
                    control(each).kind == ControlKind::textarea)
                    return set(each, description, each.confidence, "the only description");
            return;
        }
        if (found.size() < 2) return;
        // "Summary" above "Description".
        std::size_t kept = found.size();
        std::erase_if(found, [&](Classified* each) {
            const bool brief = kept > 1 && has_word(words_of(control(*each).labels.best()),
                                                    {"summary", "resumen", "resume", "zusammenfassung",
                                                     "sommario", "resumo", "samenvatting", "excerpt", "intro",
                                                     "introduction", "einleitung", "abstract", "vorschau"});
            if (brief)
                set(*each, short_description, each->confidence, "the summary of the description"), --kept;
            return brief;
        });
        if (found.size() < 2) return;
        const auto room = [&](const Classified* each) {
            const auto& it = control(*each);
            const bool large = it.kind == ControlKind::textarea || it.kind == ControlKind::rich_text;
            return (large ? 1'000'000 : 0) + (it.max_length < 0 ? 100'000 : it.max_length) +
                   static_cast<int>(1000 * each->confidence);
        };
        std::ranges::sort(found, std::greater{}, room);
        for (std::size_t i = 1; i < found.size(); ++i)
            if (control(*found[i]).max_length >= 0 || control(*found[i]).kind == ControlKind::text)
                set(*found[i], short_description, 0.6, "the smaller of two descriptions");
            else
                set(*found[i], none, 0, "a second description");
    }

    // One field has this meaning; the others become `other` (a select) or nothing. Groups of choices are one
    // field.
    void keep_best(Meaning meaning, Meaning other) {
        Classified* best = nullptr;
        for (auto& each : all_)
            if (each.meaning == meaning && counts(each) &&
                (best == nullptr || each.confidence > best->confidence + 0.05))
                best = &each;
        if (best == nullptr) return;
        for (auto& each : all_) {
            if (each.meaning != meaning || &each == best) continue;
            const auto& it = control(each);
            if (it.name == control(*best).name && it.kind == control(*best).kind && !it.name.empty() &&
                (it.kind == ControlKind::radio || it.kind == ControlKind::checkbox))
                continue;
            if (!counts(each) && other == none) continue;
            // Asked for twice with no way around it: better told twice than not sent at all.
            if (meaning == website && it.required) continue;
            // The listing's name and the company's are both the business's.
            if (meaning == business_name && names_the_business(it)) continue;
            const bool list = it.kind == ControlKind::select || it.kind == ControlKind::select_multiple;
            const auto instead = list ? other : none;
            set(each, instead, instead == none ? 0 : each.confidence * 0.8,
                "another field asks for it more clearly");
        }
    }

    // The only large text box, the only list of words: what else should they ask for?
    void only_candidates() {
        Classified* box = nullptr;
        Classified* list = nullptr;
        int boxes = 0;
        int lists = 0;
        for (auto& each : all_) {
            const auto& it = control(each);
            if (!counts(each) || (each.meaning != none && each.meaning != message)) continue;
            if (each.meaning == none && each.confidence >= Classified::kRuledOut) continue;
            if (it.kind == ControlKind::textarea || it.kind == ControlKind::rich_text) box = &each, ++boxes;
            const auto real = std::ranges::count_if(
                it.options, [](const Option& option) { return !is_placeholder(option); });
            if (it.kind == ControlKind::select && each.meaning == none && real >= 4) list = &each, ++lists;
        }
        const bool of_business = has(business_name) || has(website) || has(phone);
        if (boxes == 1 && of_business && !has(description) && !has(short_description) &&
            (box->meaning == none || control(*box).required) && has(business_name))
            set(*box, description, 0.55, "the only large text box of a listing form");
        if (lists == 1 && of_business && !has(category))
            set(*list, category, 0.5, "the only unnamed list of a listing form");
        first_field();
    }
    // "Theatre", above everything else that a listing asks for: what it is called.
    void first_field() {
        if (has(business_name) || !(has(description) || has(category)) || !(has(website) || has(phone)))
            return;
        for (auto& each : all_) {
            const auto& it = control(each);
            if (!counts(each) || it.kind != ControlKind::text) continue;
            const bool unknown = each.meaning == none && each.confidence < Classified::kRuledOut;
            if (unknown && words_of(it.labels.best()).size() <= 2)
                set(each, business_name, 0.55, "the first field of a listing form");
            return;
        }
    }

    // "Category keywords" as the only thing that asks for the line of business.
    void tags_for_category() {
        if (has(category)) return;
        for (auto& each : all_)
            if (each.meaning == tags && counts(each) &&
                has_word(words_of(control(each).labels.best()),
                         {"category", "categories", "kategorie", "categoria", "categorie"}))
                return set(each, category, each.confidence, "keywords of the category");
    }

    // An e-mail beside a password, where nothing about a business is asked, is a login name.
    void logins() {
        if (!has(password) || has(business_name) || has(description) || has(category) || has(address_line1))
            return;
        for (auto& each : all_)
            if (each.meaning == email) set(each, username, each.confidence, "beside a password");
    }
};

} // namespace

void settle_with_neighbours(const Form& form, std::vector<Classified>& classified) {
    Settler(form, classified).run();
}

} // namespace bolt::forms
