#include "mail/imap.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <charconv>
#include <fmt/format.h>

namespace bolt::mail {
namespace {

constexpr std::size_t kAnswerBytesMax = 1 << 20;
/// Servers need not take longer commands (RFC 7162 section 4).
constexpr std::size_t kCommandBytesMax = 8'000;

struct Taken {
    std::string bytes;
    std::size_t bytes_max = 0;
    std::uint32_t uid_validity = 0;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* user) {
    auto& taken = *static_cast<Taken*>(user);
    const auto bytes = size * count;
    if (taken.bytes.size() + bytes > taken.bytes_max) return 0;
    taken.bytes.append(data, bytes);
    return bytes;
}

/// Every line of the server, among them "* OK [UIDVALIDITY 3857529045]".
std::size_t take_line(char* data, std::size_t size, std::size_t count, void* user) {
    constexpr std::string_view kMark = "[UIDVALIDITY ";
    const std::string_view line(data, size * count);
    if (const auto at = line.find(kMark); line.starts_with("* OK") && at != std::string_view::npos)
        std::from_chars(line.data() + at + kMark.size(), line.data() + line.size(),
                        static_cast<Taken*>(user)->uid_validity);
    return line.size();
}

/// IMAP's quoted strings hold neither of these.
bool is_quotable(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
    });
}

/// "OR a OR b c"
std::string any_of(const std::vector<std::string>& keys) {
    std::string out;
    for (std::size_t i = 0; i < keys.size(); ++i) out += (i + 1 < keys.size() ? "OR " : "") + keys[i] + " ";
    return out;
}

std::vector<std::uint32_t> read_uids(std::string_view answer) {
    std::vector<std::uint32_t> uids;
    const auto at = answer.find("* SEARCH");
    if (at == std::string_view::npos) return uids;
    const char* next = answer.data() + at + 8;
    for (const char* const end = answer.data() + answer.size(); next < end && *next == ' ';) {
        std::uint32_t uid = 0;
        const auto [rest, error] = std::from_chars(next + 1, end, uid);
        if (error != std::errc{}) break;
        if (uid > 0) uids.push_back(uid);
        next = rest;
    }
    std::ranges::sort(uids);
    return uids;
}

} // namespace

ImapMailbox::ImapMailbox(MailServer server)
    : server_(std::move(server)), folder_("INBOX"), handle_(make_curl()) {
    const auto parsed = boost::urls::parse_uri(server_.url);
    if (!parsed || (parsed->scheme() != "imap" && parsed->scheme() != "imaps")) return;
    base_ =
        fmt::format("{}://{}", std::string(parsed->scheme()), std::string(parsed->encoded_host_and_port()));
    const auto path = std::string(parsed->path());
    if (path.size() > 1) folder_ = path.substr(1);
}

Result<std::string> ImapMailbox::ask(const std::string& path, const std::string& command,
                                     std::size_t bytes_max) {
    if (base_.empty() || !handle_)
        return fail(ErrorCode::invalid_argument,
                    "the address of the mailbox must start with imaps:// or imap://");
    auto* const handle = handle_.get();
    prepare_curl(handle, server_);
    // The password must not be seen on the way, not even on this machine: it is somebody's whole mailbox.
    curl_easy_setopt(handle, CURLOPT_USE_SSL, long{CURLUSESSL_ALL});
    Taken taken{"", bytes_max};
    const auto url = fmt::format("{}/{}{}", base_, url_encode(folder_), path);
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    if (!command.empty()) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, command.c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &taken);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &taken);
    const auto code = curl_easy_perform(handle);
    if (taken.uid_validity != 0) uid_validity_ = taken.uid_validity;
    if (code == CURLE_OK) return std::move(taken.bytes);
    if (code == CURLE_LOGIN_DENIED)
        return fail(ErrorCode::unauthenticated, "the mail server refuses the user name or the password");
    return fail(ErrorCode::unavailable,
                fmt::format("the mailbox cannot be read: {}", curl_easy_strerror(code)));
}

Result<std::vector<std::uint32_t>> ImapMailbox::search(const std::string& since,
                                                       const std::vector<std::string>& addresses,
                                                       const std::vector<std::string>& domains,
                                                       std::size_t count_max) {
    std::vector<std::string> to, named;
    for (const auto& address : addresses)
        if (is_quotable(address))
            for (const auto* key :
                 {"TO", "CC", "HEADER Delivered-To", "HEADER Envelope-To", "HEADER X-Original-To"})
                to.push_back(fmt::format("{} \"{}\"", key, address));
    for (const auto& domain : domains)
        if (is_quotable(domain)) named.push_back(fmt::format("TEXT \"{}\"", domain));
    if (to.empty() || named.empty()) return std::vector<std::uint32_t>{};
    const auto keys = fmt::format("SINCE {} {}{}", since, any_of(to), any_of(named));
    if (keys.size() > kCommandBytesMax) return fail(ErrorCode::too_large, "too much is looked for at once");
    const auto command = [](std::string text) {
        while (text.ends_with(' ')) text.pop_back();
        return text;
    };
    const auto found = ask("", command("UID SEARCH " + keys), kAnswerBytesMax);
    if (!found) return forward(found);
    auto uids = read_uids(*found);
    if (uids.size() > count_max)
        uids.erase(uids.begin(), uids.end() - static_cast<std::ptrdiff_t>(count_max));
    if (uids.empty()) return uids;
    const auto unread = ask("", command("UID SEARCH UNSEEN " + keys), kAnswerBytesMax);
    if (!unread) return forward(unread);
    unread_ = read_uids(*unread);
    return uids;
}

Result<std::string> ImapMailbox::fetch(std::uint32_t uid, std::size_t bytes_max) {
    auto got = ask(fmt::format("/;UID={}/;PARTIAL=0.{}", uid, bytes_max), "", bytes_max + 1024);
    // libcurl knows no BODY.PEEK: what was unread is made unread again.
    if (std::ranges::binary_search(unread_, uid)) {
        const auto restored =
            ask("", fmt::format("UID STORE {} -FLAGS.SILENT (\\Seen)", uid), kAnswerBytesMax);
        if (!restored && got) return forward(restored);
    }
    return got;
}

} // namespace bolt::mail
