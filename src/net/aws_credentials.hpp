#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "net/aws_profile.hpp"

#include <functional>

namespace bolt::net {

/// The credentials of this process, looked for as AWS's own tools do: the environment, the profile files, the
/// container's endpoint (ECS, EKS pod identity), the instance's metadata service (version 2 only). Kept until
/// five minutes before they expire, then fetched again; while that fails the old ones serve to their end. One
/// thread; get() may be called by many coroutines at a time, one of them fetches.
class AwsCredentialChain {
  public:
    /// HttpClient::send.
    using Send = std::function<Async<Result<Response>>(ClientRequest)>;
    AwsCredentialChain(const Platform& platform, AwsEnvironment environment, Send send);

    /// unauthenticated says where was looked; invalid_argument names a setting that is wrong; unavailable: an
    /// endpoint does not answer.
    Async<Result<AwsCredentials>> get();
    /// AWS refused `refused` as expired or unknown: the next get() fetches again. No effect if newer ones are
    /// here.
    void refuse(const AwsCredentials& refused);

  private:
    Async<Result<AwsCredentials>> fetch();
    Async<Result<AwsCredentials>> from_container(const std::string& url);
    Async<Result<AwsCredentials>> from_instance();
    Async<Result<std::string>> ask(ClientRequest request, const char* whom);

    const Platform platform_;
    const AwsEnvironment environment_;
    const Send send_;
    Signal fetched_;
    bool fetching_ = false;
    std::optional<AwsCredentials> current_;
    bool refused_ = false;
    TimePoint not_before_{}; ///< after a failed refresh: no new try before
};

} // namespace bolt::net
