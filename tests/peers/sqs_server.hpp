#pragma once
#include "tests/peers/child.hpp"

#include <optional>
#include <string>

namespace bolt::peers {

/// A server of somebody else's that speaks SQS, on a free port of 127.0.0.1: started by the constructor,
/// killed at the end. Installed by scripts/setup-peers.
class SqsServer {
  public:
    enum class Kind { elasticmq, moto };
    /// Waits until it serves. Throws std::runtime_error with its output if it does not.
    explicit SqsServer(Kind kind);

    /// "http://127.0.0.1:40123"
    const std::string& endpoint() const { return endpoint_; }
    /// Why it cannot be started here, or "".
    static std::string why_absent(Kind kind);

  private:
    std::string endpoint_;
    std::optional<Child> child_;
};

} // namespace bolt::peers
