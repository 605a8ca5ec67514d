#include "tests/peers/prefect_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <stdexcept>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bolt::peers {

bool http_ok(int port, const std::string& path) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const auto request = fmt::format("GET {} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", path);
    std::string answer(64, '\0');
    const bool asked = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0;
    const auto got = asked ? ::recv(socket, answer.data(), answer.size(), 0) : -1;
    ::close(socket);
    return got > 12 && answer.substr(8, 4) == " 200";
}

std::string PrefectServer::why_absent() {
    if (std::filesystem::exists(".peers/installed") && std::filesystem::exists(".peers/prefect")) return "";
    return ".peers/prefect is not there: run scripts/setup-peers";
}

PrefectServer::PrefectServer(const Options& options) : options_(options), port_(free_port()) {
    auto name = (std::filesystem::temp_directory_path() / "bolt-prefect-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    home_ = name;
    start();
}

PrefectServer::~PrefectServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(home_, ignored);
}

void PrefectServer::stop() { child_.reset(); }

void PrefectServer::start() {
    const auto home = home_.string();
    std::map<std::string, std::string> environment{
        {"PYTHONPATH", ".peers/prefect"},
        {"PYTHONUNBUFFERED", "1"},
        {"PREFECT_HOME", home},
        {"PREFECT_SERVER_DATABASE_CONNECTION_URL", fmt::format("sqlite+aiosqlite:///{}/prefect.db", home)},
        {"PREFECT_SERVER_ANALYTICS_ENABLED", "false"},
        {"PREFECT_SERVER_UI_ENABLED", "false"},
        {"PREFECT_LOGGING_LEVEL", "WARNING"},
        {"DO_NOT_TRACK", "1"},
        {"PREFECT_API_URL", ""},
        {"PREFECT_API_KEY", ""},
        {"PREFECT_SERVER_API_AUTH_STRING", options_.auth_string},
        {"PREFECT_SERVER_CSRF_PROTECTION_ENABLED", options_.csrf ? "true" : "false"}};
    if (options_.auth_string.empty()) environment.erase("PREFECT_SERVER_API_AUTH_STRING");
    child_.emplace(std::vector<std::string>{"python3", "-m", "prefect", "server", "start", "--host",
                                            "127.0.0.1", "--port", std::to_string(port_), "--no-ui"},
                   environment);
    child_->wait_until([this](const std::string&) { return http_ok(port_, "/api/health"); });
}

std::string PrefectServer::api_url() const { return fmt::format("http://127.0.0.1:{}/api", port_); }

} // namespace bolt::peers
