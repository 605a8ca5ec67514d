#pragma once
#include "base/result.hpp"
#include "forms/features.hpp"
#include "forms/meaning.hpp"
#include "forms/page_model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What the learned classifier thinks of one control.
struct Scored {
    struct Guess {
        Meaning meaning = Meaning::none;
        double chance = 0; ///< calibrated, 0..1
    };
    std::size_t control = 0;    ///< index into Form::controls
    std::vector<Guess> guesses; ///< every meaning, likeliest first
    double chance_of(Meaning meaning) const;
};

/// The learned classifier: one row of small whole numbers for each feature, and how likely meanings follow
/// each other. Trained by tools/train_forms; docs/forms.md tells how well it does.
class Model {
  public:
    /// Reads weights as tools/train_forms writes them (little-endian); data_loss if they are damaged.
    /// `bytes` must outlive the model.
    static Result<Model> read(std::string_view bytes);
    /// The weights that the program carries; a model that judges nothing while the file is empty.
    static const Model& embedded();

    /// Every control that it judges, in document order; empty for a model without weights. Pure.
    std::vector<Scored> score(const Form& form) const;

  private:
    std::vector<Meaning> meanings_;
    std::vector<float> scale_; ///< per meaning: what 1 in its column is worth
    std::vector<float> steps_; ///< see Chain
    std::string_view rows_;    ///< 2^kBits x meanings, signed bytes
    float temperature_ = 1;
};

} // namespace bolt::forms
