#include "forms/copies.hpp"

#include "forms/text.hpp"
#include "forms/vocabulary.hpp"

#include <algorithm>

namespace bolt::forms {
namespace {

using enum Meaning;

class Copies {
  public:
    Copies(const Form& form, std::vector<Classified>& all) : form_(form), all_(all) {}
    void run() {
        further_copies();
        only_by_type();
    }

  private:
    const Control& control(const Classified& each) const { return form_.controls[each.control]; }
    bool counts(const Classified& each) const { return control(each).operable(); }
    static void set(Classified& each, Meaning meaning, double confidence, std::string_view reason) {
        each.meaning = meaning;
        each.detail.clear();
        each.confidence = confidence;
        each.reason = reason;
    }
    // "Telefono de grua": of a thing that the vocabulary does not know, so not of the business.
    static bool of_something_else(const std::string& label) {
        const auto words = words_of(label);
        const auto terms = find_terms(words);
        const auto joint = std::ranges::find(terms, TermKind::joint, &Term::kind);
        if (joint == terms.end() || joint == terms.begin() || joint + 1 != terms.end() ||
            joint->first + joint->count >= words.size())
            return false;
        // "E-Mail des Restaurants": the business itself, in the genitive.
        auto last = words.back();
        if (last.ends_with('s')) last.pop_back();
        const auto owner = find_terms({last});
        return owner.empty() || owner.front().kind != TermKind::business;
    }
    // "Phone 2" beside "Phone", "URL 2" beside "URL": one more than a business need have.
    void further_copies() {
        const auto base_of = [](const Control& it) -> std::string {
            const auto words = words_of(it.labels.best());
            const bool numbered = words.size() >= 2 && words.back().size() == 1 && words.back()[0] >= '2' &&
                                  words.back()[0] <= '9';
            std::string out;
            for (std::size_t i = 0; i + (numbered ? 1 : 0) < words.size(); ++i) out += words[i] + " ";
            return numbered ? out : "";
        };
        const auto plain = [](const Control& it) {
            std::string out;
            for (const auto& word : words_of(it.labels.best())) out += word + " ";
            return out;
        };
        for (auto& each : all_) {
            if (each.meaning != phone && each.meaning != website && each.meaning != email &&
                each.meaning != business_name && each.meaning != fax)
                continue;
            if (control(each).required) continue;
            const bool second =
                has_word(words_of(control(each).labels.best()),
                         {"secondary", "second", "alternate", "alternative", "additional", "secondaire",
                          "secundario", "secondario", "zweite", "weitere", "tweede", "outro"});
            const bool told = std::ranges::any_of(all_, [&](const Classified& other) {
                return &other != &each && counts(other) && other.meaning == each.meaning;
            });
            if (told && each.meaning != business_name &&
                (second || of_something_else(control(each).labels.best())))
                set(each, none, Classified::kRuledOut, "one more of what the listing has already");
            const auto base = base_of(control(each));
            if (base.empty()) continue;
            const bool first = std::ranges::any_of(all_, [&](const Classified& other) {
                return &other != &each && counts(other) &&
                       (plain(control(other)) == base || plain(control(other)) == base + "1 ");
            });
            if (first) set(each, none, Classified::kRuledOut, "one more of what the listing has already");
        }
    }
    // "Numero verde" of type tel below "Telefono": what its words mean is unknown, and the phone is told
    // already.
    void only_by_type() {
        for (auto& each : all_) {
            if (each.reason != "type" || control(each).required || control(each).labels.best().empty())
                continue;
            const bool told = std::ranges::any_of(all_, [&](const Classified& other) {
                return &other != &each && other.meaning == each.meaning && counts(other) &&
                       other.confidence > each.confidence;
            });
            if (told)
                set(each, none, Classified::kRuledOut, "says nothing known, and another field asks for it");
        }
    }

    const Form& form_;
    std::vector<Classified>& all_;
};

} // namespace

void settle_copies(const Form& form, std::vector<Classified>& classified) { Copies(form, classified).run(); }

} // namespace bolt::forms
