#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// The host that holds a directory's submission page, as pacing knows it (docs/architecture.md): several
/// directories may share one. not_found if there is no such directory.
Result<std::string> pacing_host(Tx& tx, std::string_view directory_name);
/// Nobody visits the host before `until` (Retry-After). A longer pause that is set already stays.
void pause_host(Tx& tx, std::string_view host, TimePoint until);
/// Takes the host for one visit that ends by `until`; false: another visit is too near.
bool take_host(Tx& tx, TimePoint now, std::string_view host, TimePoint until);
/// That visit has ended: the next one may come at `next_at`. Nothing if somebody else has the host by now.
void leave_host(Tx& tx, std::string_view host, TimePoint until, TimePoint next_at);
/// The least time between two visits that the host asks for (Crawl-delay); 0 takes it back.
void set_crawl_delay(Tx& tx, TimePoint now, std::string_view host, Duration delay);
/// The least time between two visits of the host, whoever visits: the slowest pacing among its active
/// directories, but `own` if it has none, times the package's factor; never less than its crawl delay.
Duration host_pause(Tx& tx, std::string_view host, Duration own, double factor);

} // namespace bolt::store
