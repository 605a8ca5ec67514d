#pragma once
#include "base/result.hpp"
#include "net/sigv4.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace bolt::net {

/// The variables that AWS's own tools read (AWS_REGION, AWS_PROFILE, ...), and HOME. Absent and "" mean the
/// same.
using AwsEnvironment = std::map<std::string, std::string, std::less<>>;
/// The variable, or "".
std::string aws_variable(const AwsEnvironment& environment, std::string_view name);

/// One profile of the files that `aws configure` writes: its keys and values.
using AwsProfile = std::map<std::string, std::string, std::less<>>;
/// The profile `name` in the text of such a file: section [name], in a config file also [profile name].
/// Nothing if there is no such section.
std::optional<AwsProfile> read_aws_profile(std::string_view text, std::string_view name);

/// The keys of the profile that AWS_PROFILE names ("default" without it) in AWS_SHARED_CREDENTIALS_FILE
/// (~/.aws/credentials) and AWS_CONFIG_FILE (~/.aws/config). Nothing if neither has any and AWS_PROFILE is
/// unset; invalid_argument if the named profile does not exist or gets its keys in a way that is not
/// supported (single sign-on, a role, a program).
Result<std::optional<AwsCredentials>> aws_profile_credentials(const AwsEnvironment& environment);

/// AWS_REGION, AWS_DEFAULT_REGION, or the profile's region; "" if none says one.
std::string aws_region(const AwsEnvironment& environment);

} // namespace bolt::net
