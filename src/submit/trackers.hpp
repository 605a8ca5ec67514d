#pragma once
#include <string_view>

namespace bolt::submit {

/// True for hosts that only count, follow or advertise: pages work without them, and a visit of ours shall
/// not count as a customer's. Never a captcha provider, a content network, a font or form host. `host` is
/// lower case, as read_destination() gives it. The list is ours: the services that are met most on public
/// sites, kept by suffix.
bool is_tracker(std::string_view host);

} // namespace bolt::submit
