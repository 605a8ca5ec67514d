#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::submit {

/// The absolute http(s) URL that `reference` means on a page at `base`, as a browser writes it: blanks
/// trimmed, dot segments removed, what cannot stand in a URL percent-encoded (as UTF-8), without a fragment.
/// conflict for other schemes and for what only a browser's parser understands.
Result<std::string> resolve_url(std::string_view base, std::string_view reference);

/// "https://example.com" or "https://example.com:8443"; "" if `url` has none.
std::string origin_of(std::string_view url);

} // namespace bolt::submit
