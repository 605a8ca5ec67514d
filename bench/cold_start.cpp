// Cold start: from the exec of `directory-bolt up` on an empty data folder to the first 200 of /healthz.
#include "bench/children.hpp"
#include "bench/measure.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <sys/socket.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

constexpr int kStarts = 10;

/// One GET on a connection of its own; "" if nobody answers.
std::string get(std::uint16_t port, const std::string& path) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        ::send(made, request.data(), request.size(), MSG_NOSIGNAL);
        char chunk[4096];
        for (ssize_t got = 0; (got = ::recv(made, chunk, sizeof chunk, 0)) > 0;)
            answer.append(chunk, static_cast<std::size_t>(got));
    }
    ::close(made);
    return answer;
}

/// The port in the banner's line "Dashboard   http://127.0.0.1:40123".
std::uint16_t hear_port(Child& up) {
    for (;;) {
        const auto line = up.hear(20);
        const auto at = line.find("http://127.0.0.1:");
        if (line.find("Dashboard") != std::string::npos && at != std::string::npos)
            return static_cast<std::uint16_t>(std::atoi(line.c_str() + at + 17));
    }
}

double start_once(const std::string& program) {
    const Folder folder;
    const Stopwatch watch;
    Child up({program, "up", "--data", (folder.path() / "data").string(), "--port", "0"});
    const auto port = hear_port(up);
    while (!get(port, "/healthz").starts_with("HTTP/1.1 200")) {
        if (watch.seconds() > 20) give_up("`up` does not become healthy");
        ::usleep(500);
    }
    const double milliseconds = watch.milliseconds();
    up.signal(SIGTERM);
    if (up.wait(20) != 0) give_up("`up` did not stop cleanly");
    return milliseconds;
}

double start_and_end(const std::string& program) {
    const Stopwatch watch;
    Child version({program, "--version"});
    if (version.wait(20) != 0) give_up("--version failed");
    return watch.milliseconds();
}

} // namespace
} // namespace bolt::bench

int main(int count, char** arguments) {
    using namespace bolt::bench;
    if (count != 2) give_up("usage: cold_start <directory-bolt>");
    Samples up, version;
    start_and_end(arguments[1]); // brings the program into the page cache
    for (int i = 0; i < kStarts; ++i) {
        version.add(start_and_end(arguments[1]));
        up.add(start_once(arguments[1]));
    }
    report({"cold start of `up` to serving", up.median(), "ms", "`directory-bolt --version`",
            version.median(), Target::ours_at_most, 300,
            "median of " + std::to_string(kStarts) + " starts on empty data folders"});
    return 0;
}
