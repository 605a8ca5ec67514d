#include "tests/peers/sqs_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolt::peers {
namespace {

constexpr int kStartSecondsMax = 120; // a Java program on a busy machine

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

const char* folder(SqsServer::Kind kind) {
    return kind == SqsServer::Kind::elasticmq ? ".peers/elasticmq" : ".peers/python";
}

} // namespace

std::string SqsServer::why_absent(Kind kind) {
    if (std::filesystem::exists(".peers/installed") && std::filesystem::exists(folder(kind))) return "";
    return fmt::format("{} is not there: run scripts/setup-peers", folder(kind));
}

SqsServer::SqsServer(Kind kind) {
    const int port = free_port();
    endpoint_ = fmt::format("http://127.0.0.1:{}", port);
    if (kind == Kind::moto)
        start({"python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", std::to_string(port)}, "Running on");
    else
        start({"java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
               fmt::format("-Drest-sqs.bind-port={}", port), "-Drest-sqs.bind-hostname=127.0.0.1",
               "-Dnode-address.host=127.0.0.1", fmt::format("-Dnode-address.port={}", port),
               "-Drest-stats.enabled=false", "-cp", ".peers/elasticmq/*", "org.elasticmq.server.Main"},
              ") started in");
}

void SqsServer::start(const std::vector<std::string>& arguments, const std::string& ready) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const auto parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        // Whatever becomes of the test, the server ends with it.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::setenv("PYTHONPATH", ".peers/python", 1);
        ::setenv("PYTHONUNBUFFERED", "1", 1);
        std::vector<char*> words;
        for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        ::execvp(words[0], words.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
    std::string said;
    char chunk[4096];
    while (said.find(ready) == std::string::npos) {
        pollfd waiting{output_, POLLIN, 0};
        if (::poll(&waiting, 1, kStartSecondsMax * 1000) <= 0)
            throw std::runtime_error(arguments[0] + " says nothing more: " + said);
        const auto got = ::read(output_, chunk, sizeof chunk);
        if (got <= 0) throw std::runtime_error(arguments[0] + " ended: " + said);
        said.append(chunk, static_cast<std::size_t>(got));
    }
    drain_ = std::thread([fd = output_] {
        char rest[4096];
        while (::read(fd, rest, sizeof rest) > 0) {
        }
    });
}

SqsServer::~SqsServer() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (drain_.joinable()) drain_.join();
    if (output_ >= 0) ::close(output_);
}

} // namespace bolt::peers
