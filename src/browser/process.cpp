#include "browser/process.hpp"

#include "base/signal.hpp"
#include "browser/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolt::browser {
namespace {

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    bool open() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return false;
        read_end = ends[0];
        write_end = ends[1];
        return true;
    }
    int take_read() { return std::exchange(read_end, -1); }
    int take_write() { return std::exchange(write_end, -1); }
    Pipe() = default;
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        if (read_end >= 0) ::close(read_end);
        if (write_end >= 0) ::close(write_end);
    }
};

std::string_view name_of(std::string_view entry) { return entry.substr(0, entry.find('=')); }

std::vector<std::string> merged_environment(const std::vector<std::string>& changes) {
    std::vector<std::string> merged;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const auto replaced = std::any_of(changes.begin(), changes.end(), [&](const std::string& change) {
            return name_of(change) == name_of(*entry);
        });
        if (!replaced) merged.emplace_back(*entry);
    }
    for (const auto& change : changes)
        if (change.find('=') != std::string::npos) merged.push_back(change);
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (auto& text : strings) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

// Gives the child its three pipes, an own process group, default signal handling and no other descriptor of
// ours.
int spawn_child(const ProcessSettings& settings, const Pipe& in, const Pipe& out, const Pipe& error,
                pid_t& pid) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in.read_end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out.write_end, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, error.write_end, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    auto command = settings.command;
    auto environment = merged_environment(settings.environment);
    const auto arguments = pointers(command);
    const auto variables = pointers(environment);
    const int failed =
        posix_spawnp(&pid, arguments[0], &files, &attributes, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

} // namespace

std::string ExitStatus::text() const {
    return signal != 0 ? fmt::format("signal {}", signal) : fmt::format("exit code {}", code);
}

struct Process::State {
    explicit State(const Platform& with)
        : platform(with), in(with.executor), out(with.executor), error(with.executor), pidfd(with.executor),
          ended(with.clock) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        // Reached without the reaper's end only when the io_context is torn down: leave no zombie and no
        // orphan.
        if (status || pid <= 0) return;
        ::kill(-pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
    /// False while the child still runs: a wait for readiness may end without a reason.
    bool reap() {
        int code = 0;
        const auto reaped = ::waitpid(pid, &code, WNOHANG);
        if (reaped == 0) return false;
        if (reaped != pid) code = 0;
        status = WIFSIGNALED(code) ? ExitStatus{-1, WTERMSIG(code)} : ExitStatus{WEXITSTATUS(code), 0};
        ended.notify();
        return true;
    }

    Platform platform;
    pid_t pid = -1;
    asio::writable_pipe in;
    asio::readable_pipe out;
    asio::readable_pipe error;
    asio::posix::stream_descriptor pidfd;
    Signal ended;
    std::optional<ExitStatus> status;
};

Result<std::unique_ptr<Process>> Process::start(const Platform& platform, const ProcessSettings& settings) {
    // A child that died turns our next write into SIGPIPE, which would end this process; EPIPE is enough.
    static std::once_flag ignore_once;
    std::call_once(ignore_once, [] { std::signal(SIGPIPE, SIG_IGN); });
    if (settings.command.empty()) return fail(ErrorCode::invalid_argument, "a child process needs a command");
    Pipe in;
    Pipe out;
    Pipe error;
    if (!in.open() || !out.open() || !error.open())
        return fail(ErrorCode::unavailable, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    auto state = std::make_shared<State>(platform);
    if (const int failed = spawn_child(settings, in, out, error, state->pid); failed != 0) {
        state->pid = -1;
        return fail(failed == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
                    fmt::format("cannot start {}: {}", settings.command[0], std::strerror(failed)));
    }
    // By number: the C library's own wrapper has no C++ linkage in glibc 2.36.
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, state->pid, 0));
    if (pidfd < 0)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot watch {}: {}", settings.command[0], std::strerror(errno)));
    ::fcntl(pidfd, F_SETFD, FD_CLOEXEC);
    state->in.assign(in.take_write());
    state->out.assign(out.take_read());
    state->error.assign(error.take_read());
    state->pidfd.assign(pidfd);
    spawn(platform.executor, "child process", [state]() -> Async<void> {
        do {
            co_await state->pidfd.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
        } while (!state->reap());
    });
    return std::unique_ptr<Process>(new Process(std::move(state)));
}

Process::~Process() {
    kill_group(SIGKILL);
    close_input();
    boost::system::error_code ignored;
    state_->out.close(ignored);
    state_->error.close(ignored);
}

pid_t Process::pid() const { return state_->pid; }

Async<Result<void>> Process::write(std::string_view bytes) {
    auto state = state_;
    auto [error, count] = co_await asio::async_write(state->in, asio::buffer(bytes), as_result);
    if (error) co_return fail(ErrorCode::unavailable, "the child closed its input: " + error.message());
    co_return Result<void>{};
}

Async<std::size_t> Process::read(std::span<char> into) {
    auto state = state_;
    auto [error, count] =
        co_await state->out.async_read_some(asio::buffer(into.data(), into.size()), as_result);
    co_return error ? 0 : count;
}

Async<std::size_t> Process::read_error(std::span<char> into) {
    auto state = state_;
    auto [error, count] =
        co_await state->error.async_read_some(asio::buffer(into.data(), into.size()), as_result);
    co_return error ? 0 : count;
}

void Process::close_input() {
    boost::system::error_code ignored;
    state_->in.close(ignored);
}

void Process::kill_group(int signal) {
    // Before it is reaped the group's number cannot be reused, so this never hits a stranger.
    if (!state_->status) ::kill(-state_->pid, signal);
}

bool Process::running() const { return !state_->status; }

Async<Result<ExitStatus>> Process::wait(Duration at_most) {
    auto state = state_;
    if (!state->status) co_await state->ended.wait_past(state->ended.count(), at_most);
    if (!state->status) co_return fail(ErrorCode::timeout, fmt::format("process {} still runs", state->pid));
    co_return *state->status;
}

namespace {

struct Output {
    std::string text;
    bool too_large = false;
    int open = 2;
    std::string error_text;
};

Async<void> collect(std::shared_ptr<Process> child, std::shared_ptr<Output> output, std::size_t bytes_max) {
    std::array<char, 4096> chunk;
    while (const auto count = co_await child->read(chunk)) {
        if (output->text.size() + count > bytes_max)
            output->too_large = true;
        else
            output->text.append(chunk.data(), count);
    }
}

Async<void> collect_error(std::shared_ptr<Process> child, std::shared_ptr<Output> output) {
    std::array<char, 4096> chunk;
    while (const auto count = co_await child->read_error(chunk))
        if (output->error_text.size() < 4096) output->error_text.append(chunk.data(), count);
}

} // namespace

Async<Result<std::string>> run_command(const Platform& platform, ProcessSettings settings, Duration at_most,
                                       std::size_t bytes_max) {
    const auto name = settings.command.empty() ? std::string{} : settings.command[0];
    auto started = Process::start(platform, settings);
    if (!started) co_return forward(started);
    std::shared_ptr<Process> child = std::move(*started);
    auto output = std::make_shared<Output>();
    auto drained = std::make_shared<Signal>(platform.clock);
    child->close_input();
    spawn(platform.executor, "command output", [child, output, drained, bytes_max]() -> Async<void> {
        co_await collect(child, output, bytes_max);
        --output->open;
        drained->notify();
    });
    spawn(platform.executor, "command errors", [child, output, drained]() -> Async<void> {
        co_await collect_error(child, output);
        --output->open;
        drained->notify();
    });
    const auto status = co_await child->wait(at_most);
    if (!status) {
        child->kill_group(SIGKILL);
        co_return fail(ErrorCode::timeout, fmt::format("{} did not end in time", name));
    }
    // A grandchild may hold the pipes open after the child's end; its output does not matter.
    while (output->open > 0)
        if (!co_await drained->wait_past(drained->count(), 1s)) break;
    if (status->code != 0)
        co_return fail(ErrorCode::unavailable, fmt::format("{} ended with {}: {}", name, status->text(),
                                                           bounded_text(output->error_text, 500)));
    if (output->too_large) co_return fail(ErrorCode::too_large, fmt::format("{} wrote too much", name));
    co_return std::move(output->text);
}

} // namespace bolt::browser
