#include "store/sqlite_check.hpp"

#include "store/engine.hpp"
#include "store/sqlite_connection.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace bolt::store {
namespace {

const Statement kQuick{"PRAGMA quick_check(3)"};
const Statement kWhole{"PRAGMA integrity_check(10)"};
const Statement kReferences{"PRAGMA foreign_key_check"};
const Statement kCopy{"VACUUM INTO $1"};

constexpr const char* kWhatToDo = "restore a backup (directory-bolt restore; docs/backup.md)";

/// 0: none, or empty.
std::uint64_t size_of(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
}

bool wait_a_second(std::int64_t waited_us) { return waited_us < 1'000'000; }

std::string lines_of(const Rows& rows) {
    std::string lines;
    for (std::size_t i = 0; i < rows.size(); ++i) lines += (i == 0 ? "" : "; ") + rows.text(i, 0);
    return lines;
}

Result<void> damaged(const std::string& path, const std::string& said) {
    return fail(ErrorCode::data_loss, fmt::format("{} is damaged ({}): {}", path, said, kWhatToDo));
}

/// SQLite unlinks the index (-shm) before the log when the last user ends in good order, and makes the log
/// before the index: an index without a log means that somebody took the log away.
Result<void> check_companions(const std::string& path, std::uint64_t size) {
    std::error_code error;
    if (size == 0 && size_of(path + "-wal") > 0)
        return fail(
            ErrorCode::data_loss,
            fmt::format("{0} is missing or empty although its log {0}-wal is there: {1}", path, kWhatToDo));
    if (size > 0 && std::filesystem::exists(path + "-shm", error) &&
        !std::filesystem::exists(path + "-wal", error))
        return fail(ErrorCode::data_loss,
                    fmt::format("the log {0}-wal is gone, and with it the newest commits: {1}; to go on "
                                "without them, delete {0}-shm",
                                path, kWhatToDo));
    return {};
}

} // namespace

Result<void> check_sqlite_file(const std::string& path, std::uint64_t check_bytes_max) {
    const auto size = size_of(path);
    if (auto whole = check_companions(path, size); !whole) return whole;
    if (size == 0 || size > check_bytes_max) return {};
    try {
        SqliteConnection connection(path, wait_a_second);
        const auto found = lines_of(connection.run(kQuick));
        return found == "ok" ? Result<void>{} : damaged(path, found);
    } catch (const SqlError& refused) {
        // Another process that holds it open has looked at it.
        if (refused.kind == SqlError::Kind::busy) return {};
        return tl::unexpected<Error>(to_error(refused));
    }
}

Result<void> copy_sqlite(const std::string& path, const std::string& target) {
    // Made here for its owner only; SQLite takes an empty file as a new one.
    const int file = ::open(target.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", target, std::strerror(errno)));
    Result<void> copied;
    try {
        SqliteConnection connection(path, [](std::int64_t waited_us) { return waited_us < 30'000'000; });
        connection.run(kCopy, {std::string_view(target)});
    } catch (const SqlError& refused) {
        copied = tl::unexpected<Error>(to_error(refused));
    }
    if (copied && ::fsync(file) != 0)
        copied =
            fail(ErrorCode::unavailable, fmt::format("cannot sync {}: {}", target, std::strerror(errno)));
    ::close(file);
    return copied;
}

Result<void> verify_sqlite(const std::string& path) {
    try {
        SqliteConnection connection(path, wait_a_second);
        if (const auto found = lines_of(connection.run(kWhole)); found != "ok") return damaged(path, found);
        if (const auto lost = connection.run(kReferences); !lost.empty())
            return damaged(path, fmt::format("{} rows refer to rows that are not there", lost.size()));
        return {};
    } catch (const SqlError& refused) {
        return tl::unexpected<Error>(to_error(refused));
    }
}

} // namespace bolt::store
