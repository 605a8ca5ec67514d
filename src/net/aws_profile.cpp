#include "net/aws_profile.hpp"

#include <fmt/format.h>
#include <fstream>

namespace bolt::net {
namespace {

constexpr std::size_t kFileBytesMax = 256 << 10;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// "" if it is not there: small files of this machine, read at the start and when credentials run out.
std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text(kFileBytesMax, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return text;
}

std::string file_path(const AwsEnvironment& environment, std::string_view variable, const char* usual) {
    if (auto path = aws_variable(environment, variable); !path.empty()) return path;
    const auto home = aws_variable(environment, "HOME");
    return home.empty() ? "" : home + usual;
}

/// What both files say about the profile; the credentials file wins.
std::optional<AwsProfile> find_profile(const AwsEnvironment& environment, const std::string& name) {
    const auto config =
        read_aws_profile(read_file(file_path(environment, "AWS_CONFIG_FILE", "/.aws/config")), name);
    auto profile = read_aws_profile(
        read_file(file_path(environment, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials")), name);
    if (!profile) return config;
    if (config) profile->insert(config->begin(), config->end());
    return profile;
}

std::string profile_name(const AwsEnvironment& environment) {
    auto name = aws_variable(environment, "AWS_PROFILE");
    return name.empty() ? "default" : name;
}

std::string value_of(const AwsProfile& profile, std::string_view key) {
    const auto found = profile.find(key);
    return found == profile.end() ? "" : found->second;
}

} // namespace

std::string aws_variable(const AwsEnvironment& environment, std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? "" : found->second;
}

std::optional<AwsProfile> read_aws_profile(std::string_view text, std::string_view name) {
    std::optional<AwsProfile> profile;
    bool inside = false;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto raw = text.substr(start, end - start);
        start = end + 1;
        const auto line = trim(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            auto section = trim(line.substr(1, line.find(']') == line.npos ? line.npos : line.find(']') - 1));
            if (section.starts_with("profile ")) section = trim(section.substr(8));
            inside = section == name;
            if (inside && !profile) profile.emplace();
            continue;
        }
        const auto equals = line.find('=');
        // Indented lines belong to a nested value ("s3 =" and below), which none of ours is.
        if (!inside || equals == line.npos || raw.front() == ' ' || raw.front() == '\t') continue;
        (*profile)[std::string(trim(line.substr(0, equals)))] = std::string(trim(line.substr(equals + 1)));
    }
    return profile;
}

Result<std::optional<AwsCredentials>> aws_profile_credentials(const AwsEnvironment& environment) {
    const auto name = profile_name(environment);
    const bool asked_for = !aws_variable(environment, "AWS_PROFILE").empty();
    const auto profile = find_profile(environment, name);
    if (!profile && asked_for)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("AWS_PROFILE={}: neither the credentials file nor the config file has this "
                                "profile",
                                name));
    if (!profile) return std::nullopt;
    AwsCredentials keys{value_of(*profile, "aws_access_key_id"), value_of(*profile, "aws_secret_access_key"),
                        value_of(*profile, "aws_session_token")};
    if (!keys.access_key_id.empty() && !keys.secret_access_key.empty()) return keys;
    for (const auto* key : {"sso_session", "sso_start_url", "role_arn", "credential_process"})
        if (profile->contains(key))
            return fail(
                ErrorCode::invalid_argument,
                fmt::format("the AWS profile {} gets its keys by {}, which is not supported: run `aws "
                            "configure export-credentials --profile {} --format env` and set what it "
                            "prints",
                            name, key, name));
    if (asked_for)
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("the AWS profile {} has no aws_access_key_id and aws_secret_access_key", name));
    return std::nullopt;
}

std::string aws_region(const AwsEnvironment& environment) {
    for (const auto* name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
        if (auto region = aws_variable(environment, name); !region.empty()) return region;
    const auto profile = find_profile(environment, profile_name(environment));
    return profile ? value_of(*profile, "region") : "";
}

} // namespace bolt::net
