#pragma once
#include "store/database.hpp"
#include "submit/browser_submitter.hpp"

#include <memory>

namespace bolt::submit {

/// Chooses the lane of each attempt: the HTTP lane where the browser has proven once that the directory's
/// form needs no script (and for as long as the page stays the same), else the browser lane, which proves it
/// anew. Any doubt before sending goes to the browser; after sending nothing is tried again. A verdict that
/// is no success takes the proof back. References must outlive it.
std::unique_ptr<Submitter> make_lane_submitter(const Platform& platform, store::Database& database,
                                               EvidenceStore& evidence, SubmitterSettings settings,
                                               Resolver resolver = system_resolver());

} // namespace bolt::submit
