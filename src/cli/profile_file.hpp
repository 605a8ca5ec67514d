#pragma once
#include "base/result.hpp"
#include "domain/profile.hpp"

#include <string>

namespace bolt::cli {

/// Reads a business profile from a JSON file (at most 1 MiB). invalid_argument names the file and the
/// problem.
Result<BusinessProfile> read_profile_file(const std::string& path);

} // namespace bolt::cli
