#pragma once
#include "base/json.hpp"
#include "net/server.hpp"
#include "store/staff.hpp"

#include <string>
#include <string_view>

namespace bolt::roles {

/// What stands in place of a hidden text, or of its hidden part.
inline constexpr std::string_view hidden_text = "\u2022\u2022\u2022";

/// True for programs: API keys of operators and admins get customers' contact data as they are. People see
/// them hidden until they reveal a customer's (store/reveal.hpp); viewers always.
bool sees_contacts(const store::StaffSession& session);
/// True for a person who may reveal: operators and admins.
bool may_reveal(const store::StaffSession& session);

/// Hides e-mail addresses, phone and fax numbers, names of persons, streets, postal codes, coordinates and
/// tax numbers wherever they stand in the document: members of those names, submitted fields of those
/// meanings, and customers' labels in suggestions. An empty text stays empty.
void mask_contacts(json::value& document);
/// The same for the body of an answer in JSON, unless its member "contacts" says "shown".
void mask_contacts(net::Response& response);
/// "contacts" of a document about one customer: "shown" to programs and to a person who has revealed them,
/// "masked" to others.
Result<std::string_view> contacts_for(store::Tx& tx, TimePoint now, std::string_view customer_id,
                                      const store::StaffSession& session);
/// "a•••@example.com"; `hidden_text` for what is no address.
std::string masked_email(std::string_view email);
/// True if any text in it was hidden by mask_contacts(): such a document must not be stored.
bool holds_masked(const json::value& document);

} // namespace bolt::roles
