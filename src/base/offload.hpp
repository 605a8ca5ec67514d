#pragma once
#include "base/async.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <type_traits>
#include <utility>

namespace bolt {

/// Runs blocking work on a pool's thread and resumes the coroutine on `home` with what it returned. `work` must not throw
/// and must own all it touches; the pool must outlive it.
template <class F>
Async<std::invoke_result_t<F&>> offload(asio::thread_pool& pool, asio::any_io_executor home, F work) {
    using R = std::invoke_result_t<F&>;
    co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(R)>(
        [&pool, home](auto handler, F body) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            asio::post(pool, [shared, home, body = std::move(body)]() mutable {
                asio::post(home, [shared, result = body()]() mutable { std::move (*shared)(std::move(result)); });
            });
        },
        asio::use_awaitable, std::move(work));
}

} // namespace bolt
