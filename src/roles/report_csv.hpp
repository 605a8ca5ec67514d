#pragma once
#include "base/json.hpp"

#include <string>
#include <string_view>

namespace bolt::roles {

/// What became of a directory in a customer's words: "Live", "In review", "Waits for you", "Refused", ...
/// from a row of store::progress_document().
std::string_view outcome_words(const json::value& result);

/// What the listing shows of the business, from a row of store::progress_document() or store::job_document():
/// "Right: name, phone. Differs: address." or "" where no listing was looked at.
std::string nap_words(const json::value& result);

/// The customer's report as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets): one line a
/// directory, with what of name, address, phone and website its listing shows. `document` is
/// store::progress_document()'s.
std::string report_csv(const json::object& document);

} // namespace bolt::roles
