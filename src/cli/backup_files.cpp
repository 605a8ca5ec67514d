#include "cli/backup_files.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bolt::cli {
namespace {

namespace fs = std::filesystem;
constexpr int kFormat = 1;
constexpr std::size_t kManifestBytesMax = 256 << 20;

struct File {
    int handle;
    ~File() {
        if (handle >= 0) ::close(handle);
    }
};

Result<void> failed(const char* what, const fs::path& path) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
}

Result<void> write_all(int handle, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const auto written = ::write(handle, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> write_file(const fs::path& path, std::string_view content) {
    const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (file.handle < 0) return failed("write", path);
    if (auto written = write_all(file.handle, content, path); !written) return written;
    if (::fsync(file.handle) != 0) return failed("sync", path);
    return {};
}

Result<std::string> read_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return fail(ErrorCode::data_loss, fmt::format("{} is missing: this is no backup", path.string()));
    std::string text;
    char part[64 << 10];
    while (in.read(part, sizeof part), in.gcount() > 0) {
        text.append(part, static_cast<std::size_t>(in.gcount()));
        if (text.size() > kManifestBytesMax)
            return fail(ErrorCode::data_loss, fmt::format("{} is too large", path.string()));
    }
    return text;
}

// A manifest says where files are written: nowhere but where backups put them.
bool is_backup_name(std::string_view name) {
    if (name == "bolt.db" || name == "secrets.json") return true;
    if (!name.starts_with("evidence/") || name.ends_with('/')) return false;
    const fs::path path(name);
    for (const auto& part : path)
        if (part == ".." || part == "." || part.empty()) return false;
    return name.find('\0') == std::string_view::npos && !path.is_absolute();
}

} // namespace

Result<BackupFile> hash_file(const fs::path& from, const fs::path& to, std::string name) {
    const File in{::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (in.handle < 0) return forward(failed("read", from));
    const File out{to.empty() ? -1 : ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!to.empty() && out.handle < 0) return forward(failed("write", to));
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    BackupFile file{std::move(name), 0, ""};
    std::vector<char> part(1 << 20);
    for (;;) {
        const auto got = ::read(in.handle, part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return forward(failed("read", from));
        if (got == 0) break;
        const std::string_view bytes(part.data(), static_cast<std::size_t>(got));
        EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size());
        file.bytes += bytes.size();
        if (out.handle < 0) continue;
        if (auto written = write_all(out.handle, bytes, to); !written) return forward(written);
    }
    if (out.handle >= 0 && ::fsync(out.handle) != 0) return forward(failed("sync", to));
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(digest.get(), sum, &size);
    file.sha256 = hex(std::string_view(reinterpret_cast<const char*>(sum), size));
    return file;
}

Result<void> write_manifest(const fs::path& folder, const Manifest& manifest) {
    json::array files;
    for (const auto& file : manifest.files)
        files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    const auto text = json::serialize(json::object{{"format", kFormat},
                                                   {"version", manifest.version},
                                                   {"created_at", manifest.created_at},
                                                   {"engine", manifest.engine},
                                                   {"files", std::move(files)}}) +
                      "\n";
    if (auto written = write_file(folder / "manifest.json", text); !written) return written;
    return write_file(folder / "manifest.sha256", hex(sha256(text)) + "  manifest.json\n");
}

Result<Manifest> read_manifest(const fs::path& folder) {
    auto text = read_text(folder / "manifest.json");
    if (!text) return forward(text);
    auto sum = read_text(folder / "manifest.sha256");
    if (!sum) return forward(sum);
    if (sum->substr(0, 64) != hex(sha256(*text)))
        return fail(ErrorCode::data_loss,
                    "manifest.json was changed: it does not have the sum in manifest.sha256");
    auto document = parse_json(*text);
    if (!document || !document->is_object() || get_int(*document, "format") != kFormat)
        return fail(ErrorCode::data_loss, "manifest.json is of no format that this version reads");
    Manifest manifest{get_string(*document, "version"),
                      get_string(*document, "created_at"),
                      get_string(*document, "engine"),
                      {}};
    const auto* files = find(*document, "files");
    if (files == nullptr || !files->is_array())
        return fail(ErrorCode::data_loss, "manifest.json lists no files");
    for (const auto& each : files->get_array()) {
        BackupFile file{get_string(each, "name"), static_cast<std::uint64_t>(get_int(each, "bytes")),
                        get_string(each, "sha256")};
        if (!is_backup_name(file.name))
            return fail(ErrorCode::data_loss, "manifest.json names a file that no backup holds");
        manifest.files.push_back(std::move(file));
    }
    return manifest;
}

void sync_folder(const fs::path& folder) {
    const File handle{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (handle.handle >= 0) (void)::fsync(handle.handle);
}

} // namespace bolt::cli
