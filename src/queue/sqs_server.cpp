#include "queue/sqs_server.hpp"

#include "net/sigv4_check.hpp"
#include "queue/sqs_server_call.hpp"

#include <ctime>
#include <fmt/format.h>

namespace bolt::queue {
namespace {

// A batch of ten, with every character escaped.
constexpr std::size_t kRequestBytesMax = 4 << 20;
constexpr std::string_view kTargetPrefix = "AmazonSQS.";

/// Clients whose clock is wrong set it by this ("Sun, 06 Nov 1994 08:49:37 GMT").
std::string http_date(TimePoint now) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[parts.tm_wday], parts.tm_mday,
                       kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                       parts.tm_sec);
}

SqsServed::One open(const Platform& platform, store::Database& database, StoreQueueSettings settings) {
    auto name = settings.name;
    return {std::move(name), make_store_queue(platform, database, std::move(settings))};
}

} // namespace

struct SqsServer::Impl {
    Impl(const Platform& platform, store::Database& database, const SqsServerSettings& with)
        : served{platform, database, with, open(platform, database, with.queue),
                 open(platform, database,
                      {with.queue.dead_letter_name, with.queue.dead_letter_name + "-none",
                       with.queue.body_bytes_max})} {}

    Async<net::Response> answer(net::Request& request);
    Async<SqsAnswer> act(net::Request& request);

    SqsServed served;
    std::optional<net::Server> server;
};

Async<SqsAnswer> SqsServer::Impl::act(net::Request& request) {
    const auto& keys = served.settings.keys;
    const auto scope = net::check_v4(
        request, "sqs",
        [&keys](const std::string& id) {
            return id == keys.access_key_id ? std::optional(keys.secret_access_key) : std::nullopt;
        },
        served.platform.now());
    if (!scope)
        co_return sqs_refuse(scope.error().code, scope.error().message,
                             scope.error().code == "IncompleteSignature" ? 400 : 403);
    const auto target = request.headers.get("X-Amz-Target");
    if (!target.starts_with(kTargetPrefix))
        co_return sqs_refuse("UnsupportedOperation",
                             "This server speaks SQS's AWS JSON 1.0 protocol (X-Amz-Target: "
                             "AmazonSQS...), not the older Query protocol: use a newer SDK.");
    const std::string operation(target.substr(kTargetPrefix.size()));
    auto action = find_sqs_message_action(operation);
    if (action == nullptr) action = find_sqs_queue_action(operation);
    if (action == nullptr)
        co_return sqs_refuse("UnsupportedOperation",
                             fmt::format("The embedded queue has no {}.", operation.substr(0, 64)));
    auto body = parse_json(request.body);
    if (!body || !body->is_object())
        co_return sqs_refuse("SerializationException", "The request's body must be a JSON object.");
    const SqsCall call{std::move(*body), "http://" + std::string(request.headers.get("Host")), scope->region};
    co_return co_await action(served, call);
}

Async<net::Response> SqsServer::Impl::answer(net::Request& request) {
    const auto done = co_await act(request);
    auto response = done ? net::Response::json(200, json::serialize(*done)) : sqs_response(done.error());
    response.headers.set("Content-Type", "application/x-amz-json-1.0");
    response.headers.set("x-amzn-RequestId", served.platform.new_id());
    response.headers.set("Date", http_date(served.platform.now()));
    co_return response;
}

SqsServer::SqsServer(const Platform& platform, store::Database& database, const SqsServerSettings& settings)
    : impl_(std::make_shared<Impl>(platform, database, settings)) {
    net::ServerSettings server;
    server.address = impl_->served.settings.address;
    server.port = impl_->served.settings.port;
    server.body_bytes_max = kRequestBytesMax;
    net::Router router;
    // SDKs take a queue's URL as the address they post to.
    for (const char* pattern : {"/", "/{path...}"})
        router.add("POST", pattern,
                   [impl = impl_.get()](net::Request& request) { return impl->answer(request); });
    impl_->server.emplace(platform.executor, server, std::move(router));
}

SqsServer::~SqsServer() = default;

Result<void> SqsServer::start() { return impl_->server->start(); }

Async<void> SqsServer::stop() {
    auto impl = impl_;
    impl->served.jobs.queue->wake();
    impl->served.dead.queue->wake();
    co_await impl->server->stop();
}

std::string SqsServer::url() const {
    const auto& address = impl_->served.settings.address;
    return fmt::format("http://{}:{}", address.find(':') == address.npos ? address : "[" + address + "]",
                       impl_->server->port());
}

std::string SqsServer::queue_url() const { return SqsCall{{}, url(), ""}.url_of(impl_->served.jobs); }

} // namespace bolt::queue
