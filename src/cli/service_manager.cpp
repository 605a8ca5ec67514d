#include "cli/service_manager.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace bolt::cli {
namespace {

std::int64_t number_in(const char* name) {
    const char* text = std::getenv(name);
    std::int64_t value = 0;
    if (text != nullptr) std::from_chars(text, text + std::strlen(text), value);
    return value;
}

} // namespace

void notify_service_manager(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto length = std::strlen(path);
    if (length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0'; // an abstract socket
    const int handle = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (handle < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    // Nobody to tell it to: the service manager's loss.
    (void)::sendto(handle, state.data(), state.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&address), size);
    ::close(handle);
}

Async<void> keep_watchdog(StopToken& ended) {
    const auto limit_us = number_in("WATCHDOG_USEC");
    const auto meant_for = number_in("WATCHDOG_PID");
    if (limit_us <= 0 || (meant_for != 0 && meant_for != ::getpid())) co_return;
    do {
        notify_service_manager("WATCHDOG=1");
    } while (co_await ended.sleep(std::chrono::microseconds{limit_us / 2}));
}

} // namespace bolt::cli
