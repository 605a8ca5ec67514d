#pragma once
// An HTTP gate in front of Prefect's server that answers some requests itself, and badly.
#include "base/platform.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

#include <deque>
#include <functional>
#include <vector>

namespace bolt::flow {

/// Forwards everything but what `faults` hold: each is used for one request whose method and path it takes.
class FaultGate {
  public:
    struct Fault {
        std::string method, path_part;
        int status = 503; ///< 0: cut the connection; -1: forward, then cut the answer off
        std::string body{};
        std::string retry_after{};
        std::chrono::milliseconds delay{0};
        int times = 1;
        std::string body_part{}; ///< only for requests with it
    };

    FaultGate(const Platform& platform, std::string upstream)
        : platform_(platform), upstream_(std::move(upstream)), http_(platform.executor) {
        net::Router router;
        router.set_fallback([this](net::Request& request) { return answer(request); });
        net::ServerSettings settings;
        settings.body_bytes_max = 16 << 20;
        server_ = std::make_unique<net::Server>(platform.executor, settings, std::move(router));
        if (auto started = server_->start(); !started) throw std::runtime_error(started.error().message);
    }
    std::string api_url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/api"; }

    std::deque<Fault> faults;
    std::vector<std::string> seen; ///< "POST /api/flows/"
    net::Headers last_headers;

  private:
    Async<net::Response> answer(net::Request& request) {
        seen.push_back(request.method + " " + request.path);
        last_headers = request.headers;
        for (auto& fault : faults) {
            if (fault.times == 0 || request.method != fault.method ||
                request.path.find(fault.path_part) == std::string::npos ||
                request.body.find(fault.body_part) == std::string::npos)
                continue;
            --fault.times;
            const auto with = fault;
            if (with.delay.count() > 0) co_await platform_.clock.sleep(with.delay);
            if (with.status == -1) co_await forward(request);
            if (with.status <= 0) {
                net::Response cut;
                cut.cut = true;
                co_return cut;
            }
            auto response = net::Response::json(with.status, with.body);
            if (!with.retry_after.empty()) response.headers.set("Retry-After", with.retry_after);
            co_return response;
        }
        co_return co_await forward(request);
    }
    Async<net::Response> forward(const net::Request& request) {
        net::ClientRequest on{
            .method = request.method, .url = upstream_ + request.target, .body = request.body};
        for (const auto* name :
             {"Content-Type", "Authorization", "Prefect-Csrf-Token", "Prefect-Csrf-Client"})
            if (request.headers.has(name)) on.headers.set(name, std::string(request.headers.get(name)));
        auto got = co_await http_.send(std::move(on));
        if (!got) co_return net::problem(502, "Bad Gateway", got.error().message);
        net::Response response;
        response.status = got->status;
        response.headers.set("Content-Type", "application/json");
        response.body = got->body;
        co_return response;
    }

    const Platform platform_;
    const std::string upstream_;
    net::HttpClient http_;
    std::unique_ptr<net::Server> server_;
};

} // namespace bolt::flow
