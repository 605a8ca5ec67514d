#pragma once
#include "domain/directory_catalog.hpp"

namespace bolt {

/// Reads directories from CSV (RFC 4180; at most 1 MiB and 20,000 lines): a header line with the names of the
/// catalog's keys (name, title, website, submission_url, category, language, country_code, domain_authority,
/// tier_required, requires_login, has_captcha, policy, pacing_ms), then one directory a line; empty cells are
/// unknown. invalid_argument names line and problem, with the catalog's own rules.
Result<std::vector<CatalogDirectory>> parse_directory_csv(std::string_view text);

/// One line of CSV as its cells; gives what follows the line. Quoted cells may hold commas, quotes (doubled)
/// and line breaks.
Result<std::vector<std::string>> take_csv_line(std::string_view& rest);
/// A cell as it stands in CSV: quoted where needed. Text that a spreadsheet would take for a formula (first
/// character = + - @, tab or carriage return) gets a ' before it (ASVS 1.2.10).
std::string csv_cell(std::string_view text);

} // namespace bolt
