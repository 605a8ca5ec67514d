#pragma once
#include "base/platform.hpp"
#include "store/database.hpp"
#include "store/server_rules.hpp"

namespace bolt::roles {

/// The rules that admins set (store/server_rules.hpp) as a role sees them: read at most each `keep`, so that
/// a change works within that time and costs nothing. One thread.
class LiveRules {
  public:
    LiveRules(const Platform& platform, store::Database& database, Duration keep = std::chrono::seconds{2})
        : platform_(platform), database_(database), keep_(keep) {}

    /// While the database does not answer: those that were read last.
    Async<store::ServerRules> current() {
        const auto now = platform_.clock.monotonic();
        if (!read_ || now - read_at_ >= keep_) {
            read_at_ = now;
            auto rules = co_await database_.read([](store::Tx& tx) { return store::server_rules(tx); });
            if (rules) rules_ = *rules;
            read_ = rules.has_value();
        }
        co_return rules_;
    }

  private:
    const Platform platform_;
    store::Database& database_;
    const Duration keep_;
    store::ServerRules rules_;
    bool read_ = false;
    Duration read_at_{0};
};

} // namespace bolt::roles
