#pragma once
#include "base/platform.hpp"
#include "net/client.hpp"
#include "submit/address_policy.hpp"
#include "submit/picture.hpp"

#include <map>
#include <memory>
#include <string>

namespace bolt::submit {

/// Bounds of one download.
struct PictureLimits {
    std::size_t bytes_max = 8 << 20;
    std::chrono::milliseconds timeout{10'000}; ///< each request
    int redirects_max = 3;
};

/// Fetches the pictures that a profile names, each at most once. Every address, those of redirects too, has
/// to pass the policy. One attempt's; `policy` must outlive it.
class PictureSource {
  public:
    PictureSource(const Platform& platform, AddressPolicy& policy, PictureLimits limits = {})
        : policy_(policy), client_(platform.executor), limits_(limits) {}

    /// Errors of the policy and the client; invalid_argument for what is no picture; unavailable for any
    /// status but 200. The pointer stays good as long as the source.
    Async<Result<const Picture*>> fetch(std::string url);

  private:
    Async<Result<Picture>> download(std::string url);

    AddressPolicy& policy_;
    net::HttpClient client_;
    PictureLimits limits_;
    std::map<std::string, Result<Picture>> known_;
};

} // namespace bolt::submit
