#pragma once

namespace bolt::bench {

/// Switches leases and fences off in the variant of the sources that bench/CMakeLists.txt makes. Read by the store's thread;
/// changed only while none runs.
inline bool unfenced = false;

} // namespace bolt::bench
