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

using Set = std::function<Result<void>(Settings&, std::string)>;

Set text(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        settings.*member = std::move(value);
        return {};
    };
}

template <class T>
Set number(T Settings::* member, int least, int most) {
    return [member, least, most](Settings& settings, std::string value) -> Result<void> {
        int parsed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc{} || end != value.data() + value.size() || parsed < least || parsed > most)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("must be a whole number from {} to {}", least, most));
        settings.*member = static_cast<T>(parsed);
        return {};
    };
}

Set choice(std::string Settings::* member, std::vector<std::string> allowed) {
    return [member, allowed = std::move(allowed)](Settings& settings, std::string value) -> Result<void> {
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
            return fail(ErrorCode::invalid_argument,
                        fmt::format("must be one of {}", fmt::join(allowed, ", ")));
        settings.*member = std::move(value);
        return {};
    };
}

Set prefixed(std::string Settings::* member, std::vector<std::string> prefixes) {
    return [member, prefixes = std::move(prefixes)](Settings& settings, std::string value) -> Result<void> {
        for (const auto& prefix : prefixes)
            if (value.starts_with(prefix) && value.size() > prefix.size()) {
                settings.*member = std::move(value);
                return {};
            }
        return fail(ErrorCode::invalid_argument,
                    fmt::format("must start with {} and go on", fmt::join(prefixes, " or ")));
    };
}

Set aws(std::string name) {
    return [name = std::move(name)](Settings& settings, std::string value) -> Result<void> {
        settings.aws[name] = std::move(value);
        return {};
    };
}

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

std::span<const SettingRow> setting_rows() {
    static const std::vector<SettingRow> rows = {
        {"DATABASE_URL", false, "Where everything is stored: sqlite:<file>",
         "`sqlite:bolt-data/bolt.db`, or `bolt.db` in the folder of BOLT_DATA",
         prefixed(&Settings::database_url, {"sqlite:"})},
        {"QUEUE_URL", false, "The job queue: store:<name>, sqs:<name>, or an SQS queue's URL", "`store:jobs`",
         prefixed(&Settings::queue_url, {"store:", "sqs:", "https://", "http://"})},
        {"SQS_DLQ_URL", false, "The dead-letter queue of an SQS queue: sqs:<name> or its URL",
         "the one that the queue's redrive policy names",
         prefixed(&Settings::dead_letter_url, {"sqs:", "https://", "http://"})},
        {"BOLT_DATA", false, "Folder for evidence, secrets and the embedded database", "`bolt-data`",
         text(&Settings::data_folder)},
        {"BOLT_ADDRESS", false, "IP address that servers listen on", "`127.0.0.1`", text(&Settings::address)},
        {"PORT", false, "Port of the gateway", "`8080`", number(&Settings::gateway_port, 0, 65535)},
        {"BOLT_BRAIN_PORT", false, "Port of the brain", "`8081`", number(&Settings::brain_port, 0, 65535)},
        {"BACKEND_ENQUEUE_URL", false, "Where the gateway finds the brain",
         "BOLT_ADDRESS and BOLT_BRAIN_PORT", prefixed(&Settings::brain_url, {"http://", "https://"})},
        {"BOLT_PUBLIC_URL", false, "How browsers reach the gateway; https:// makes cookies Secure",
         "BOLT_ADDRESS and PORT, over http", prefixed(&Settings::public_url, {"http://", "https://"})},
        {"BOLT_PACKAGES", false, "A packages.yaml that replaces the built-in one", "the built-in catalog",
         text(&Settings::packages_file)},
        {"BOLT_NODE", false, "The node program (20 or newer) that runs Playwright's driver", "`node`",
         text(&Settings::node)},
        {"PLAYWRIGHT_DIR", false, "Folder of the playwright-core package", "searched",
         text(&Settings::playwright_folder)},
        {"BOLT_CHROMIUM", false, "The chromium-headless-shell program", "searched",
         text(&Settings::chromium)},
        {"BOLT_WORKER_ID", false, "Name of this worker", "new at each start", text(&Settings::worker_id)},
        {"BOLT_WORKER_CONCURRENCY", false, "Submissions that a worker runs at a time", "`3`",
         number(&Settings::worker_concurrency, 1, 64)},
        {"BOLT_LEASE_SECONDS", false,
         "After how long without a sign of life a worker's submissions are taken back", "`30`",
         number(&Settings::lease_seconds, 2, 3600)},
        {"BOLT_ALLOWED_HOSTS", false,
         "Host suffixes that may resolve to private addresses (practice directories)", "none",
         text(&Settings::allowed_hosts)},
        {"BOLT_HTTP_LANE", false,
         "on or off: send forms that provably need no script without a browser", "`on`",
         choice(&Settings::http_lane, {"on", "off"})},
        {"LOG_LEVEL", false, "debug, info, warn or error", "`info`",
         choice(&Settings::log_level, {"debug", "info", "warn", "error"})},
        {"LOG_FORMAT", false, "automatic, json or human",
         "`automatic`: lines for people on a terminal, else JSON",
         choice(&Settings::log_format, {"automatic", "json", "human"})},
        {"AWS_REGION", false, "Region of AWS", "AWS_DEFAULT_REGION, the queue's URL or the profile",
         aws("AWS_REGION")},
        {"AWS_DEFAULT_REGION", false, "The same, where AWS_REGION is not set", "see AWS_REGION",
         aws("AWS_DEFAULT_REGION")},
        {"AWS_ENDPOINT_URL_SQS", false, "Where SQS is called (a VPC endpoint, a local server)",
         "AWS_ENDPOINT_URL, or as the queue's URL and the region say", aws("AWS_ENDPOINT_URL_SQS")},
        {"AWS_ENDPOINT_URL", false, "The same for all of AWS", "see AWS_ENDPOINT_URL_SQS",
         aws("AWS_ENDPOINT_URL")},
        {"AWS_ACCESS_KEY_ID", false, "Access key; goes with AWS_SECRET_ACCESS_KEY",
         "profile, container or instance: see docs/queue.md", aws("AWS_ACCESS_KEY_ID")},
        {"AWS_SECRET_ACCESS_KEY", true, "Its secret", "see AWS_ACCESS_KEY_ID", aws("AWS_SECRET_ACCESS_KEY")},
        {"AWS_SESSION_TOKEN", true, "Token of temporary keys", "none", aws("AWS_SESSION_TOKEN")},
        {"AWS_PROFILE", false, "Profile of the two files below", "the profile named default",
         aws("AWS_PROFILE")},
        {"AWS_SHARED_CREDENTIALS_FILE", false, "The credentials file", "~/.aws/credentials",
         aws("AWS_SHARED_CREDENTIALS_FILE")},
        {"AWS_CONFIG_FILE", false, "The config file", "~/.aws/config", aws("AWS_CONFIG_FILE")},
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", false, "Set by ECS: path of the task's credentials",
         "none", aws("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")},
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI", false, "Set by EKS and others: URL of the credentials", "none",
         aws("AWS_CONTAINER_CREDENTIALS_FULL_URI")},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", true, "Token for that URL", "none",
         aws("AWS_CONTAINER_AUTHORIZATION_TOKEN")},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", false, "File with that token, read anew each time", "none",
         aws("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")},
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT", false, "The instance's metadata service",
         "http://169.254.169.254", aws("AWS_EC2_METADATA_SERVICE_ENDPOINT")},
        {"AWS_EC2_METADATA_DISABLED", false, "true: never ask the instance for credentials",
         "it is asked last", aws("AWS_EC2_METADATA_DISABLED")},
        {"STRIPE_WEBHOOK_SECRET", true, "Stripe's signing secret of the webhook endpoint",
         "the gateway does not start", text(&Settings::stripe_webhook_secret)},
        {"BACKEND_ENQUEUE_TOKEN", true, "Token that gateway and brain share",
         "gateway and brain do not start", text(&Settings::backend_enqueue_token)},
        {"STAFF_API_KEY", true, "API key for staff tools and Realtime clients", "no API key access",
         text(&Settings::staff_api_key)},
        {"BOLT_SESSION_SECRET", true, "Signs the realtime tokens of staff sessions",
         "the gateway does not start", text(&Settings::session_secret)},
        {"BOLT_SECRET_KEY", true, "Encrypts the passwords of accounts that were made at directories",
         "no accounts are made", text(&Settings::secret_key)},
    };
    return rows;
}

Result<Settings> read_settings(const Lookup& environment) {
    Settings settings;
    for (const auto& row : setting_rows()) {
        auto value = environment(row.name);
        if (value && value->empty()) value.reset(); // compose files set what is not given to ""
        // AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is a setting of its own, read anew at each use.
        const auto is_setting = [](const std::string& name) {
            return std::ranges::any_of(setting_rows(), [&](const SettingRow& each) { return each.name == name; });
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
        if (!value) continue;
        const auto shown = row.secret ? std::string("(secret)") : *value;
        if (auto set = row.set(settings, std::move(*value)); !set)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("{}={}: {}", row.name, shown, set.error().message));
    }
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
