#include "bench/dashboard_load.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bolt::bench {
namespace {

constexpr std::string_view kMark = "\"bench\":";
constexpr int kEventsAtOnce = 256;
constexpr int kSmallBuffer = 4096;

struct Reader : RawClient {
    int seen = 0;
};

std::uint16_t wait_for_port(LoadBoard& board) {
    while (std::atomic_ref(board.port).load() == 0) ::usleep(1000);
    return static_cast<std::uint16_t>(board.port);
}

void watch(int poll, int socket, std::uint32_t events, std::size_t index) {
    epoll_event wanted{};
    wanted.events = events;
    wanted.data.u64 = index;
    if (::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &wanted) != 0) give_up("cannot watch a client");
}

void note(std::string_view text, Reader& reader, std::int64_t now, LoadBoard& board) {
    // The mark stands in the row, which is the last part of the message.
    const auto at = text.rfind(kMark);
    if (at == std::string_view::npos) return;
    const int number = std::atoi(text.data() + at + kMark.size());
    if (number != reader.seen) give_up("a change was lost, repeated or came too early");
    ++reader.seen;
    const auto bucket = (now - board.committed[number]) / 10'000;
    ++board.latencies[std::clamp<std::int64_t>(bucket, 0, kLatencyBuckets - 1)];
    board.message_bytes = static_cast<std::int64_t>(text.size());
}

/// Reads once and notes every change in it; frames are looked at where they lie.
int take(Reader& reader, LoadBoard& board) {
    static char chunk[256 << 10];
    const auto got = ::recv(reader.socket, chunk, sizeof chunk, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) give_up("a reader lost its connection");
    if (got <= 0) return 0;
    const auto now = monotonic_ns();
    std::string_view bytes(chunk, static_cast<std::size_t>(got));
    std::string joined;
    if (!reader.buffer.empty()) {
        joined = std::move(reader.buffer);
        joined += bytes;
        bytes = joined;
    }
    const int before = reader.seen;
    std::string_view text;
    while (const auto size = whole_frame(bytes, text)) {
        note(text, reader, now, board);
        bytes.remove_prefix(size);
    }
    reader.buffer = bytes;
    return reader.seen - before;
}

[[noreturn]] void run_readers(const Handshake& handshake, int clients, int changes, LoadBoard& board) {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    const auto port = wait_for_port(board);
    std::vector<Reader> readers(static_cast<std::size_t>(clients));
    for (std::size_t i = 0; i < readers.size(); ++i) {
        readers[i].connect(port);
        readers[i].join(handshake);
        watch(poll, readers[i].socket, EPOLLIN, i);
        std::atomic_ref(board.ready).fetch_add(1);
    }
    const double cpu_before = own_cpu_seconds();
    for (std::int64_t left = std::int64_t{clients} * changes; left > 0;) {
        epoll_event events[kEventsAtOnce];
        const int count = ::epoll_wait(poll, events, kEventsAtOnce, 30'000);
        if (count <= 0) give_up("no change for 30 s");
        for (int i = 0; i < count; ++i) left -= take(readers[events[i].data.u64], board);
    }
    board.reader_cpu_seconds = own_cpu_seconds() - cpu_before;
    ::_exit(0);
}

[[noreturn]] void run_sleepers(const Handshake& handshake, int clients, LoadBoard& board) {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    const auto port = wait_for_port(board);
    std::vector<RawClient> sleepers(static_cast<std::size_t>(clients));
    const auto come = [&](std::size_t index) {
        auto& sleeper = sleepers[index];
        sleeper.connect(port, kSmallBuffer);
        sleeper.join(handshake);
        watch(poll, sleeper.socket, EPOLLRDHUP, index);
    };
    for (std::size_t i = 0; i < sleepers.size(); ++i) {
        come(i);
        std::atomic_ref(board.ready).fetch_add(1);
    }
    for (;;) {
        epoll_event events[kEventsAtOnce];
        const int count = ::epoll_wait(poll, events, kEventsAtOnce, -1);
        for (int i = 0; i < count; ++i) {
            const auto index = static_cast<std::size_t>(events[i].data.u64);
            sleepers[index].close();
            if (std::atomic_ref(board.over).load() != 0) continue;
            std::atomic_ref(board.cuts).fetch_add(1);
            come(index);
        }
    }
}

} // namespace

LoadBoard& make_load_board() {
    void* memory =
        ::mmap(nullptr, sizeof(LoadBoard), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) give_up("no shared memory");
    return *static_cast<LoadBoard*>(memory);
}

pid_t in_child(const std::function<void()>& body) {
    const pid_t pid = ::fork();
    if (pid < 0) give_up("cannot fork");
    if (pid > 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    body();
    ::fflush(stdout);
    ::_exit(0);
}

pid_t start_readers(const Handshake& handshake, int clients, int changes, LoadBoard& board) {
    return in_child([&] { run_readers(handshake, clients, changes, board); });
}

pid_t start_sleepers(const Handshake& handshake, int clients, LoadBoard& board) {
    return in_child([&] { run_sleepers(handshake, clients, board); });
}

void end_sleepers(pid_t pid) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

void wait_process(pid_t pid, double seconds) {
    const Stopwatch watch;
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (watch.seconds() > seconds) {
            ::kill(pid, SIGKILL);
            give_up("a process of the bench does not end");
        }
        ::usleep(1000);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) give_up("a process of the bench failed");
}

double latency_ms(const LoadBoard& board, double percent) {
    std::int64_t all = 0, below = 0;
    for (const auto count : board.latencies) all += count;
    for (int i = 0; i < kLatencyBuckets; ++i) {
        below += board.latencies[i];
        if (static_cast<double>(below) >= static_cast<double>(all) * percent / 100) return (i + 1) * 0.01;
    }
    return 0;
}

std::int64_t own_memory() {
    long size = 0, resident = 0;
    auto* file = std::fopen("/proc/self/statm", "r");
    const bool read = file != nullptr && std::fscanf(file, "%ld %ld", &size, &resident) == 2;
    if (file != nullptr) std::fclose(file);
    if (!read) give_up("cannot read this process's memory");
    return std::int64_t{resident} * ::sysconf(_SC_PAGESIZE);
}

std::int64_t raise_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::int64_t>(limit.rlim_cur);
}

} // namespace bolt::bench
