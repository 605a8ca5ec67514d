#pragma once
// A server for tests that answers SQS's operations as a test tells it to, on loopback.
#include "base/signal.hpp"
#include "base/test_loop.hpp"
#include "net/server.hpp"
#include "queue/sqs_queue.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::queue {

class FakeSqs : public testing::Test {
  protected:
    struct Call {
        std::string operation;
        json::value body;
        net::Headers headers;
    };

    void SetUp() override {
        net::Router router;
        router.add("POST", "/", [this](net::Request& request) { return take(request); });
        server.emplace(loop.platform.executor, net::ServerSettings{}, std::move(router));
        const auto started = server->start();
        ASSERT_TRUE(started) << started.error().message;
        endpoint = fmt::format("http://127.0.0.1:{}/", server->port());
        environment = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                       {"AWS_SECRET_ACCESS_KEY", "secret"},
                       {"AWS_REGION", "us-east-2"},
                       {"AWS_EC2_METADATA_DISABLED", "true"}};
    }
    void TearDown() override {
        loop.run([](FakeSqs& self) -> Async<int> {
            co_await self.server->stop();
            co_return 0;
        }(*this));
    }

    Async<net::Response> take(net::Request& request) {
        const auto target = request.headers.get("X-Amz-Target");
        Call call{std::string(target.substr(std::min(target.find('.') + 1, target.size()))),
                  json::parse(request.body), request.headers};
        calls.push_back(call);
        if (call.operation == held) co_await released.wait_past(0, std::chrono::seconds{10});
        co_return answer(call);
    }
    static net::Response good(json::object body) { return net::Response::json(200, json::serialize(body)); }
    static net::Response bad(int status, const std::string& type, const std::string& message = "because") {
        return net::Response::json(
            status,
            json::serialize(json::object{{"__type", "com.amazonaws.sqs#" + type}, {"message", message}}));
    }
    int count(const std::string& operation) const {
        return static_cast<int>(std::count_if(calls.begin(), calls.end(),
                                              [&](const Call& call) { return call.operation == operation; }));
    }
    std::unique_ptr<Queue> queue(const std::string& name = "jobs") {
        auto made = make_sqs_queue(
            loop.platform, {.queue_url = endpoint + "123456789012/" + name, .environment = environment});
        if (!made) throw std::runtime_error(made.error().message);
        return std::move(*made);
    }

    TestLoop loop;
    std::optional<net::Server> server;
    std::string endpoint;
    net::AwsEnvironment environment;
    std::vector<Call> calls;
    std::function<net::Response(const Call&)> answer = [](const Call&) { return good({}); };
    std::string held; ///< this operation is answered only after released.notify()
    Signal released{loop.clock};
};

} // namespace bolt::queue
