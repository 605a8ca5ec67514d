#pragma once
#include "domain/profile.hpp"

#include <string>

namespace bolt::cli {

/// A complete profile of a business that does not exist (example.com, 555-01xx number), for demo, `verify`
/// and `job create`. `tag` makes its name, e-mail and phone differ from other runs'.
BusinessProfile test_business(const std::string& tag);

} // namespace bolt::cli
