#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>

namespace bolt {

/// Randomness, injected everywhere, so that a simulator can replay it. Any thread.
class Random {
  public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t next();
    /// In [0, 1).
    double uniform();
    /// In [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// `bytes` random bytes as URL-safe base64 without padding: for tokens (32 bytes = 256 bits).
    std::string token(std::size_t bytes = 32);
};

/// The kernel's generator: for secrets and ids.
class SystemRandom final : public Random {
  public:
    void fill(std::span<std::byte> bytes) override;
};

/// The same sequence for the same seed: for tests and the simulator, never for secrets.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> bytes) override;

  private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

} // namespace bolt
