#include "bench/raw_client.hpp"

#include "bench/measure.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bolt::bench {
namespace {

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

} // namespace

std::size_t whole_frame(std::string_view bytes, std::string_view& payload) {
    if (bytes.size() < 2) return 0;
    std::size_t size = static_cast<unsigned char>(bytes[1]) & 0x7F, head = 2;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < head + more) return 0;
    if (more > 0) size = 0;
    for (std::size_t i = 0; i < more; ++i) size = size << 8 | static_cast<unsigned char>(bytes[head++]);
    if (bytes.size() < head + size) return 0;
    payload = bytes.substr(head, size);
    return head + size;
}

std::string server_frame(const std::string& text) {
    std::string frame{static_cast<char>(0x81)};
    if (text.size() < 126) {
        frame += static_cast<char>(text.size());
    } else {
        frame += static_cast<char>(126); // 16 bit
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size() & 0xFF);
    }
    return frame + text;
}

void RawClient::connect(std::uint16_t port, int receive_bytes) {
    socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_bytes > 0) // before the connect, which announces the window
        ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        give_up("a client cannot connect");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void RawClient::join(const Handshake& handshake) {
    if (handshake.target.empty()) return;
    send_all(socket, "GET " + handshake.target +
                         " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    while (buffer.find("\r\n\r\n") == std::string::npos) read_some(true);
    if (!buffer.starts_with("HTTP/1.1 101")) give_up("no upgrade: " + buffer);
    buffer.erase(0, buffer.find("\r\n\r\n") + 4);
    send_all(socket, client_frame(handshake.join));
    for (std::string text; text.find(handshake.joined) == std::string::npos;)
        while (!next_frame(text)) read_some(true);
}

bool RawClient::read_some(bool wait) {
    char chunk[65536];
    const auto got = ::recv(socket, chunk, sizeof chunk, wait ? 0 : MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) give_up("a client lost its connection");
    if (got > 0) buffer.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
}

bool RawClient::next_frame(std::string& payload) {
    std::string_view found;
    const auto size = whole_frame(buffer, found);
    if (size == 0) return false;
    payload = found;
    buffer.erase(0, size);
    return true;
}

void RawClient::close() {
    ::close(socket);
    socket = -1;
    buffer = {};
}

} // namespace bolt::bench
