#pragma once
#include "realtime/channel.hpp"
#include "store/feed.hpp"

namespace bolt::realtime {

/// Parses a change of the feed and writes the `data` member that clients get. Rows over 1 MiB carry no
/// values, only the error "Error 413: Payload Too Large", as Supabase does.
FeedEvent read_change(const store::Change& change);

} // namespace bolt::realtime
