#pragma once
#include <string>
#include <sys/types.h>
#include <vector>

namespace bolt::bench {

/// A child process with pipes on its stdin and stdout; stderr is ours. Killed at the end if it still runs.
class Child {
  public:
    /// argv[0] is looked up in PATH. give_up() if it cannot start.
    explicit Child(const std::vector<std::string>& arguments);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    /// Writes a line to its stdin.
    void say(const std::string& line);
    /// The next line of its stdout, without the end; give_up() after `seconds` or at its end.
    std::string hear(double seconds);
    /// Sends the signal (SIGTERM and the like).
    void signal(int number);
    /// Waits for its end and gives its exit code; killed after `seconds`.
    int wait(double seconds);

  private:
    pid_t pid_ = -1;
    int in_ = -1, out_ = -1;
    std::string buffer_;
};

} // namespace bolt::bench
