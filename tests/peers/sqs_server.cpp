#include "tests/peers/sqs_server.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace bolt::peers {
namespace {

const char* folder(SqsServer::Kind kind) {
    return kind == SqsServer::Kind::elasticmq ? ".peers/elasticmq" : ".peers/python";
}

} // namespace

std::string SqsServer::why_absent(Kind kind) {
    if (std::filesystem::exists(".peers/installed") && std::filesystem::exists(folder(kind))) return "";
    return fmt::format("{} is not there: run scripts/setup-peers", folder(kind));
}

SqsServer::SqsServer(Kind kind) {
    const int port = free_port();
    endpoint_ = fmt::format("http://127.0.0.1:{}", port);
    std::vector<std::string> arguments;
    if (kind == Kind::moto)
        arguments = {"python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", std::to_string(port)};
    else
        arguments = {"java",
                     "-Xmx256m",
                     "-XX:TieredStopAtLevel=1",
                     "-XX:+UseSerialGC",
                     fmt::format("-Drest-sqs.bind-port={}", port),
                     "-Drest-sqs.bind-hostname=127.0.0.1",
                     "-Dnode-address.host=127.0.0.1",
                     fmt::format("-Dnode-address.port={}", port),
                     "-Drest-stats.enabled=false",
                     "-cp",
                     ".peers/elasticmq/*",
                     "org.elasticmq.server.Main"};
    child_.emplace(std::move(arguments), std::map<std::string, std::string>{{"PYTHONPATH", ".peers/python"},
                                                                            {"PYTHONUNBUFFERED", "1"}});
    const std::string ready = kind == Kind::moto ? "Running on" : ") started in";
    child_->wait_until([&](const std::string& said) { return said.find(ready) != std::string::npos; });
}

} // namespace bolt::peers
