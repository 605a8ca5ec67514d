#include "forms/combine.hpp"

#include "forms/naming.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <initializer_list>

namespace bolt::forms {
namespace {

using enum Meaning;

bool is_settled(Meaning meaning) {
    static constexpr std::initializer_list<Meaning> kSettled = {
        trap,       captcha,     terms,        newsletter,   password, payment,
        hours_open, hours_close, hours_closed, hours_opened, upgrade,  search};
    return std::ranges::find(kSettled, meaning) != kSettled.end();
}

/// What the model has learned from thousands of fields of real pages. Whatever only listings ask for it knows
/// from few pages and from invented forms: there the rules know better.
bool is_well_learned(Meaning meaning) {
    static constexpr std::initializer_list<Meaning> kLearned = {business_name,
                                                                contact_first_name,
                                                                contact_last_name,
                                                                contact_full_name,
                                                                email,
                                                                phone,
                                                                address_line1,
                                                                address_line2,
                                                                city,
                                                                state,
                                                                postal_code,
                                                                country};
    return std::ranges::find(kLearned, meaning) != kLearned.end();
}

/// Learned chance from which a field is filled that the rules know nothing of.
constexpr double kSure = 0.8;
constexpr double kSurePerson = 0.9;
/// What the rules weigh in a form that lists a business: the model was mostly trained on other forms.
constexpr double kListingRuleWeight = 6.0;

bool lists_a_business(const std::vector<Classified>& all) {
    static constexpr std::initializer_list<Meaning> kSigns = {
        description, short_description, category,  subcategory, tags, hours_text,
        hours_open,  social_link,       employees, video,       logo, reciprocal_link};
    return std::ranges::count_if(kSigns, [&](Meaning sign) {
               return std::ranges::find(all, sign, &Classified::meaning) != all.end();
           }) >= 2;
}

struct Mixed {
    Meaning meaning = none;
    double chance = 0;
};

class Combiner {
  public:
    Combiner(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& all,
             double rule_weight)
        : form_(form), scored_(scored), all_(all), listing_(lists_a_business(all)),
          rule_weight_(listing_ ? std::max(kListingRuleWeight, rule_weight) : rule_weight) {}

    void run() {
        for (const auto& each : scored_) {
            auto& decision = all_[each.control];
            const bool ruled_out = decision.meaning == none && decision.confidence >= Classified::kRuledOut;
            if (!is_settled(decision.meaning) && !ruled_out) decide(each, decision);
        }
        const auto streets = std::ranges::count(all_, address_line1, &Classified::meaning);
        // Billing and shipping in one form may both ask for the company.
        if (streets < 2) once(business_name);
    }

  private:
    static bool can_be(const Control& control, Meaning meaning) {
        return meaning == none || (is_well_learned(meaning) && kind_allows(control, meaning));
    }

    Mixed mix(const Scored& scored, const Classified& rule, Meaning except) const {
        const auto& control = form_.controls[scored.control];
        Mixed best;
        double sum = 0;
        for (const auto& guess : scored.guesses) {
            const bool same = guess.meaning == rule.meaning && rule.meaning != none;
            if (guess.meaning == except || (!same && !can_be(control, guess.meaning))) continue;
            const double chance = guess.chance * (same ? std::exp(rule_weight_ * rule.confidence) : 1);
            sum += chance;
            if (chance > best.chance) best = {guess.meaning, chance};
        }
        if (sum > 0) best.chance /= sum;
        return best;
    }

    void decide(const Scored& scored, Classified& decision) {
        const bool by_rule = decision.meaning != none && decision.confidence >= Classified::kConfident;
        if (by_rule && listing_ && !is_well_learned(decision.meaning)) return;
        if (decision.detail == Classified::kJoint) return;
        // What stands beside a first or a last name, the rules see as well.
        if (by_rule && listing_ && decision.reason.find(" name beside a ") != std::string::npos) return;
        // The choices of a list say what it asks for.
        const bool by_choices = decision.reason.find("options") != std::string::npos ||
                                decision.reason.find("first choice") != std::string::npos;
        if (by_rule && by_choices) return;
        const auto best = mix(scored, decision, Meaning::trap);
        if (best.chance <= 0) return;
        if (best.meaning == decision.meaning) {
            const bool stands = by_rule && decision.meaning == business_name;
            if (decision.meaning != none)
                decision.confidence = std::max(best.chance, stands ? Classified::kConfident : 0.0);
            return;
        }
        // A list that was read as one of places is no free text: the model knows lists too little to deny it.
        const auto kind = form_.controls[scored.control].kind;
        const bool is_list = kind == ControlKind::select || kind == ControlKind::select_multiple;
        if (by_rule && is_list && best.meaning == none) return;
        if (listing_ && decision.meaning == none && best.chance < kSure) return;
        // Whether one field holds the whole address, the other fields tell.
        if (decision.meaning == address_full && best.meaning == address_line1) return;
        // "Name" or "Title" and nothing that tells whose.
        const bool unsure =
            best.meaning == none || (best.meaning == contact_full_name && best.chance < kSurePerson);
        if (decision.meaning == business_name && by_rule && unsure) return;
        const auto before = decision.meaning;
        decision.meaning = best.meaning;
        decision.detail.clear();
        decision.confidence = best.meaning == none ? 0 : best.chance;
        decision.reason = before == none
                              ? "learned from forms like it"
                              : fmt::format("learned from forms like it; by its words {}", to_string(before));
    }

    void once(Meaning meaning) {
        Classified* best = nullptr;
        for (auto& each : all_)
            if (each.meaning == meaning && form_.controls[each.control].operable() &&
                (best == nullptr || each.confidence > best->confidence))
                best = &each;
        if (best == nullptr) return;
        const auto& kept = form_.controls[best->control];
        for (const auto& scored : scored_) {
            auto& other = all_[scored.control];
            if (other.meaning != meaning || &other == best) continue;
            const auto& control = form_.controls[scored.control];
            if (!control.name.empty() && control.name == kept.name) continue;
            // The listing's name and the company's are both the business's.
            if (meaning == business_name && names_the_business(control)) continue;
            const auto second = mix(scored, Classified{}, meaning);
            const bool usable = second.chance >= Classified::kConfident && second.meaning != none;
            other.meaning = usable ? second.meaning : none;
            other.detail.clear();
            other.confidence = usable ? second.chance : 0;
            other.reason = "another field asks for it more clearly";
        }
    }

    const Form& form_;
    const std::vector<Scored>& scored_;
    std::vector<Classified>& all_;
    bool listing_;
    double rule_weight_;
};

} // namespace

void combine(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& classified,
             double rule_weight) {
    Combiner(form, scored, classified, rule_weight).run();
}

} // namespace bolt::forms
