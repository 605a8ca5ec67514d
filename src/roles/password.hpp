#pragma once
#include "base/async.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>

namespace bolt::roles {

/// argon2id (libsodium, 64 MiB, 2 passes: about 0.1 s) on one thread of its own: logins never hold up the
/// loop, and at most 64 MiB are in use however many try at once.
class PasswordHasher {
  public:
    explicit PasswordHasher(asio::any_io_executor executor);
    ~PasswordHasher();
    /// The text form to store. invalid_argument: shorter than 10 or longer than 1,024 bytes, or a common one.
    Async<Result<std::string>> hash(std::string password);
    /// False for a wrong password and for a hash that is none. An empty `stored` takes as long as a real one,
    /// so that unknown users answer in the same time. rate_limited when too many are waiting.
    Async<Result<bool>> verify(std::string password, std::string stored);
    /// hash() for commands.
    static Result<std::string> hash_blocking(const std::string& password);

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace bolt::roles
