#pragma once
// The templates of store/database.hpp: they carry a typed result past the untyped port.
#include "store/database.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <optional>

namespace bolt::store {

namespace detail {
template <class R>
struct Carrier {
    std::optional<R> result;
};
} // namespace detail

template <class F>
auto Database::run(F function, bool write, Durability durability) -> Async<std::invoke_result_t<F&, Tx&>> {
    using R = std::invoke_result_t<F&, Tx&>;
    auto carrier = std::make_shared<detail::Carrier<R>>();
    auto work = [carrier, function = std::move(function)](Tx& tx) mutable -> Result<void> {
        carrier->result.emplace(function(tx));
        if (!*carrier->result) return forward(*carrier->result);
        return {};
    };
    Result<void> outcome = co_await asio::async_initiate<decltype(asio::use_awaitable), void(Result<void>)>(
        [this, write, durability](auto handler, Work body) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            auto done = [shared, target = executor()](Result<void> result) {
                asio::post(target, [shared, result = std::move(result)]() mutable { std::move (*shared)(std::move(result)); });
            };
            if (write)
                submit_write(std::move(body), durability, std::move(done));
            else
                submit_read(std::move(body), std::move(done));
        },
        asio::use_awaitable, Work(std::move(work)));
    if (!outcome) co_return forward(outcome);
    co_return std::move(*carrier->result);
}

template <class F>
auto Database::run_blocking(F function, bool write, Durability durability) -> std::invoke_result_t<F&, Tx&> {
    using R = std::invoke_result_t<F&, Tx&>;
    auto carrier = std::make_shared<detail::Carrier<R>>();
    std::promise<Result<void>> finished;
    auto work = [carrier, &function](Tx& tx) -> Result<void> {
        carrier->result.emplace(function(tx));
        if (!*carrier->result) return forward(*carrier->result);
        return {};
    };
    auto done = [&finished](Result<void> result) { finished.set_value(std::move(result)); };
    if (write)
        submit_write(work, durability, done);
    else
        submit_read(work, done);
    auto outcome = finished.get_future().get();
    if (!outcome) return forward(outcome);
    return std::move(*carrier->result);
}

template <class F>
auto Database::write(F function, Durability durability) -> Async<std::invoke_result_t<F&, Tx&>> {
    return run(std::move(function), true, durability);
}
template <class F>
auto Database::read(F function) -> Async<std::invoke_result_t<F&, Tx&>> {
    return run(std::move(function), false, Durability::relaxed);
}
template <class F>
auto Database::write_blocking(F function, Durability durability) -> std::invoke_result_t<F&, Tx&> {
    return run_blocking(std::move(function), true, durability);
}
template <class F>
auto Database::read_blocking(F function) -> std::invoke_result_t<F&, Tx&> {
    return run_blocking(std::move(function), false, Durability::relaxed);
}

} // namespace bolt::store
