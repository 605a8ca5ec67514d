#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <string>

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 14
#error "g++ before 14 miscompiles C++20 coroutines: build with clang++-19 (scripts/setup installs it)"
#endif

namespace bolt {

namespace asio = boost::asio;

/// A coroutine of ours. All coroutines of one process run on one io_context with one thread, so that code
/// between two `co_await`s is atomic towards every other coroutine. Blocking work goes to a pool (Database,
/// PasswordHasher).
template <class T = void>
using Async = asio::awaitable<T>;

/// Completion token that yields (error_code, ...) as a tuple instead of throwing.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Starts a coroutine that nobody waits for. An exception that leaves it is logged with `name` and ends only
/// it.
void spawn(asio::any_io_executor executor, std::string name, std::function<Async<void>()> body);

} // namespace bolt
