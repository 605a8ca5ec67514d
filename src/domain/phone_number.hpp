#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace bolt {

/// A telephone number as the numbering plans know it (libphonenumber's metadata).
struct PhoneNumber {
    std::string calling_code;  ///< digits without "+": "49"
    std::string significant;   ///< the national significant number: no trunk zero, except where it belongs to
                               ///< it (Italy)
    std::string e164;          ///< "+493012345678"
    std::string international; ///< "+49 30 12345678"
    std::string national;      ///< as people there write it: "030 12345678", "(512) 555-0142"
    bool valid = false;        ///< the plan has given such numbers out; false for an area code that does not exist
};

/// Reads a number as people write it ("+1 (512) 555-0142", "0049 30 ...", "030 ... ext. 4"), in the country
/// where the business is (ISO 3166-1 alpha-2, "" if unknown: then only international spellings). nullopt if
/// no numbering plan could hold it: too short, too long, no such calling code. Thread-safe, pure; some
/// microseconds.
std::optional<PhoneNumber> parse_phone(std::string_view written, std::string_view country);

} // namespace bolt
