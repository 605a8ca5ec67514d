#include "mail/mail_folder.hpp"

#include "base/ids.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace bolt::mail {
namespace {

namespace fs = std::filesystem;

class FolderTransport final : public MailTransport {
  public:
    explicit FolderTransport(fs::path folder) : folder_(std::move(folder)) {}
    Async<SendReport> send(OutgoingMail mail) override {
        if (auto put = folder_.put(mail.id, mail.bytes); !put)
            co_return SendReport{Sent::unavailable, put.error().message};
        co_return SendReport{Sent::accepted, "written into the folder"};
    }

  private:
    MailFolder folder_;
};

} // namespace

Result<void> MailFolder::put(const std::string& id, std::string_view bytes) const {
    if (!is_uuid(id)) return fail(ErrorCode::invalid_argument, "the id of a mail must be a UUID");
    std::error_code error;
    fs::create_directories(folder_, error);
    const auto name = (folder_ / (id + ".eml")).string(), temporary = name + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written =
        file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    if (file >= 0) ::close(file);
    if (!written || ::rename(temporary.c_str(), name.c_str()) != 0)
        return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", name, ::strerror(errno)));
    return {};
}

Result<std::vector<std::string>> MailFolder::list(std::size_t count_max) const {
    std::error_code error;
    std::vector<std::string> ids;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".eml" && is_uuid(entry->path().stem().string()))
            ids.push_back(entry->path().stem().string());
    if (error && error != std::errc::no_such_file_or_directory)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot read {}: {}", folder_.string(), error.message()));
    // Ids begin with their time (UUIDv7).
    std::ranges::sort(ids, std::greater<>{});
    if (ids.size() > count_max) ids.resize(count_max);
    return ids;
}

Result<std::string> MailFolder::get(std::string_view id) const {
    std::ifstream in;
    if (is_uuid(id)) in.open(folder_ / (std::string(id) + ".eml"), std::ios::binary);
    if (!in.is_open()) return fail(ErrorCode::not_found, "there is no such mail");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::unique_ptr<MailTransport> make_folder_transport(fs::path folder) {
    return std::make_unique<FolderTransport>(std::move(folder));
}

} // namespace bolt::mail
