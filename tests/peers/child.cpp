#include "tests/peers/child.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolt::peers {
namespace {

constexpr std::chrono::seconds kStartMax{120}; // a Java or Python server on a busy machine
constexpr int kLookMilliseconds = 100;

} // namespace

int free_port() {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = ::bind(made, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(made, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(made);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

Child::Child(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment)
    : name_(arguments.at(0)) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const auto parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
        std::vector<char*> words;
        for (auto& word : arguments) words.push_back(word.data());
        words.push_back(nullptr);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
}

void Child::wait_until(const std::function<bool(const std::string& said)>& ready) {
    std::string said;
    char chunk[4096];
    const auto deadline = std::chrono::steady_clock::now() + kStartMax;
    while (!ready(said)) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error(name_ + " is not ready: " + said);
        pollfd waiting{output_, POLLIN, 0};
        if (::poll(&waiting, 1, kLookMilliseconds) <= 0) continue;
        const auto got = ::read(output_, chunk, sizeof chunk);
        if (got <= 0) throw std::runtime_error(name_ + " ended: " + said);
        said.append(chunk, static_cast<std::size_t>(got));
    }
    if (!drain_.joinable())
        drain_ = std::thread([fd = output_] {
            char rest[4096];
            while (::read(fd, rest, sizeof rest) > 0) {
            }
        });
}

Child::~Child() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (drain_.joinable()) drain_.join();
    if (output_ >= 0) ::close(output_);
}

} // namespace bolt::peers
