#pragma once
#include "base/json.hpp"
#include "base/result.hpp"
#include "forms/choose.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bolt::forms {

/// What one form of a directory means: enough to fill it for any business without classifying it again. Holds
/// meanings, never values.
struct RecipePart {
    struct Field {
        std::string name;  ///< of the control, for people
        std::string label; ///< for people
        Meaning meaning = Meaning::none;
        std::string detail;
        double confidence = 0;
    };
    std::string fingerprint;   ///< of the form as it is sent: form_fingerprint()
    std::string seen;          ///< the same before it is filled, as some forms grow meanwhile; "": not known
    std::vector<Field> fields; ///< one for each control that is not hidden, in the form's order
};

/// A directory's recipe: the parts of its form in the order in which they were sent.
struct Recipe {
    std::vector<RecipePart> parts;

    /// Of all parts; "" if there are none.
    std::string fingerprint() const;
};

/// A hash of the form's controls as they are built (kind, type, name, label, required, whether there are
/// choices), in order, without hidden ones and without what changes at every visit (numbers and random parts
/// of names). The same for two visits of an unchanged form; 64 hex digits.
std::string form_fingerprint(const Form& form);

RecipePart make_recipe_part(const Form& form, const Choice& choice);

/// The choice that the recipe makes on this page, if one of its parts is there unchanged; nullopt: the form
/// has drifted or is another one. `seen` is what choose_form() said: walls (login, captcha, payment) stay
/// walls.
std::optional<Choice> replay(const Recipe& recipe, const Page& page, const Choice& seen);

/// True if the page shows a form as one of the recipe's parts was seen before it was filled: an attempt meets
/// what it knows, even if replay() fits only once the form has grown.
bool stands(const Recipe& recipe, const Page& page, const Choice& seen);

/// {"parts":[{"fingerprint","seen"?,"fields":[{"name","label","meaning","detail","confidence"}]}]}
json::object write_recipe(const Recipe& recipe);
/// invalid_argument for anything that write_recipe() does not write. At most 20 parts of 1000 fields.
Result<Recipe> read_recipe(const json::value& value);

} // namespace bolt::forms
