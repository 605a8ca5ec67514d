#include "browser/temporary_folder.hpp"

#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bolt::browser {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view prefix = "directory-bolt-browser-";
constexpr std::string_view lock_name = "owner.lock";

std::string parent_or_default(std::string parent) {
    if (!parent.empty()) return parent;
    std::error_code error;
    const auto system = fs::temp_directory_path(error);
    return error ? "/tmp" : system.string();
}

int open_lock(const std::string& folder, int extra_flags) {
    const auto path = fmt::format("{}/{}", folder, lock_name);
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | extra_flags, 0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return -1;
    }
    return file;
}

// Chromium's processes carry --user-data-dir=<folder>/... ; the folder's name is random, so nothing else
// matches.
void kill_users(const std::string& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const auto name = entry.path().filename().string();
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc{} ||
            pid == ::getpid())
            continue;
        std::ifstream file(entry.path() / "cmdline", std::ios::binary);
        const std::string command((std::istreambuf_iterator<char>(file)), {});
        if (command.find(folder) != std::string::npos) ::kill(pid, SIGKILL);
    }
}

} // namespace

Result<std::unique_ptr<TemporaryFolder>> TemporaryFolder::make(const Platform& platform, std::string parent) {
    const auto path =
        fmt::format("{}/{}{}", parent_or_default(std::move(parent)), prefix, platform.random.token(12));
    std::error_code error;
    if (!fs::create_directory(path, error) || ::chmod(path.c_str(), 0700) != 0)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot make the temporary folder {}: {}", path, error.message()));
    const int lock = open_lock(path, O_CREAT);
    if (lock < 0)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot lock the temporary folder {}: {}", path, std::strerror(errno)));
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(path, lock));
}

TemporaryFolder::~TemporaryFolder() { ::close(lock_); }

Result<void> TemporaryFolder::give_to(const std::string& user) {
    const auto* found = ::getpwnam(user.c_str());
    if (found == nullptr) return fail(ErrorCode::not_found, fmt::format("there is no user {}", user));
    if (::chown(path_.c_str(), found->pw_uid, found->pw_gid) != 0)
        return fail(ErrorCode::permission_denied,
                    fmt::format("cannot give {} to {}: {}", path_, user, std::strerror(errno)));
    return {};
}

bool TemporaryFolder::remove() {
    kill_users(path_);
    std::error_code error;
    fs::remove_all(path_, error);
    return !fs::exists(path_, error);
}

int TemporaryFolder::sweep(std::string parent) {
    int removed = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent_or_default(std::move(parent)), error)) {
        const auto path = entry.path().string();
        if (!entry.path().filename().string().starts_with(prefix) || !entry.is_directory(error)) continue;
        const int lock = open_lock(path, 0);
        if (lock < 0) continue; // in use, or not ours
        kill_users(path);
        fs::remove_all(path, error);
        ::close(lock);
        ++removed;
    }
    return removed;
}

} // namespace bolt::browser
