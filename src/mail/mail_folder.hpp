#pragma once
#include "base/result.hpp"
#include "mail/transport.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace bolt::mail {

/// Where mails go that nobody sends (demo): one file "<id>.eml" each, readable by the owner only.
class MailFolder {
  public:
    explicit MailFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Written under another name and renamed, so that no reader sees half a mail. unavailable names the
    /// problem.
    Result<void> put(const std::string& id, std::string_view bytes) const;
    /// The ids of the newest mails, newest first.
    Result<std::vector<std::string>> list(std::size_t count_max) const;
    /// The raw mail; not_found for an id that is none.
    Result<std::string> get(std::string_view id) const;

  private:
    std::filesystem::path folder_;
};

/// A transport that puts mails into the folder.
std::unique_ptr<MailTransport> make_folder_transport(std::filesystem::path folder);

} // namespace bolt::mail
