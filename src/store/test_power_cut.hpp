#pragma once
// For tests: a disk that forgets. SQLite writes through a VFS that keeps, for each file, what was synced and
// what was only written; a power cut leaves what was synced and, of each later write, all, nothing or some of
// its sectors.
#include "base/random.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace bolt::store {

/// While it lives it is the process's default VFS.
class ForgetfulDisk {
  public:
    ForgetfulDisk() {
        current() = this;
        real_ = sqlite3_vfs_find(nullptr);
        vfs_ = *real_;
        vfs_.zName = "forgetful";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = &ForgetfulDisk::open;
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~ForgetfulDisk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(real_, 1);
    }
    ForgetfulDisk(const ForgetfulDisk&) = delete;
    ForgetfulDisk& operator=(const ForgetfulDisk&) = delete;

    /// Writes what is left after a power cut now into a folder: the database file and its log. Any thread.
    void survive(const std::filesystem::path& into, Random& random) {
        std::lock_guard lock(mutex_);
        for (auto& [path, disk] : disks_) {
            auto left = disk.synced;
            for (const auto& write : disk.unsynced) apply_some(left, write, random);
            std::ofstream out(into / std::filesystem::path(path).filename(), std::ios::binary);
            out.write(left.data(), static_cast<std::streamsize>(left.size()));
        }
    }
    /// The next sync fails, as a disk with a bad block does: what it should have kept is lost, and later
    /// syncs know nothing of it.
    void fail_next_sync() { fails_ = true; }

  private:
    struct Write {
        std::size_t at = 0;
        std::string bytes;
        bool truncates = false; ///< to `at`
    };
    struct Disk {
        std::string synced;
        std::vector<Write> unsynced;
    };
    struct File {
        sqlite3_file base;
        Disk* disk;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static ForgetfulDisk*& current() {
        static ForgetfulDisk* disk = nullptr;
        return disk;
    }
    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

    static void apply(std::string& to, const Write& write) {
        if (write.truncates) return to.resize(write.at);
        if (to.size() < write.at + write.bytes.size()) to.resize(write.at + write.bytes.size());
        std::memcpy(to.data() + write.at, write.bytes.data(), write.bytes.size());
    }
    static void apply_some(std::string& to, const Write& write, Random& random) {
        constexpr std::size_t kSector = 512;
        const auto dice = random.below(3);
        if (dice == 0) return;
        if (dice == 1 || write.truncates) return apply(to, write);
        for (std::size_t at = 0; at < write.bytes.size(); at += kSector)
            if (random.below(2) == 0) apply(to, {write.at + at, write.bytes.substr(at, kSector), false});
    }

    static int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out) {
        auto& self = *current();
        auto& opened = of(file);
        opened.base.pMethods = nullptr;
        opened.disk = nullptr;
        const int code = self.real_->xOpen(self.real_, path, opened.real(), flags, out);
        if (code != SQLITE_OK) return code;
        if (path != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0) {
            std::lock_guard lock(self.mutex_);
            opened.disk = &self.disks_[path];
        }
        static const sqlite3_io_methods methods = make_methods();
        opened.base.pMethods = &methods;
        return SQLITE_OK;
    }
    static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
        note(file, {static_cast<std::size_t>(at),
                    std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)), false});
        return of(file).real()->pMethods->xWrite(of(file).real(), bytes, count, at);
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        note(file, {static_cast<std::size_t>(size), "", true});
        return of(file).real()->pMethods->xTruncate(of(file).real(), size);
    }
    static int sync(sqlite3_file* file, int) {
        auto& self = *current();
        std::lock_guard lock(self.mutex_);
        if (auto* disk = of(file).disk) {
            if (std::exchange(self.fails_, false)) {
                disk->unsynced.clear();
                return SQLITE_IOERR_FSYNC;
            }
            for (const auto& write : disk->unsynced) apply(disk->synced, write);
            disk->unsynced.clear();
        }
        return SQLITE_OK; // the real disk is not asked: the test need not wait for it
    }
    static void note(sqlite3_file* file, Write write) {
        std::lock_guard lock(current()->mutex_);
        if (auto* disk = of(file).disk) disk->unsynced.push_back(std::move(write));
    }

    // Everything else goes to the real file.
#define BOLT_REAL(name, parameters, ...)                                                                     \
    methods.name = [] parameters { return of(file).real()->pMethods->name(__VA_ARGS__); }
    static sqlite3_io_methods make_methods() {
        sqlite3_io_methods methods{};
        methods.iVersion = 2;
        methods.xWrite = &ForgetfulDisk::write;
        methods.xTruncate = &ForgetfulDisk::truncate;
        methods.xSync = &ForgetfulDisk::sync;
        BOLT_REAL(xClose, (sqlite3_file * file), of(file).real());
        BOLT_REAL(xRead, (sqlite3_file * file, void* to, int count, sqlite3_int64 at), of(file).real(), to,
                  count, at);
        BOLT_REAL(xFileSize, (sqlite3_file * file, sqlite3_int64 * size), of(file).real(), size);
        BOLT_REAL(xLock, (sqlite3_file * file, int level), of(file).real(), level);
        BOLT_REAL(xUnlock, (sqlite3_file * file, int level), of(file).real(), level);
        BOLT_REAL(xCheckReservedLock, (sqlite3_file * file, int* out), of(file).real(), out);
        BOLT_REAL(xFileControl, (sqlite3_file * file, int what, void* about), of(file).real(), what, about);
        // No promise that a write survives whole, nor that writes keep their order.
        methods.xSectorSize = [](sqlite3_file*) { return 512; };
        methods.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
        BOLT_REAL(xShmMap, (sqlite3_file * file, int region, int size, int extend, void volatile** out),
                  of(file).real(), region, size, extend, out);
        BOLT_REAL(xShmLock, (sqlite3_file * file, int offset, int count, int flags), of(file).real(), offset,
                  count, flags);
        methods.xShmBarrier = [](sqlite3_file* file) {
            of(file).real()->pMethods->xShmBarrier(of(file).real());
        };
        BOLT_REAL(xShmUnmap, (sqlite3_file * file, int remove), of(file).real(), remove);
        return methods;
    }
#undef BOLT_REAL

    sqlite3_vfs* real_ = nullptr;
    sqlite3_vfs vfs_{};
    std::mutex mutex_;
    std::map<std::string, Disk> disks_;
    bool fails_ = false;
};

} // namespace bolt::store
