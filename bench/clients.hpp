#pragma once
#include "bench/raw_client.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>

/// Many raw clients in one process of their own, so that what they cost is not the server's time.
namespace bolt::bench {

constexpr int kClientsMax = 100;
constexpr int kEventsMax = 400;

/// Memory that both processes see. Times are CLOCK_MONOTONIC in nanoseconds.
struct Board {
    std::int64_t committed[kEventsMax];             ///< written by the sender, before the commit or the write
    std::int64_t received[kClientsMax][kEventsMax]; ///< written by the clients; 0 = not yet
    std::int64_t port;                              ///< set by the server once it listens
    std::int64_t ready;                             ///< clients that wait for events
    std::int64_t event_bytes;                       ///< size of the last event's text
};
/// Shared with the processes that are forked later; zeroed.
Board& make_board();

struct ClientPlan {
    int clients = kClientsMax;
    int events = 0; ///< the process ends when every client has them all
    Handshake handshake;
};
/// Forks the clients' process, which waits for the board's port. Call it while this process has one thread.
/// It exits 0 when all events came, and is killed with this process.
pid_t start_clients(const ClientPlan& plan, Board& board);
/// Waits for its end; give_up() if it failed or takes longer than 60 s.
void wait_clients(pid_t pid);

/// The text that names event `number`; clients look for it in what they receive.
std::string event_mark(int number);

} // namespace bolt::bench
