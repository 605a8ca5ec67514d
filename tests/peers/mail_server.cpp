#include "tests/peers/mail_server.hpp"

#include "base/json.hpp"

#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace bolt::peers {

std::string MailServer::why_absent() {
    for (const char* program : {"/usr/sbin/exim4", "/usr/sbin/dovecot"})
        if (!std::filesystem::exists(program))
            return std::string(program) + " is missing: run scripts/setup-peers";
    return ::getuid() == 0 ? "" : "Exim serves only for root and for its own account: run as root";
}

MailServer::MailServer() : child_({"node", "tests/peers/mail_server.mjs"}, {}) {
    std::string line;
    child_.wait_until([&](const std::string& said) {
        const auto begin = said.find("{\"folder\"");
        const auto end = begin == std::string::npos ? begin : said.find('\n', begin);
        if (end != std::string::npos) line = said.substr(begin, end - begin);
        return !line.empty();
    });
    const auto facts = parse_json(line);
    if (!facts) throw std::runtime_error("mail_server.mjs: " + facts.error().message);
    smtp_url = get_string(*facts, "smtpUrl");
    smtps_url = get_string(*facts, "smtpsUrl");
    imap_url = get_string(*facts, "imapUrl");
    imaps_url = get_string(*facts, "imapsUrl");
    ca_file = get_string(*facts, "ca");
    folder = get_string(*facts, "folder");
    password = get_string(*facts, "password");
}

} // namespace bolt::peers
