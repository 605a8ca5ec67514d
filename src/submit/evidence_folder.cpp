#include "submit/submitter.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bolt::submit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 300;
constexpr std::size_t kPictureBytesMax = 8 << 20;

/// A relative path of plain segments: letters, digits, '-', '_', '.', no segment that starts with '.'.
bool is_plain_name(std::string_view name) {
    if (name.empty() || name.size() > kNameBytesMax) return false;
    bool segment_start = true;
    for (const char character : name) {
        if (segment_start && (character == '/' || character == '.')) return false;
        const bool plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                           (character >= '0' && character <= '9') || character == '-' || character == '_' ||
                           character == '.' || character == '/';
        if (!plain) return false;
        segment_start = character == '/';
    }
    return !segment_start;
}

Error name_error(std::string_view name) {
    return {ErrorCode::invalid_argument,
            fmt::format("an evidence name of {} bytes is no plain relative path", name.size())};
}

Error io_error(std::string_view what, const std::string& path) {
    const int number = errno;
    return {number == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
            fmt::format("cannot {} the evidence file {}: {}", what, path, std::strerror(number))};
}

Result<void> write_all(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return tl::unexpected<Error>(io_error("write", path));
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

class FolderEvidence final : public EvidenceStore {
  public:
    explicit FolderEvidence(std::string folder) : folder_(std::move(folder)) {}

    Result<void> put(const std::string& name, const std::string& bytes) override {
        if (!is_plain_name(name)) return tl::unexpected<Error>(name_error(name));
        if (bytes.size() > kPictureBytesMax)
            return fail(ErrorCode::too_large,
                        fmt::format("the evidence {} has more than {} bytes", name, kPictureBytesMax));
        const fs::path target = folder_ / name;
        if (auto made = make_folders(target.parent_path()); !made) return made;
        // The name holds the process, so that two workers on one folder never share a half-written file.
        const auto draft = fmt::format("{}.{}.part", target.string(), ::getpid());
        const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0) return tl::unexpected<Error>(io_error("create", draft));
        auto written = write_all(file, bytes, draft);
        if (::close(file) != 0 && written) written = tl::unexpected<Error>(io_error("write", draft));
        if (written && ::rename(draft.c_str(), target.c_str()) != 0)
            written = tl::unexpected<Error>(io_error("rename", draft));
        if (!written) ::unlink(draft.c_str());
        return written;
    }

    Result<int> remove_job(const std::string& job_id) override {
        if (!is_plain_name(job_id) || job_id.find('/') != std::string::npos)
            return tl::unexpected<Error>(name_error(job_id));
        std::error_code error;
        const auto removed = fs::remove_all(fs::path(folder_) / job_id, error);
        if (error)
            return fail(ErrorCode::unavailable,
                        fmt::format("cannot remove the evidence of job {}: {}", job_id, error.message()));
        return removed > 0 ? static_cast<int>(removed) - 1 : 0; // the folder itself is no evidence
    }
    Result<std::string> get(const std::string& name) override {
        if (!is_plain_name(name)) return tl::unexpected<Error>(name_error(name));
        const auto path = (folder_ / name).string();
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file < 0) return tl::unexpected<Error>(io_error("read", path));
        auto bytes = read_all(file, path);
        ::close(file);
        return bytes;
    }

  private:
    static Result<std::string> read_all(int file, const std::string& path) {
        struct stat facts{};
        if (::fstat(file, &facts) != 0) return tl::unexpected<Error>(io_error("read", path));
        if (!S_ISREG(facts.st_mode)) return fail(ErrorCode::not_found, fmt::format("{} is no file", path));
        if (static_cast<std::uint64_t>(facts.st_size) > kPictureBytesMax)
            return fail(ErrorCode::too_large, fmt::format("{} is larger than any evidence", path));
        std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto got = ::read(file, bytes.data() + done, bytes.size() - done);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return tl::unexpected<Error>(io_error("read", path));
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        bytes.resize(done);
        return bytes;
    }

    /// Each missing folder is made for the owner only.
    static Result<void> make_folders(const fs::path& folder) {
        if (folder.empty()) return {};
        if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
        if (errno != ENOENT) return tl::unexpected<Error>(io_error("make the folder of", folder.string()));
        if (auto parent = make_folders(folder.parent_path()); !parent) return parent;
        if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
        return tl::unexpected<Error>(io_error("make the folder of", folder.string()));
    }

    fs::path folder_;
};

} // namespace

std::unique_ptr<EvidenceStore> make_folder_evidence(std::string folder) {
    return std::make_unique<FolderEvidence>(std::move(folder));
}

} // namespace bolt::submit
