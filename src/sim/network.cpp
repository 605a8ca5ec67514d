#include "sim/network.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

namespace bolt::sim {
namespace {

constexpr Duration kWay{300};
constexpr Duration kOutsideTimeout = std::chrono::seconds{20};

} // namespace

void Network::serve(const std::string& host, Process& process, net::Router router) {
    router.impl().finish();
    served_[host] = {&process, std::make_shared<net::Router>(std::move(router))};
    process.at_death.push_back([this, host, raw = &process] {
        if (served_[host].process == raw) served_.erase(host);
    });
}

void Network::arrive(const std::string& host, const net::Request& request, const Answered& answered) {
    const auto found = served_.find(host);
    if (found == served_.end()) return; // nobody listens: as lost
    auto& process = *found->second.process;
    auto work = [this, router = found->second.router, request, answered]() -> Async<void> {
        auto received = request;
        net::RouteMatch match;
        router->impl().find(received, false, match);
        auto response = co_await (*match.handler)(received);
        if (outage || world_.fault(0.01)) co_return;
        world_.after(world_.latency(kWay), World::kNobody, [answered, response] { answered(response); });
    };
    spawn(process.platform.executor, "request", std::move(work));
}

void Network::deliver(std::string host, net::Request request, Answered answered) {
    const int copies = outage || world_.fault(0.01) ? 0 : world_.fault(0.01) ? 2 : 1;
    for (int i = 0; i < copies; ++i)
        world_.after(world_.latency(kWay), World::kNobody,
                     [this, host, request, answered] { arrive(host, request, answered); });
}

Async<Result<net::Response>> Network::call(Process& from, net::ClientRequest sent) {
    const auto host_at = sent.url.find("://") + 3;
    const auto path_at = sent.url.find('/', host_at);
    net::Request request;
    request.method = sent.method;
    request.path = request.target = sent.url.substr(path_at);
    request.headers = sent.headers;
    request.body = sent.body;
    auto host = sent.url.substr(host_at, path_at - host_at);
    auto outcome = co_await asio::async_initiate<decltype(asio::use_awaitable), void(Result<net::Response>)>(
        [&](auto handler) {
            // The time-out keeps the caller's coroutine: it goes with the caller. Whoever answers takes it
            // from there.
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            auto finish = [shared, target = from.platform.executor](Result<net::Response> result) {
                asio::post(target, [shared, result = std::move(result)]() mutable {
                    std::move (*shared)(std::move(result));
                });
            };
            const auto key = world_.after(sent.timeout, from.owner, [finish] {
                finish(fail(ErrorCode::timeout, "no answer in time"));
            });
            std::weak_ptr weak = shared;
            shared.reset();
            deliver(host, request, [this, key, weak, target = from.platform.executor](auto response) {
                auto kept = weak.lock();
                if (!kept || !world_.take(key)) return;
                asio::post(target, [kept, response = Result<net::Response>(*response)]() mutable {
                    std::move (*kept)(std::move(response));
                });
            });
        },
        asio::use_awaitable);
    co_return outcome;
}

void Network::call_from_outside(std::string host, net::Request request, Answered answered) {
    auto waits = std::make_shared<bool>(true);
    auto once = [waits, answered](std::optional<net::Response> response) {
        if (std::exchange(*waits, false)) answered(std::move(response));
    };
    world_.after(kOutsideTimeout, World::kNobody, [once] { once(std::nullopt); });
    deliver(std::move(host), std::move(request), once);
}

} // namespace bolt::sim
