#pragma once
#include "base/result.hpp"
#include "domain/profile.hpp"

#include <string>
#include <string_view>

/// The parts that read_profile is made of.
namespace bolt::profile_text {

enum class Lines { one, many };

/// Valid UTF-8 without control characters, runs of blanks as one, trimmed. Lines::many keeps single line
/// breaks.
std::string clean(std::string_view text, Lines lines);
/// An absolute http(s) URL from what people type ("example.com" gets https://); "" if it is none.
std::string url(std::string_view text);
/// "9", "9:30", "09.30", "5 pm" as "HH:MM"; "" if it is none. "24:00" is allowed.
std::string clock_time(std::string_view text);
/// "mon".."sun" from an English day name or its abbreviation; "" if it is none.
std::string day_key(std::string_view text);
/// Reads business hours: {"mon": [{"opens": "09:00", "closes": "17:00"}], "tuesday": "9-12, 13:00-17:00",
/// "sun": "closed"}.
Result<std::map<std::string, std::vector<OpeningInterval>>> hours(const json::value& value);

} // namespace bolt::profile_text
