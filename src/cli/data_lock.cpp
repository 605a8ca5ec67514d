#include "cli/data_lock.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace bolt::cli {
namespace {

std::string holder(int file) {
    char text[128] = {};
    const auto size = ::pread(file, text, sizeof text - 1, 0);
    std::string who(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    for (auto& c : who)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    while (who.ends_with(' ')) who.pop_back();
    return who.empty() ? "an unknown process" : who;
}

} // namespace

Result<std::unique_ptr<DataLock>> DataLock::take(const std::string& folder) {
    const auto path = folder + "/up.lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        auto error =
            fail(ErrorCode::conflict,
                 fmt::format("the data folder {} is in use by {}: stop it, or give --data another folder",
                             folder, holder(file)));
        ::close(file);
        return error;
    }
    char host[256] = "unknown";
    (void)::gethostname(host, sizeof host - 1);
    const auto who = fmt::format("process {} on {}\n", ::getpid(), host);
    // For people; what holds is the lock.
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, who.data(), who.size(), 0) < 0) {
        auto error =
            fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
        ::close(file);
        return error;
    }
    return std::unique_ptr<DataLock>(new DataLock(file));
}

DataLock::~DataLock() { ::close(file_); }

} // namespace bolt::cli
