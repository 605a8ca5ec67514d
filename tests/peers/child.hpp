#pragma once
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace bolt::peers {

/// A port of 127.0.0.1 that nobody listens on now. Throws std::runtime_error.
int free_port();

/// A program that a test starts: killed at its end, whatever becomes of the test. What it prints is kept
/// while it starts and read away later.
class Child {
  public:
    /// `environment` is added to the test's own.
    Child(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Waits until `ready(what it printed so far)`, asked again with all output and at least every 100 ms.
    /// Throws std::runtime_error with the output if the program ends, or after two minutes.
    void wait_until(const std::function<bool(const std::string& said)>& ready);
    pid_t pid() const { return pid_; }

  private:
    const std::string name_;
    pid_t pid_ = -1;
    int output_ = -1;
    std::thread drain_;
};

} // namespace bolt::peers
