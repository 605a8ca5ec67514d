#include "bench/clients.hpp"

#include "bench/measure.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

constexpr std::string_view kMark = "\"bench\":";

struct Client : RawClient {
    int seen = 0;
};

std::uint16_t wait_for_port(Board& board) {
    while (std::atomic_ref(board.port).load() == 0) ::usleep(1000);
    return static_cast<std::uint16_t>(board.port);
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
        clients[i].connect(port);
        clients[i].join(plan.handshake);
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

std::string event_mark(int number) { return std::string(kMark) + std::to_string(number) + "}"; }

} // namespace bolt::bench
