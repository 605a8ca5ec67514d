#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolt::net {

/// A request target (RFC 9112 section 3.2), taken apart and decoded.
struct Target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

/// Reads origin form ("/a?b=c"), absolute form ("http://host/a") and "*". The path is percent-decoded once
/// and then must be valid UTF-8 without control characters, backslashes, "." or ".." segments; else
/// invalid_argument, whose message repeats nothing of the input. Query text is decoded as a form and made
/// valid UTF-8.
Result<Target> parse_target(std::string_view target);

} // namespace bolt::net
