#include "bench/children.hpp"

#include "bench/measure.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace bolt::bench {

Child::Child(const std::vector<std::string>& arguments) {
    int to[2], from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) give_up("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const int code = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(to[0]);
    ::close(from[1]);
    in_ = to[1];
    out_ = from[0];
    if (code != 0) give_up("cannot start " + arguments.front() + ": " + std::strerror(code));
}

Child::~Child() {
    ::close(in_);
    ::close(out_);
    if (pid_ > 0) wait(5);
}

void Child::say(const std::string& line) {
    const auto text = line + "\n";
    if (::write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        give_up("a child does not listen");
}

std::string Child::hear(double seconds) {
    const Stopwatch watch;
    for (;;) {
        if (const auto end = buffer_.find('\n'); end != std::string::npos) {
            auto line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return line;
        }
        pollfd waiting{out_, POLLIN, 0};
        const double left = seconds - watch.seconds();
        if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left * 1e3) + 1) <= 0)
            give_up("a child is silent");
        char chunk[4096];
        const auto got = ::read(out_, chunk, sizeof chunk);
        if (got <= 0) give_up("a child ended");
        buffer_.append(chunk, static_cast<std::size_t>(got));
    }
}

void Child::signal(int number) { ::kill(pid_, number); }

int Child::wait(double seconds) {
    const Stopwatch watch;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (watch.seconds() > seconds) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, &status, 0);
            break;
        }
        ::usleep(500);
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace bolt::bench
