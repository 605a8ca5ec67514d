#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace bolt::browser {

struct ProcessSettings {
    std::vector<std::string> command = {}; ///< command[0] is searched in PATH unless it holds a '/'
    /// "NAME=value" entries that replace or join this process's environment; "NAME" alone removes one.
    std::vector<std::string> environment = {};
};

struct ExitStatus {
    int code = -1;  ///< exit code, or -1 if a signal ended it
    int signal = 0; ///< the signal that ended it, or 0
    /// "exit code 1" or "signal 9".
    std::string text() const;
};

/// A long-lived child with pipes on stdin, stdout and stderr, in its own process group.
/// One thread (the executor's). The destructor kills the group with SIGKILL; the child is reaped in any case.
class Process {
  public:
    /// Starts the child; a program that does not exist or cannot be executed is reported here: not_found or
    /// unavailable.
    static Result<std::unique_ptr<Process>> start(const Platform& platform, const ProcessSettings& settings);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The child's process id, which is its group's too.
    pid_t pid() const;
    /// Writes all bytes to the child's stdin; unavailable when the child has closed it.
    /// One writer at a time; `bytes` must live until it returns.
    Async<Result<void>> write(std::string_view bytes);
    /// Reads what is there from stdout, at least one byte; 0 at end of file. One reader at a time.
    Async<std::size_t> read(std::span<char> into);
    /// The same for stderr.
    Async<std::size_t> read_error(std::span<char> into);
    /// Ends the child's stdin.
    void close_input();
    /// Sends `signal` to the child and all of its process group; nothing once the child is reaped.
    void kill_group(int signal);
    /// False once the child is reaped.
    bool running() const;
    /// Resumes when the child has ended or after `at_most`; the status, or timeout.
    Async<Result<ExitStatus>> wait(Duration at_most);

  private:
    struct State;
    explicit Process(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

/// Runs a short command to its end and returns its stdout (at most `bytes_max`).
/// Errors: not_found, unavailable (non-zero exit, with the end of stderr), timeout (the child is killed),
/// too_large.
Async<Result<std::string>> run_command(const Platform& platform, ProcessSettings settings, Duration at_most,
                                       std::size_t bytes_max = 64 * 1024);

} // namespace bolt::browser
