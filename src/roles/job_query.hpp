#pragma once
#include "domain/package.hpp"
#include "net/http.hpp"
#include "store/views.hpp"

namespace bolt::roles {

/// The filter of the job list from query parameters, or from the JSON of a bulk request (the same names;
/// lists as comma lists or arrays). invalid_argument names the parameter. `stuck` and `late` become moments
/// by `now` and the packages' promised turnaround.
Result<store::JobFilter> job_filter(const net::Request& request, const PackageCatalog& packages,
                                    TimePoint now);
Result<store::JobFilter> job_filter(const json::object& filter, const PackageCatalog& packages,
                                    TimePoint now);

} // namespace bolt::roles
