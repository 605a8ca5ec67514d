#pragma once
#include "submit/robots_policy.hpp"
#include "submit/submitter.hpp"

#include <memory>

namespace bolt::submit {

/// Asks the site's robots.txt before any lane visits its submission page. A page that is forbidden to us ends
/// as blocked with a question to a person; a site that cannot say now as unreachable until it can.
/// Directories whose operator agreed (Directory::despite_robots) are not asked about. What robots.txt asks as
/// a pause goes along with the outcome. `platform` must outlive it.
std::unique_ptr<Submitter> make_guest_submitter(const Platform& platform, std::unique_ptr<Submitter> lanes,
                                                std::shared_ptr<RobotsPolicy> robots);

} // namespace bolt::submit
