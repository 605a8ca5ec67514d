#pragma once
#include "base/result.hpp"
#include "domain/profile.hpp"

#include <string>
#include <string_view>

namespace bolt::assist {

/// What a directory's field for the description takes.
struct DescriptionShape {
    int min_length = -1, max_length = -1; ///< in UTF-16 units as HTML counts; -1: no such bound
    bool one_line = false;
    std::string language; ///< of the text: "en", "fr", ...; "": as it is
};

/// "en", "de", "fr", "es", "it", "pt" or "nl", by the small words of the text; "" where they do not tell
/// clearly.
std::string language_of_text(std::string_view text);

/// Refuses (invalid_argument) a text that does not fit the shape, is no plain text, or says anything that is
/// not in the profile as far as that can be seen: a number in digits or words, a phone number, an address of
/// the web or of mail, a capitalised word (a name, a place), a claim ("best", "certified", "free"). Rather
/// too strict than too lenient: what is refused is only cut as before.
Result<void> check_description(std::string_view text, const BusinessProfile& profile,
                               const DescriptionShape& shape);

} // namespace bolt::assist
