#pragma once
#include "forms/classify.hpp"

namespace bolt::forms {

/// Tells the fields of the listing from those beside it that look alike: rows of a price list, further links,
/// a list of networks with its field, "Listing type" beside "Listing category". `classified` has one entry
/// per control of `form`; what is ruled out becomes none with Classified::kRuledOut.
void settle_decoys(const Form& form, std::vector<Classified>& classified);

} // namespace bolt::forms
