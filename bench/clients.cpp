#include "bench/clients.hpp"

#include "bench/measure.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

constexpr std::string_view kMark = "\"bench\":";

/// One connection: splits what comes into frames.
struct Client {
    int socket = -1;
    std::string buffer;
    int seen = 0;

    /// Reads once; false when nothing came.
    bool read_some(bool wait) {
        char chunk[65536];
        const auto got = ::recv(socket, chunk, sizeof chunk, wait ? 0 : MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            give_up("a client lost its connection");
        if (got > 0) buffer.append(chunk, static_cast<std::size_t>(got));
        return got > 0;
    }
    /// Takes the next whole frame's payload; false if there is none yet.
    bool next_frame(std::string& payload) {
        if (buffer.size() < 2) return false;
        std::size_t size = static_cast<unsigned char>(buffer[1]) & 0x7F, head = 2;
        const int more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (buffer.size() < head + static_cast<std::size_t>(more)) return false;
        if (more > 0) size = 0;
        for (int i = 0; i < more; ++i) size = size << 8 | static_cast<unsigned char>(buffer[head++]);
        if (buffer.size() < head + size) return false;
        payload.assign(buffer, head, size);
        buffer.erase(0, head + size);
        return true;
    }
};

std::uint16_t wait_for_port(Board& board) {
    while (std::atomic_ref(board.port).load() == 0) ::usleep(1000);
    return static_cast<std::uint16_t>(board.port);
}

int connect_to(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (made < 0 || ::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        give_up("a client cannot connect");
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

void send_all(int socket, const std::string& bytes) {
    if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
        give_up("a client cannot send");
}

/// A client's text frame; a mask of zeros is allowed and leaves the text as it is.
std::string client_frame(const std::string& text) {
    std::string frame = server_frame(text);
    frame[1] = static_cast<char>(frame[1] | 0x80);
    frame.insert(frame.size() - text.size(), 4, '\0');
    return frame;
}

void join(Client& client, const ClientPlan& plan) {
    if (plan.target.empty()) return;
    send_all(client.socket,
             "GET " + plan.target +
                 " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    while (client.buffer.find("\r\n\r\n") == std::string::npos) client.read_some(true);
    if (!client.buffer.starts_with("HTTP/1.1 101")) give_up("no upgrade: " + client.buffer);
    client.buffer.erase(0, client.buffer.find("\r\n\r\n") + 4);
    send_all(client.socket, client_frame(plan.join));
    for (std::string text; text.find(plan.joined) == std::string::npos;)
        while (!client.next_frame(text)) client.read_some(true);
}

/// Notes every event in what came; gives how many.
int take_events(Client& client, std::int64_t* received, const ClientPlan& plan, Board& board) {
    const auto now = monotonic_ns();
    int taken = 0;
    for (std::string text; client.next_frame(text);) {
        const auto at = text.find(kMark);
        if (at == std::string::npos) continue;
        const int number = std::atoi(text.c_str() + at + kMark.size());
        if (number < 0 || number >= plan.events || received[number] != 0)
            give_up("a wrong or repeated event");
        received[number] = now;
        board.event_bytes = static_cast<std::int64_t>(text.size());
        ++client.seen;
        ++taken;
    }
    return taken;
}

[[noreturn]] void run_clients(const ClientPlan& plan, Board& board) {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<Client> clients(static_cast<std::size_t>(plan.clients));
    const auto port = wait_for_port(board);
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i].socket = connect_to(port);
        join(clients[i], plan);
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = i;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].socket, &wanted);
        std::atomic_ref(board.ready).fetch_add(1);
    }
    for (int left = plan.clients * plan.events; left > 0;) {
        epoll_event events[kClientsMax];
        const int count = ::epoll_wait(poll, events, kClientsMax, 30'000);
        if (count <= 0) give_up("no event for 30 s");
        for (int i = 0; i < count; ++i) {
            auto& client = clients[events[i].data.u64];
            if (client.read_some(false))
                left -= take_events(client, board.received[events[i].data.u64], plan, board);
        }
    }
    ::_exit(0);
}

} // namespace

Board& make_board() {
    void* memory = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) give_up("no shared memory");
    return *static_cast<Board*>(memory);
}

pid_t start_clients(const ClientPlan& plan, Board& board) {
    const pid_t pid = ::fork();
    if (pid < 0) give_up("cannot fork");
    if (pid > 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_clients(plan, board);
}

void wait_clients(pid_t pid) {
    const Stopwatch watch;
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (watch.seconds() > 60) {
            ::kill(pid, SIGKILL);
            give_up("the clients do not end");
        }
        ::usleep(1000);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) give_up("the clients failed");
}

std::string server_frame(const std::string& text) {
    std::string frame{static_cast<char>(0x81)};
    if (text.size() < 126) {
        frame += static_cast<char>(text.size());
    } else {
        frame += static_cast<char>(126); // 16 bit; no text here is longer
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size() & 0xFF);
    }
    return frame + text;
}

std::string event_mark(int number) { return std::string(kMark) + std::to_string(number) + "}"; }

} // namespace bolt::bench
