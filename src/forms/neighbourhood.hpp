#pragma once
// Only for this room: what the steps that weigh a form's fields against each other share.
#include "forms/classify.hpp"

#include <algorithm>
#include <span>

namespace bolt::forms {

/// A form's fields with what they are taken for so far.
class Neighbourhood {
  public:
    Neighbourhood(const Form& form, std::vector<Classified>& all) : form_(form), all_(all) {}

  protected:
    const Control& control(const Classified& each) const { return form_.controls[each.control]; }
    bool counts(const Classified& each) const { return control(each).operable(); }
    /// Whether a field that can be filled is taken for it.
    bool has(Meaning meaning) const {
        return std::ranges::any_of(
            all_, [&](const Classified& each) { return each.meaning == meaning && counts(each); });
    }
    static void set(Classified& each, Meaning meaning, double confidence, std::string_view reason) {
        each.meaning = meaning;
        each.detail.clear();
        each.confidence = confidence;
        each.reason = reason;
    }

    const Form& form_;
    std::vector<Classified>& all_;
};

} // namespace bolt::forms
