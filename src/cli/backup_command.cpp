#include "cli/backup_files.hpp"
#include "cli/commands.hpp"
#include "cli/process.hpp"

#include "roles/health.hpp"
#include "store/sqlite_check.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

namespace bolt::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSqlite = "sqlite:";

Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot make {}: {}", folder.string(), error.message()));
    ::chmod(folder.c_str(), 0700);
    return {};
}

bool is_free(const fs::path& folder) {
    std::error_code error;
    return !fs::exists(folder, error) || (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

/// "<folder>.partial", empty: what a run that was cut off left there goes.
Result<fs::path> make_partial(fs::path folder) {
    if (!folder.has_filename()) folder = folder.parent_path(); // "backup/" is meant as "backup"
    const fs::path partial = folder.string() + ".partial";
    std::error_code error;
    fs::remove_all(partial, error);
    if (auto made = make_folder(partial); !made) return forward(made);
    return partial;
}

Result<void> put_in_place(const fs::path& partial, fs::path folder) {
    if (!folder.has_filename()) folder = folder.parent_path();
    sync_folder(partial);
    std::error_code error;
    fs::remove(folder, error); // an empty one may stand there
    fs::rename(partial, folder, error);
    if (error)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot rename {}: {}", partial.string(), error.message()));
    sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
    return {};
}

/// A file that goes while we look belongs to a customer who was erased: it is left out.
Result<void> copy_evidence(const fs::path& from, const fs::path& to, Manifest& manifest) {
    std::error_code error;
    if (!fs::exists(from, error)) return {};
    for (auto entry = fs::recursive_directory_iterator(from, error);
         entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (error) break;
        std::error_code gone;
        if (!entry->is_regular_file(gone) || entry->is_symlink(gone)) continue;
        const auto name = "evidence/" + fs::relative(entry->path(), from).generic_string();
        if (name.ends_with(".new") || name.find("/.") != std::string::npos) continue; // being written
        const auto target = to / name;
        if (auto made = make_folder(target.parent_path()); !made) return made;
        auto copied = hash_file(entry->path(), target, name);
        if (!copied && !fs::exists(entry->path(), gone)) {
            fs::remove(target, gone);
            continue;
        }
        if (!copied) return forward(copied);
        manifest.files.push_back(std::move(*copied));
    }
    if (error)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot list {}: {}", from.string(), error.message()));
    return {};
}

Result<Manifest> back_up(const BackupOptions& options, const roles::Settings& settings) {
    const fs::path target(options.folder);
    if (!is_free(target))
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} is not empty: name a new folder", target.string()));
    const bool sqlite = settings.database_url.starts_with(kSqlite);
    const auto database = sqlite ? settings.database_url.substr(kSqlite.size()) : std::string();
    std::error_code error;
    if (sqlite && !fs::exists(database, error))
        return fail(ErrorCode::invalid_argument, fmt::format("there is no database {}", database));
    auto partial = make_partial(target);
    if (!partial) return forward(partial);
    asio::io_context loop;
    Manifest manifest{std::string(roles::version()),
                      format_time(SystemClock(loop.get_executor()).now()),
                      sqlite ? "sqlite" : "postgresql",
                      {}};
    if (sqlite) {
        const auto copy = (*partial / "bolt.db").string();
        if (auto copied = store::copy_sqlite(database, copy); !copied) return forward(copied);
        if (auto whole = store::verify_sqlite(copy); !whole) return forward(whole);
        auto hashed = hash_file(copy, "", "bolt.db");
        if (!hashed) return forward(hashed);
        manifest.files.push_back(std::move(*hashed));
    }
    // After the database: every picture that its rows name is there.
    const fs::path data(settings.data_folder);
    if (auto copied = copy_evidence(data / "evidence", *partial, manifest); !copied) return forward(copied);
    if (options.with_secrets && fs::exists(data / "secrets.json", error)) {
        auto copied = hash_file(data / "secrets.json", *partial / "secrets.json", "secrets.json");
        if (!copied) return forward(copied);
        manifest.files.push_back(std::move(*copied));
    }
    if (auto written = write_manifest(*partial, manifest); !written) return forward(written);
    if (auto placed = put_in_place(*partial, target); !placed) return forward(placed);
    return manifest;
}

Result<Manifest> put_back(const RestoreOptions& options) {
    const fs::path source(options.folder), target(options.data);
    if (!is_free(target))
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} is not empty: nothing is overwritten. Move it away, or name a new folder",
                                target.string()));
    auto manifest = read_manifest(source);
    if (!manifest) return manifest;
    auto partial = make_partial(target);
    if (!partial) return forward(partial);
    for (const auto& file : manifest->files) {
        const auto to = *partial / file.name;
        if (auto made = make_folder(to.parent_path()); !made) return forward(made);
        auto copied = hash_file(source / file.name, to, file.name);
        if (!copied) return forward(copied);
        if (copied->sha256 != file.sha256 || copied->bytes != file.bytes)
            return fail(
                ErrorCode::data_loss,
                fmt::format("{} of the backup was changed: its sum is not the manifest's", file.name));
    }
    if (manifest->engine == "sqlite")
        if (auto whole = store::verify_sqlite((*partial / "bolt.db").string()); !whole) return forward(whole);
    if (auto placed = put_in_place(*partial, target); !placed) return forward(placed);
    return manifest;
}

void print(const Manifest& manifest, const char* done, const std::string& folder) {
    std::uint64_t bytes = 0;
    for (const auto& file : manifest.files) bytes += file.bytes;
    fmt::print("{} {}: {} files, {:.1f} MB, of {}\n", done, folder, manifest.files.size(),
               static_cast<double>(bytes) / 1e6, manifest.created_at);
}

} // namespace

int run_backup(const BackupOptions& options) {
    auto settings = environment_settings(options.data);
    if (!settings) return report(settings.error());
    auto manifest = back_up(options, *settings);
    if (!manifest) return report(manifest.error());
    print(*manifest, "Backed up to", options.folder);
    if (manifest->engine != "sqlite")
        fmt::print(
            "The database is PostgreSQL: back it up with pg_dump or pg_basebackup (docs/backup.md).\n");
    if (!options.with_secrets)
        fmt::print(
            "Secrets are not in it: keep secrets.json (or where yours stand) in another place. Without "
            "BOLT_SECRET_KEY what it sealed cannot be read.\n");
    return kSuccess;
}

int run_restore(const RestoreOptions& options) {
    auto manifest = put_back(options);
    if (!manifest) return report(manifest.error());
    print(*manifest, "Restored to", options.data);
    return kSuccess;
}

} // namespace bolt::cli
