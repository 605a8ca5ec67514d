#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// WebSocket clients by bare system calls: what a client costs must not be what a bench measures.
namespace bolt::bench {

/// How to become a client of the server.
struct Handshake {
    std::string target = {}; ///< of the upgrade; "": a bare TCP stream of frames, nothing is sent
    std::string join = {};   ///< text sent after the upgrade
    std::string joined = {}; ///< what the text that completes the join contains
};

/// The size of the whole frame at the start of `bytes`, and its payload; 0 while it is not whole.
std::size_t whole_frame(std::string_view bytes, std::string_view& payload);
/// An unmasked WebSocket text frame, as servers send it (RFC 6455 section 5.2); below 64 KiB.
std::string server_frame(const std::string& text);

/// One connection: splits what comes into frames. give_up() on whatever goes wrong.
struct RawClient {
    int socket = -1;
    std::string buffer; ///< came, but is no whole frame yet

    /// `receive_bytes`: of the kernel's buffer; 0: its own choice.
    void connect(std::uint16_t port, int receive_bytes = 0);
    /// Upgrades and joins, waiting for each answer.
    void join(const Handshake& handshake);
    /// Reads once; false when nothing came.
    bool read_some(bool wait);
    /// Takes the next whole frame's payload; false if there is none yet.
    bool next_frame(std::string& payload);
    void close();
};

} // namespace bolt::bench
