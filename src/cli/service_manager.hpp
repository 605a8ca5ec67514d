#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"

#include <string_view>

/// What systemd is told (sd_notify(3), written by hand: one datagram). Without NOTIFY_SOCKET: nothing.
namespace bolt::cli {

/// "READY=1", "STOPPING=1", "STATUS=..."
void notify_service_manager(std::string_view state);
/// "WATCHDOG=1" at half of WATCHDOG_USEC while the loop turns, until `ended`; a loop that hangs is restarted.
Async<void> keep_watchdog(StopToken& ended);

} // namespace bolt::cli
