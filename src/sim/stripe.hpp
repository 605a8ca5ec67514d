#pragma once
#include "sim/network.hpp"

#include <map>
#include <string>
#include <vector>

namespace bolt::sim {

/// Stripe, as it tells of purchases: each event until it is answered with 2xx, some again later although they
/// were, some as two events of one session, in any order.
class Stripe {
  public:
    struct Order {
        std::string session_id;
        bool acknowledged = false; ///< an event that says "paid" got its 2xx
        int open = 0;              ///< events that still wait for theirs
    };
    Stripe(World& world, Network& network, std::string secret)
        : world_(world), network_(network), secret_(std::move(secret)) {}
    /// Somebody buys `package` as customer number `customer`.
    void buy(int customer, const std::string& package, int price_cents);
    const std::vector<Order>& orders() const { return orders_; }
    /// Every event got its 2xx.
    bool all_acknowledged() const;
    std::uint64_t deliveries = 0;

  private:
    void tell(std::size_t order, std::string body, bool paid, int tries, bool counts);
    World& world_;
    Network& network_;
    const std::string secret_;
    std::vector<Order> orders_;
    int events_ = 0;
};

} // namespace bolt::sim
