#pragma once
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt {

/// One directory of catalog/directories.yaml: facts only, what is not known is empty.
struct CatalogDirectory {
    std::string name; ///< unique slug: a-z, 0-9 and -
    std::string title, website;
    std::string submission_url; ///< "" = the page that takes listings is not known
    std::string category, language, country_code, approval_time;
    std::optional<int> domain_authority, tier_required;
    std::optional<bool> requires_login, has_captcha, requires_approval;
    std::string policy = "ask"; ///< allowed, ask, never
    std::optional<int> pacing_ms;
};

/// Reads the catalog's YAML (at most 4 MiB, 20,000 directories). invalid_argument names line and problem:
/// unknown or repeated key, repeated name, URL that is no http(s) URL, number out of range, unknown policy.
Result<std::vector<CatalogDirectory>> parse_directory_catalog(std::string_view yaml);

/// "https://www.example.com:8080/x" -> "www.example.com:8080", lower case; "" if it is no http(s) URL.
std::string url_host(std::string_view url);
/// The key of pacing: the host without "www." and the scheme's own port, because both names are one server's.
std::string pacing_key(std::string_view url);

} // namespace bolt
