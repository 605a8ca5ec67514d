#include "base/random.hpp"

#include "base/encoding.hpp"

#include <cstring>
#include <stdexcept>
#include <sys/random.h>

namespace bolt {

std::uint64_t Random::next() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t Random::below(std::uint64_t bound) {
    // Rejection keeps the distribution even: values past the last full multiple of bound are drawn again.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;)
        if (const auto value = next(); value < limit) return value % bound;
}

std::string Random::token(std::size_t bytes) {
    std::string raw(bytes, '\0');
    fill(std::as_writable_bytes(std::span(raw)));
    return base64url(raw);
}

void SystemRandom::fill(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw std::runtime_error("getrandom failed: the kernel gives no randomness");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

void SeededRandom::fill(std::span<std::byte> bytes) {
    std::lock_guard lock(mutex_);
    while (!bytes.empty()) {
        const std::uint64_t value = engine_();
        const auto count = std::min(bytes.size(), sizeof value);
        std::memcpy(bytes.data(), &value, count);
        bytes = bytes.subspan(count);
    }
}

} // namespace bolt
