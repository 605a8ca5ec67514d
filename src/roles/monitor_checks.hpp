#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace bolt::roles {

struct DiskSpace {
    std::uint64_t free_bytes = 0, total_bytes = 0; ///< free: what this process may use
    int free_percent() const {
        return total_bytes == 0 ? 100 : static_cast<int>(free_bytes * 100 / total_bytes);
    }
};
/// Of the file system that holds `path`. unavailable: it cannot be asked.
Result<DiskSpace> disk_space(const std::string& path);

/// Below this nothing new is accepted: what is on its way must still find room.
inline constexpr std::uint64_t kDiskBytesLeast = 64 << 20;
/// For health checks: "" while there is room, else what to do.
std::string disk_problem(const std::string& path);

} // namespace bolt::roles
