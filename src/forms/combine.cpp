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
        hours_open, hours_close, hours_closed, hours_opened, upgrade};
    return std::ranges::find(kSettled, meaning) != kSettled.end();
}

// A meaning that names a network or a day is only of use with it.
std::string detail_for(Meaning meaning, const Control& control) {
    if (meaning != social_link) return {};
    const auto& labels = control.labels;
    for (const auto& naming : {read_label(labels.best()), read_label(labels.placeholder),
                               read_attribute(control.name), read_attribute(control.id)})
        if (naming && naming->meaning == social_link) return naming->detail;
    return {};
}

struct Mixed {
    Meaning meaning = none;
    double chance = 0;
};

class Combiner {
  public:
    Combiner(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& all,
             double rule_weight)
        : form_(form), scored_(scored), all_(all), rule_weight_(rule_weight) {}

    void run() {
        for (const auto& each : scored_) {
            auto& decision = all_[each.control];
            const bool ruled_out = decision.meaning == none && decision.confidence >= Classified::kRuledOut;
            if (!is_settled(decision.meaning) && !ruled_out) decide(each, decision);
        }
        const auto streets = std::ranges::count(all_, address_line1, &Classified::meaning);
        // Billing and shipping in one form may both ask for the company.
        if (streets < 2) once(business_name);
        once(description);
        once(category);
    }

  private:
    bool can_be(const Control& control, Meaning meaning) const {
        if (meaning == none) return true;
        if (is_settled(meaning) || !kind_allows(control, meaning)) return false;
        return meaning != social_link || !detail_for(meaning, control).empty();
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
        const auto best = mix(scored, decision, Meaning::trap);
        if (best.chance <= 0) return;
        if (best.meaning == decision.meaning) {
            if (decision.meaning != none) decision.confidence = best.chance;
            return;
        }
        const auto before = decision.meaning;
        decision.meaning = best.meaning;
        decision.detail = detail_for(best.meaning, form_.controls[scored.control]);
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
            other.detail = usable ? detail_for(second.meaning, control) : std::string{};
            other.confidence = usable ? second.chance : 0;
            other.reason = "another field asks for it more clearly";
        }
    }

    const Form& form_;
    const std::vector<Scored>& scored_;
    std::vector<Classified>& all_;
    double rule_weight_;
};

} // namespace

void combine(const Form& form, const std::vector<Scored>& scored, std::vector<Classified>& classified,
             double rule_weight) {
    Combiner(form, scored, classified, rule_weight).run();
}

} // namespace bolt::forms
