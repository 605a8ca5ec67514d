#include "domain/phone_number.hpp"

// The only place that includes libphonenumber: its headers bring protobuf and Abseil along.
#include <phonenumbers/phonenumberutil.h>

namespace bolt {
namespace {

constexpr std::size_t kWrittenMax = 60; ///< a number with an extension is shorter

} // namespace

std::optional<PhoneNumber> parse_phone(std::string_view written, std::string_view country) {
    using i18n::phonenumbers::PhoneNumberUtil;
    if (written.empty() || written.size() > kWrittenMax) return std::nullopt;
    const auto& util = *PhoneNumberUtil::GetInstance();
    const std::string region = country.size() == 2 ? std::string(country) : "ZZ";
    i18n::phonenumbers::PhoneNumber number;
    auto error = util.Parse(std::string(written), region, &number);
    // "49 30 ..." and "00 49 ..." in a country that dials another way out.
    if ((error != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsPossibleNumber(number)) &&
        written.starts_with("00"))
        error = util.Parse("+" + std::string(written.substr(2)), region, &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsPossibleNumber(number)) return std::nullopt;
    PhoneNumber out;
    out.calling_code = std::to_string(number.country_code());
    util.GetNationalSignificantNumber(number, &out.significant);
    util.Format(number, PhoneNumberUtil::E164, &out.e164);
    number.clear_extension();
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &out.international);
    util.Format(number, PhoneNumberUtil::NATIONAL, &out.national);
    out.valid = util.IsValidNumber(number);
    return out;
}

} // namespace bolt
