#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace bolt::mail {

/// A mail as a person looks at it; all texts are UTF-8 and not escaped.
struct MailView {
    std::string from, to, date, subject, text, html;
};
/// Reads a raw mail of ours (bounds as read_received()).
Result<MailView> read_view(std::string_view raw);

} // namespace bolt::mail
