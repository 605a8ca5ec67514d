#pragma once
#include "base/platform.hpp"
#include "roles/settings.hpp"

#include <functional>
#include <string>

namespace bolt::cli {

/// How the practice directories of a demo send mails: into the folder that /dev/mail shows, or, where the
/// settings name both a mail server and a mailbox that is read, to that server. Null where nobody would read
/// them. `platform` must outlive it.
std::function<void(std::string to, std::string subject, std::string text)>
practice_mail(const Platform& platform, const roles::Settings& settings);

} // namespace bolt::cli
