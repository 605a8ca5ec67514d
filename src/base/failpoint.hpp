#pragma once
#include <string_view>

namespace bolt {

namespace detail {
extern const bool failpoint_armed; ///< the process was started with BOLT_FAILPOINT
void reach_failpoint(std::string_view name);
} // namespace detail

/// A named place at which a test can end or stop this process (docs/reliability.md). Does nothing, at the
/// cost of one look at a constant, unless the process was started with
///     BOLT_FAILPOINT=[<name after which counting begins>>]<name>[:<which time>][=stop]
/// Then the process is killed with SIGKILL when it comes here that time (or stopped with SIGSTOP), in the
/// middle of whatever it does. Who can set a process's environment can end it anyway. Any thread.
inline void failpoint(std::string_view name) {
    if (detail::failpoint_armed) [[unlikely]]
        detail::reach_failpoint(name);
}

} // namespace bolt
