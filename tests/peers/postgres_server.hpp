#pragma once
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace bolt::peers {

/// A PostgreSQL server of the test's own: a new cluster in a folder of its own, on a free port of 127.0.0.1
/// and a socket in that folder; ended and removed by the destructor. From Debian's package (scripts/setup);
/// runs as `postgres` or `nobody` where the test runs as root, which PostgreSQL refuses.
class PostgresServer {
  public:
    /// Throws std::runtime_error with the server's log if it does not start. `durable`: commits wait for the
    /// disk.
    explicit PostgresServer(bool durable = false);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// "postgresql://postgres@127.0.0.1:40123/name"; every database is open to this machine without a
    /// password.
    std::string url(const std::string& database = "postgres") const;
    int port() const { return port_; }
    std::filesystem::path socket_folder() const { return folder_; }
    /// Makes a database, from another one if named, and gives its URL.
    std::string make_database(const std::string& name, const std::string& from = "template1");
    void drop_database(const std::string& name);
    /// Runs SQL in psql; gives what it prints, unaligned and without headers. Throws with its complaint.
    std::string sql(const std::string& database, const std::string& text) const;
    /// Transactions a second of pgbench: `clients` that run the SQL again and again, each over its own
    /// connection.
    double pgbench(const std::string& database, const std::string& sql, int clients, int seconds) const;
    /// Like a crash: no checkpoint, connections cut; comes back with recovery.
    void restart_at_once();
    void stop_at_once();
    void start();
    /// Stops answering without closing anything, and goes on.
    void freeze(bool frozen);

    /// Why it cannot be started here, or "".
    static std::string why_absent();

  private:
    std::filesystem::path folder_;
    int port_ = 0;
    pid_t server_ = -1, owner_;
};

} // namespace bolt::peers
