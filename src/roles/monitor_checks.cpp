#include "roles/monitor_checks.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/statvfs.h>

namespace bolt::roles {

Result<DiskSpace> disk_space(const std::string& path) {
    struct statvfs found{};
    if (::statvfs(path.c_str(), &found) != 0)
        return fail(ErrorCode::unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
    return DiskSpace{std::uint64_t{found.f_bavail} * found.f_frsize,
                     std::uint64_t{found.f_blocks} * found.f_frsize};
}

std::string disk_problem(const std::string& path) {
    const auto space = disk_space(path);
    if (!space) return space.error().message;
    if (space->free_bytes >= kDiskBytesLeast) return "";
    return fmt::format("only {} MiB are free at {}: free some space", space->free_bytes >> 20, path);
}

} // namespace bolt::roles
