#pragma once
#include "base/json.hpp"
#include "net/socket.hpp"
#include "realtime/hub.hpp"
#include "sim/process.hpp"
#include "store/inline_sqlite.hpp"

#include <map>
#include <memory>
#include <string>

namespace bolt::sim {

/// A live screen: follows the tables jobs and job_results over the real hub, is cut off now and then, comes
/// back with its last position, and loads everything anew when it is told to. What it holds must be what the
/// tables hold.
class FeedClient {
  public:
    /// Primary key to column to value, as the client has them.
    using Replica = std::map<std::string, std::map<std::string, std::string>>;

    FeedClient(store::InlineSqlite& rows, std::string name) : rows_(rows), name_(std::move(name)) {}
    /// Connects to the hub of a process. Called again whenever there is a new one or this one was cut off.
    void connect(Process& process, realtime::Hub& hub);
    /// The connection breaks: messages on their way are lost.
    void disconnect();
    bool connected() const;
    std::int64_t position() const { return position_; }
    const Replica& replica(const std::string& table) { return replicas_[table]; }
    /// What it saw that no feed may show: positions that do not rise.
    const std::string& complaint() const { return complaint_; }
    std::uint64_t changes = 0, reloads = 0, resumes = 0;

  private:
    class Socket;
    void on_message(const std::string& text);
    void join();
    void reload(std::int64_t position);
    void apply(const json::object& data);

    store::InlineSqlite& rows_;
    const std::string name_;
    std::shared_ptr<Socket> socket_;
    std::map<std::string, Replica> replicas_;
    std::int64_t position_ = -1; ///< -1: nothing yet
    bool fresh_ = false;         ///< the join was one without a position
    int joins_ = 0;
    std::string complaint_;
};

/// A table as a replica: what a reload over the API gives.
FeedClient::Replica replica_of(const store::InlineSqlite::Table& table);

} // namespace bolt::sim
