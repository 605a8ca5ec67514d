#pragma once
#include "assist/description_check.hpp"
#include "assist/language_model.hpp"
#include "forms/choose.hpp"

#include <optional>

namespace bolt::assist {

/// The bounds and the language of the form's field for the description; nullopt if it has none that can be
/// filled.
std::optional<DescriptionShape> description_shape(const forms::Page& page, const forms::Choice& choice);

/// Why the description would do better rewritten: it is shorter than the field's least, it would be cut
/// within a sentence, or the form is in another language; "": it is entered as it is, or cut after a
/// sentence. German is not translated to: its nouns look like names, and nobody could check them.
std::string why_rewrite(const BusinessProfile& profile, const DescriptionShape& shape);

/// The question, with nothing of the business but what its listing says anyway: no address, phone or mail.
ModelQuestion description_question(const BusinessProfile& profile, const DescriptionShape& shape);

/// Asks the model where why_rewrite() gives a reason, once for each business and shape, and takes its text
/// only if check_description() does. nullopt: go on with the profile's own, whatever went wrong.
Async<std::optional<std::string>> write_description(LanguageModel& model, std::string job_id,
                                                    std::string directory_name,
                                                    const BusinessProfile& profile, const forms::Page& page,
                                                    const forms::Choice& choice);

} // namespace bolt::assist
