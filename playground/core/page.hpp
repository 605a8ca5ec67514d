#pragma once
#include "base/encoding.hpp"
#include "playground/core/fields.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bolt::playground {

/// What a template may show.
struct Values {
    std::map<std::string, std::string, std::less<>> texts; ///< own words and rendered HTML, by name
    Fields fields;                                         ///< what the visitor typed, so that forms keep it
};

/// Fills a template, one pass, so that inserted text is never read as a template:
///   {{name}}              texts[name], else the first field of that name, escaped; "" if there is neither
///   {{{name}}}            texts[name] as it is: HTML that was rendered before
///   {{?name=value words}} `words` if a field `name` has `value` ("checked", "selected")
std::string render(std::string_view text, const Values& values);

/// `<option>` elements: value and label pairs, the one equal to `chosen` selected.
std::string options(const std::vector<std::pair<std::string, std::string>>& choices, std::string_view chosen);

/// US states with the district: code and name, by name.
const std::vector<std::pair<std::string, std::string>>& us_states();
/// The same list with names as values ("Texas", "Texas").
const std::vector<std::pair<std::string, std::string>>& us_state_names();
/// ISO 3166-1 alpha-2 code and English name of some countries, United States first.
const std::vector<std::pair<std::string, std::string>>& countries();

} // namespace bolt::playground
