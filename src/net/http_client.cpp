#include "net/client.hpp"

#include "net/transfer_loop.hpp"

namespace bolt::net {

struct HttpClient::Impl {
    explicit Impl(const asio::any_io_executor& executor) : loop(executor) {}
    TransferLoop loop;
};

HttpClient::HttpClient(const asio::any_io_executor& executor) : impl_(std::make_shared<Impl>(executor)) {}

HttpClient::~HttpClient() { impl_->loop.shut_down(); }

Async<Result<Response>> HttpClient::send(ClientRequest request) {
    auto impl = impl_; // the client may be destroyed while this waits
    auto transfer = Transfer::make(std::move(request));
    if (!transfer) co_return forward(transfer);
    co_return co_await impl->loop.run(**transfer);
}

} // namespace bolt::net
