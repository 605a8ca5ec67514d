#pragma once
#include "bench/measure.hpp"
#include "bench/raw_client.hpp"

#include <cstdint>
#include <functional>
#include <sys/types.h>

/// A thousand dashboards in two processes of their own: some that read everything, some that read nothing.
namespace bolt::bench {

constexpr int kChangesMax = 4'000;
constexpr int kLatencyBuckets = 100'000; ///< of 10 microseconds; the last one takes what is later

/// Memory that all processes see. Times are CLOCK_MONOTONIC in nanoseconds.
struct LoadBoard {
    std::int64_t port;                       ///< set by the server once it listens
    std::int64_t ready;                      ///< clients that have joined
    std::int64_t committed[kChangesMax];     ///< written before each commit
    std::int64_t latencies[kLatencyBuckets]; ///< of all readers
    std::int64_t over;                       ///< not 0: who is cut now stays away
    std::int64_t message_bytes;              ///< size of the last change's text
    std::int64_t cuts;                       ///< clients that the server cut, and that came again
    double reader_cpu_seconds; ///< of the readers' process from the last join to the last change
    // Written by the server's process.
    double server_cpu_seconds, wall_seconds;
    std::int64_t memory_before, memory_after; ///< resident bytes
};
LoadBoard& make_load_board();

/// Forks clients that take every change once and in order, and note when. The process ends with 0 when all
/// have all.
pid_t start_readers(const Handshake& handshake, int clients, int changes, LoadBoard& board);
/// Forks clients that read nothing after their join, on a small receive buffer; one that is cut comes again.
/// Runs until it is killed.
pid_t start_sleepers(const Handshake& handshake, int clients, LoadBoard& board);
/// Forks a process that ends with 0 after `body`.
pid_t in_child(const std::function<void()>& body);
/// Ends sleepers.
void end_sleepers(pid_t pid);
/// Waits for the end of a process that was forked here; give_up() if it failed or takes longer than
/// `seconds`.
void wait_process(pid_t pid, double seconds);

/// The milliseconds within which `percent` of the changes reached their readers.
double latency_ms(const LoadBoard& board, double percent);
/// Resident bytes of this process.
std::int64_t own_memory();
/// Takes as many file descriptors as the system lets this process have; gives how many.
std::int64_t raise_descriptors();

} // namespace bolt::bench
