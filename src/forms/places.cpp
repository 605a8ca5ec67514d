#include "forms/places.hpp"

#include "forms/naming.hpp"
#include "forms/neighbourhood.hpp"
#include "forms/text.hpp"

#include <algorithm>

namespace bolt::forms {
namespace {

using enum Meaning;

class Places : Neighbourhood {
  public:
    using Neighbourhood::Neighbourhood;

    // "PLZ / Ort" over two fields: the first is the code, the second the town.
    void joint_labels() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const auto shared = joint_text(control(all_[i]));
            const auto parts = read_joint_label(shared);
            if (parts.empty()) continue;
            bool together = i + parts.size() <= all_.size();
            for (std::size_t k = 1; together && k < parts.size(); ++k) {
                const auto next = joint_text(control(all_[i + k]));
                together = counts(all_[i + k]) && (next == shared || next.empty());
            }
            if (!together && all_[i].meaning != none && counts(all_[i]) && is_text(control(all_[i])) &&
                std::ranges::find(parts, all_[i].meaning) != parts.end()) {
                const auto strength = all_[i].confidence;
                set(all_[i], parts.front(), strength, "one field for several parts of the address");
                all_[i].detail = Classified::kJoint;
            }
            if (!together) continue;
            for (std::size_t k = 0; k < parts.size(); ++k)
                set(all_[i + k], parts[k], 0.85, "its part of a label for several fields");
            i += parts.size() - 1;
        }
    }
    // "Country code" with room for two letters is the country's, not the telephone's.
    void country_codes() {
        for (auto& each : all_)
            if (each.meaning == phone_country_code && is_text(control(each)) &&
                control(each).max_length == 2 && !has(country))
                set(each, country, each.confidence, "a code of two letters");
    }
    // A county stands below the state where both are asked for, a suburb below the town.
    void counties() {
        if (std::ranges::count(all_, city, &Classified::meaning) >= 2)
            for (auto& each : all_) {
                const auto words = words_of(control(each).labels.best() + " " + control(each).name);
                if (each.meaning == city && has_word(words, {"suburb", "locality", "neighborhood"}) &&
                    !has_word(words, {"city", "town"}))
                    set(each, district, each.confidence, "a suburb beside a town");
            }
        // "Distrito" as the only list above the town.
        if (!has(state) && has(city))
            for (auto& each : all_)
                if (each.meaning == district && control(each).kind == ControlKind::select &&
                    has_word(words_of(control(each).labels.best()), {"distrito"}))
                    set(each, state, each.confidence, "the list above the town");
        if (std::ranges::count(all_, state, &Classified::meaning) < 2) return;
        for (auto& each : all_) {
            const auto words = words_of(control(each).labels.best() + " " + control(each).name);
            if (each.meaning == state && has_word(words, {"county", "landkreis", "departement"}) &&
                !has_word(words, {"state", "province", "region", "bundesland"}))
                return set(each, district, each.confidence, "a county beside a state");
        }
    }
    // A second street right after the first is its second line; a number right after a street is the house
    // number.
    void address_lines() {
        for (std::size_t i = 1; i < all_.size(); ++i)
            if (all_[i - 1].meaning == address_line1 && asks_number(control(all_[i])))
                set(all_[i], house_number, 0.75, "a number right after a street");
        for (std::size_t i = 1; i < all_.size(); ++i)
            if (all_[i].meaning == address_line1 && all_[i - 1].meaning == address_line1 &&
                counts(all_[i - 1]))
                set(all_[i], address_line2, 0.7, "follows a street line");
        if (!has(address_line1) && has(address_full) && (has(city) || has(postal_code)))
            for (auto& each : all_)
                if (each.meaning == address_full && !says_full(control(each)))
                    set(each, address_line1, each.confidence, "the city has a field of its own");
        // Where letters are to be sent, beside where the place is.
        if (has(address_line1) && has(city))
            for (auto& each : all_)
                if (each.meaning == address_full && !control(each).required &&
                    has_word(words_of(control(each).labels.best()),
                             {"mailing", "postal", "billing", "postanschrift", "postale", "postadres"}))
                    set(each, none, Classified::kRuledOut, "a second address");
        only_address();
        if (has(address_line1) && !has(city) && !has(postal_code))
            for (auto& each : all_)
                if (each.meaning == address_line1)
                    set(each, address_full, each.confidence, "the only field for the address");
    }

  private:
    static bool is_text(const Control& it) { return it.kind == ControlKind::text; }
    static std::string joint_text(const Control& it) {
        const auto& labels = it.labels;
        return !labels.for_.empty() ? labels.for_ : !labels.cell.empty() ? labels.cell : labels.previous;
    }
    static bool is_number_word(std::string_view label) {
        const auto words = words_of(label);
        return words.size() == 1 &&
               has_word(words, {"nr", "no", "number", "numero", "num", "nummer", "n", "hausnr"});
    }
    /// By its label, or in the same row by the text right before it: "Via [ ] n. [ ]".
    static bool asks_number(const Control& it) {
        const bool has_own_label =
            !it.labels.for_.empty() || !it.labels.wrap.empty() || !it.labels.aria.empty();
        return is_number_word(it.labels.best()) || (!has_own_label && is_number_word(it.labels.previous));
    }
    static bool says_full(const Control& it) {
        return has_word(words_of(it.labels.best()),
                        {"full", "complete", "vollstandige", "complet", "completa", "completo", "volledig",
                         "formatted", "geolocation"});
    }
    // "Address" with the example "12 Main St, Austin, TX, USA" and no other field to write the town into.
    void only_address() {
        const bool town = std::ranges::any_of(all_, [&](const Classified& each) {
            return each.meaning == city && counts(each) && is_text(control(each));
        });
        if (town) return;
        for (auto& each : all_) {
            const auto& sample = control(each).labels.placeholder;
            const auto comma = sample.rfind(", ");
            if (each.meaning != address_line1 || comma == std::string::npos) continue;
            const auto last = words_of(sample.substr(comma));
            const bool country_or_state = !last.empty() && std::ranges::none_of(last[0], [](char c) {
                return c >= '0' && c <= '9';
            }) && !has_word(last, {"suite", "apt", "unit", "floor"});
            if (country_or_state && last.size() <= 3)
                set(each, address_full, each.confidence, "its example holds the town as well");
        }
    }
};

} // namespace

void settle_joint_places(const Form& form, std::vector<Classified>& classified) {
    Places places(form, classified);
    places.joint_labels();
    places.country_codes();
}

void settle_districts(const Form& form, std::vector<Classified>& classified) {
    Places(form, classified).counties();
}

void settle_address_lines(const Form& form, std::vector<Classified>& classified) {
    Places(form, classified).address_lines();
}

} // namespace bolt::forms
