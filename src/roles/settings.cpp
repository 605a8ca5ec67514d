#include "roles/settings.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace bolt::roles {
namespace {

constexpr std::size_t kFileBytesMax = 64 << 10;

/// not_found if there is no such file; unavailable if it cannot be read.
Result<std::string> read_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const auto failed = [&path] {
        return fail(errno == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
                    fmt::format("cannot read {}: {}", path, ::strerror(errno)));
    };
    if (file < 0) return failed();
    std::string value(kFileBytesMax + 1, '\0');
    std::size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < value.size()) {
        got = ::read(file, value.data() + size, value.size() - size);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            size += static_cast<std::size_t>(got);
    }
    const auto outcome = got < 0 ? Result<std::string>(failed()) : Result<std::string>();
    ::close(file);
    if (!outcome) return outcome;
    if (size > kFileBytesMax) return fail(ErrorCode::unavailable, fmt::format("{} is over 64 KiB", path));
    value.resize(size);
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
    return value;
}

struct SecretField {
    std::string_view name;
    std::string Settings::* member;
};
constexpr SecretField kSecrets[] = {{"STRIPE_WEBHOOK_SECRET", &Settings::stripe_webhook_secret},
                                    {"BACKEND_ENQUEUE_TOKEN", &Settings::backend_enqueue_token},
                                    {"STAFF_API_KEY", &Settings::staff_api_key},
                                    {"BOLT_SESSION_SECRET", &Settings::session_secret},
                                    {"BOLT_SQS_ENDPOINT_SECRET", &Settings::sqs_endpoint_secret},
                                    {"BOLT_SECRET_KEY", &Settings::secret_key}};

// Written under another name and renamed: a crash leaves the old file or the new one, never half a secret.
Result<void> write_private(const std::string& path, const std::string& content) {
    const auto temporary = path + ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", temporary, ::strerror(errno)));
    // A file of that name may have stood there with a mode of its own.
    const bool closed_to_others = ::fchmod(file, 0600) == 0;
    const bool written = closed_to_others && ::write(file, content.data(), content.size()) ==
                                                 static_cast<ssize_t>(content.size());
    const bool synced = written && ::fsync(file) == 0;
    ::close(file);
    if (!synced || ::rename(temporary.c_str(), path.c_str()) != 0)
        return fail(ErrorCode::unavailable, fmt::format("cannot write {}: {}", path, ::strerror(errno)));
    return {};
}

} // namespace

Result<Settings> read_settings(const Lookup& environment) {
    Settings settings;
    for (const auto& row : setting_rows()) {
        auto value = environment(row.name);
        if (value && value->empty()) value.reset(); // compose files set what is not given to ""
        // AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is a setting of its own, read anew at each use.
        const auto is_setting = [](const std::string& name) {
            return std::ranges::any_of(setting_rows(),
                                       [&](const SettingRow& each) { return each.name == name; });
        };
        if (row.secret && !value && !is_setting(std::string(row.name) + "_FILE")) {
            if (const auto file = environment(std::string(row.name) + "_FILE"); file && !file->empty()) {
                auto content = read_file(*file);
                if (!content || content->empty())
                    return fail(ErrorCode::invalid_argument,
                                fmt::format("{}_FILE: {}", row.name,
                                            content ? *file + " is empty" : content.error().message));
                value = std::move(*content);
            }
        }
        // systemd's LoadCredential=NAME:/path puts the file there for this service alone.
        if (const auto folder = environment("CREDENTIALS_DIRECTORY"); row.secret && !value && folder) {
            const auto path = *folder + "/" + std::string(row.name);
            auto content = read_file(path);
            if (!content && content.error().code != ErrorCode::not_found)
                return fail(ErrorCode::invalid_argument,
                            fmt::format("{}: {}", row.name, content.error().message));
            if (content && !content->empty()) value = std::move(*content);
        }
        if (!value) continue;
        const auto shown = row.secret ? std::string("(secret)") : *value;
        if (auto set = row.set(settings, std::move(*value)); !set)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("{}={}: {}", row.name, shown, set.error().message));
    }
    if (!settings.smtp_url.empty() && settings.mail_from.empty())
        return fail(ErrorCode::invalid_argument, "MAIL_FROM: must be set where SMTP_URL is");
    if (settings.database_url.empty()) settings.database_url = "sqlite:" + settings.data_folder + "/bolt.db";
    return settings;
}

Result<void> require_secrets(const Settings& settings, std::span<const std::string_view> names) {
    std::vector<std::string_view> missing;
    for (const auto& secret : kSecrets)
        if (std::find(names.begin(), names.end(), secret.name) != names.end() &&
            (settings.*secret.member).empty())
            missing.push_back(secret.name);
    if (missing.empty()) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("missing: {}. Set the variable, or NAME_FILE to a file that holds it.",
                            fmt::join(missing, ", ")));
}

Result<void> fill_secrets(Settings& settings, const std::function<std::string()>& new_secret) {
    std::error_code error;
    // A folder that stands already keeps its mode: it may hold other things.
    if (std::filesystem::create_directories(settings.data_folder, error))
        ::chmod(settings.data_folder.c_str(), 0700);
    const auto path = settings.data_folder + "/secrets.json";
    json::object stored;
    const auto content = read_file(path);
    // Secrets that cannot be read now must not be replaced by new ones.
    if (!content && content.error().code != ErrorCode::not_found) return forward(content);
    if (content) {
        auto parsed = parse_json(*content);
        if (!parsed || !parsed->is_object())
            return fail(ErrorCode::data_loss,
                        fmt::format("{} is damaged: restore it, or delete it to make new secrets", path));
        stored = std::move(parsed->get_object());
    }
    bool changed = false;
    for (const auto& secret : kSecrets) {
        auto& value = settings.*secret.member;
        if (!value.empty()) continue;
        value = get_string(stored, secret.name);
        if (!value.empty()) continue;
        value = new_secret();
        if (value.empty()) continue;
        stored[secret.name] = value;
        changed = true;
    }
    return changed ? write_private(path, json::serialize(stored)) : Result<void>{};
}

} // namespace bolt::roles
