#pragma once
#include "mail/received.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::mail {

/// The part of a host that somebody registered ("guide.example.co.uk" -> "example.co.uk"), by the public
/// suffix list; the host itself for IP literals and for public suffixes. Lower case; "" if `url` is no plain
/// http(s) address (user names, control characters and the like).
std::string site_of(std::string_view url);

/// The one link of the mail that confirms: on one of `sites` (as site_of() gives them), with words of
/// confirming in its address or text, none of stopping, cancelling or reporting, and the only one of its
/// rank. nullopt if there is none or several are as good: then a person looks. The text only ranks: where a
/// link leads is its address alone.
std::optional<std::string> confirmation_link(const ReceivedMail& mail, const std::vector<std::string>& sites);

} // namespace bolt::mail
