#pragma once
#include <string>
#include <string_view>

namespace bolt {

/// An error message without what differs from one case to the next, so that equal failures group: URLs become
/// <url>, UUIDs and long hexadecimal numbers <id>, quoted texts <text>, e-mail addresses <email>, other
/// numbers <n>. At most 300 bytes.
std::string normalised_failure(std::string_view message);
/// The group's name in URLs: 16 hexadecimal digits of the SHA-256 of verdict and normalised message.
std::string failure_key(std::string_view verdict, std::string_view normalised);

} // namespace bolt
