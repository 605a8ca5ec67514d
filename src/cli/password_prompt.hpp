#pragma once
#include <string>

namespace bolt::cli {

/// Asks for a secret: from a terminal without echo, from a pipe as it comes (one line); never from the
/// command line, which others can see.
std::string read_password(const char* prompt);

} // namespace bolt::cli
