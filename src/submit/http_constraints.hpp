#pragma once
#include "submit/http_entries.hpp"

#include <string>

namespace bolt::submit {

/// Why a browser would not let the form go ("Constraint validation"), for the log; "" if it would. Careful:
/// what cannot be told without a browser is a reason too. Forms with novalidate are let go.
std::string refused_by_constraints(const FilledForm& filled, forms::HtmlNode submitter);

} // namespace bolt::submit
