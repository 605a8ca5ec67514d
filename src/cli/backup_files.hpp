#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// The files of a backup and their manifest (docs/backup.md).
namespace bolt::cli {

struct BackupFile {
    std::string name; ///< below the backup's folder: "bolt.db", "secrets.json", "evidence/<job>/<file>"
    std::uint64_t bytes = 0;
    std::string sha256; ///< hex
};

struct Manifest {
    std::string version, created_at, engine;
    std::vector<BackupFile> files;
};

/// Reads the file through; copies it to `to` too (made for its owner only, synced) unless that is empty.
Result<BackupFile> hash_file(const std::filesystem::path& from, const std::filesystem::path& to,
                             std::string name);
/// Writes manifest.json and manifest.sha256, synced.
Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest);
/// data_loss: missing, changed, or naming files outside of the backup.
Result<Manifest> read_manifest(const std::filesystem::path& folder);
/// Makes the names in a folder survive a power cut.
void sync_folder(const std::filesystem::path& folder);

} // namespace bolt::cli
