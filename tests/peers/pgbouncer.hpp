#pragma once
#include "tests/peers/child.hpp"

#include <filesystem>
#include <memory>

namespace bolt::peers {

/// A real PgBouncer (Debian's package) in transaction mode before a server of the test's own: one server
/// connection serves one transaction of anybody, as behind Supabase's pooler.
class PgBouncer {
  public:
    /// For every database of the server at `server_port` of 127.0.0.1. Throws std::runtime_error if it does
    /// not start.
    explicit PgBouncer(int server_port);
    ~PgBouncer();
    PgBouncer(const PgBouncer&) = delete;
    PgBouncer& operator=(const PgBouncer&) = delete;

    /// "postgresql://postgres@127.0.0.1:40123/name?pgbouncer=true"
    std::string url(const std::string& database) const;
    /// Why it cannot be started here, or "".
    static std::string why_absent();

  private:
    std::filesystem::path folder_;
    int port_;
    std::unique_ptr<Child> process_;
};

} // namespace bolt::peers
