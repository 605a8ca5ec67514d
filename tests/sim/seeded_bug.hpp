#pragma once

namespace bolt {

/// Which of the mistakes of tests/sim/CMakeLists.txt is switched on; 0: none. Only in test_seeded_bugs.
inline int seeded_bug = 0;

} // namespace bolt
