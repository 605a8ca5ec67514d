#pragma once
#include "base/signal.hpp"

#include <list>

namespace bolt {

/// Lets a producer give its product straight to a consumer that waits in the same process, where both
/// otherwise would meet in a table: one transaction less between them. A consumer registers a Waiter for as
/// long as it waits; a producer that finds one promises it something, makes it, and gives it. One thread.
template <class Wish, class Product>
class Handover {
  public:
    /// A consumer's place in the line: registered from construction to leave().
    class Waiter {
      public:
        Waiter(Handover& handover, Wish wish) : wish(std::move(wish)), handover_(handover) {
            handover_.line_.push_back(this);
        }
        ~Waiter() { handover_.line_.remove(this); }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        /// Leaves the line. What was promised by then is still waited for: the product, or nothing.
        Async<Product> leave() {
            handover_.line_.remove(this);
            for (;;) {
                const auto seen = handover_.given_.count();
                if (!promised_) co_return std::move(product_);
                co_await handover_.given_.wait_past(seen, Duration::max());
            }
        }
        const Wish wish;

      private:
        friend class Handover;
        Handover& handover_;
        bool promised_ = false;
        Product product_{};
    };

    explicit Handover(Clock& clock) : given_(clock) {}
    /// The consumer that waits longest, or nullptr. Who takes it must give() to it, an empty product where
    /// making failed.
    Waiter* promise() {
        if (line_.empty()) return nullptr;
        auto* waiter = line_.front();
        line_.pop_front();
        waiter->promised_ = true;
        return waiter;
    }
    void give(Waiter& waiter, Product product) {
        waiter.product_ = std::move(product);
        waiter.promised_ = false;
        given_.notify();
    }

  private:
    std::list<Waiter*> line_;
    Signal given_;
};

} // namespace bolt
