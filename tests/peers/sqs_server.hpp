#pragma once
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace bolt::peers {

/// A server of somebody else's that speaks SQS, on a free port of 127.0.0.1: started by the constructor,
/// killed at the end. Installed by scripts/setup-peers.
class SqsServer {
  public:
    enum class Kind { elasticmq, moto };
    /// Waits until it serves. Throws std::runtime_error with its output if it does not.
    explicit SqsServer(Kind kind);
    ~SqsServer();
    SqsServer(const SqsServer&) = delete;
    SqsServer& operator=(const SqsServer&) = delete;

    /// "http://127.0.0.1:40123"
    const std::string& endpoint() const { return endpoint_; }
    /// Why it cannot be started here, or "".
    static std::string why_absent(Kind kind);

  private:
    void start(const std::vector<std::string>& arguments, const std::string& ready);

    std::string endpoint_;
    pid_t pid_ = -1;
    int output_ = -1;
    std::thread drain_; ///< what it prints later must not fill the pipe
};

} // namespace bolt::peers
