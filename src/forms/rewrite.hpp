#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace bolt::forms {

/// Other ways to write a value that a site refused, told by its message in any of the seven languages. Each
/// gives nullopt if nothing in the message tells how, and never invents: digits, words and their order stay.

/// The number in the format the message shows ("555-555-5555") or asks for (digits only, with country code),
/// else in the next usual one. `country` is ISO alpha-2.
std::optional<std::string> rewrite_phone(std::string_view value, std::string_view message,
                                         std::string_view country);
/// With or without "https://", "www." stays.
std::optional<std::string> rewrite_url(std::string_view value, std::string_view message);
/// Without blanks or extension ("78701-1234" -> "78701"), or with the blank that the message shows.
std::optional<std::string> rewrite_postal_code(std::string_view value, std::string_view message);
/// Cut to the greatest length the message names (characters or words), without links, HTML or special
/// characters.
std::optional<std::string> rewrite_text(std::string_view value, std::string_view message);

} // namespace bolt::forms
