#include "base/async.hpp"

#include "base/log.hpp"

#include <exception>

namespace bolt {
namespace {

Async<void> run(std::string name, std::function<Async<void>()> body) {
    // The body is moved into this frame: a lambda coroutine must outlive its own suspension points.
    try {
        co_await body();
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) co_return;
        log::error("background work ended by an exception", {{"work", name}, {"error", error.what()}});
    } catch (const std::exception& error) {
        log::error("background work ended by an exception", {{"work", name}, {"error", error.what()}});
    }
}

} // namespace

void spawn(asio::any_io_executor executor, std::string name, std::function<Async<void>()> body) {
    asio::co_spawn(std::move(executor), run(std::move(name), std::move(body)), [](std::exception_ptr) {});
}

} // namespace bolt
