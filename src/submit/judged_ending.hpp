#pragma once
#include "submit/attempt_record.hpp"

#include <string_view>

namespace bolt::submit {

/// How an attempt ends by what the site answered. A listing's address counts only on the directory's own
/// site.
Ending judged_ending(const forms::Judgement& judgement, std::string_view directory_url);

/// One host is the other or a part of it.
bool is_same_site(std::string_view url, std::string_view directory_url);

} // namespace bolt::submit
