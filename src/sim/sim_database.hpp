#pragma once
#include "sim/process.hpp"
#include "store/database.hpp"
#include "store/inline_sqlite.hpp"

#include <deque>

namespace bolt::sim {

class SimDatabase;

/// The machine's database, shared by all its processes, and what may go wrong with it.
class SimStore {
  public:
    SimStore(World& world, const store::InlineSqlite& prepared) : world(world), rows(prepared) {}
    /// From the next full commit on, at most `commits` more happen; then the machine loses its power and with
    /// it every commit that nobody asked to be durable. `died` is called in the middle of it.
    void cut_power_soon(int commits) { cut_in_ = commits; }
    std::function<void()> died;

    World& world;
    store::InlineSqlite rows;
    bool outage = false; ///< every call gets an error
    std::vector<SimDatabase*> open;
    std::uint64_t commits = 0, refused = 0, answers_lost = 0, power_cuts = 0;

  private:
    friend class SimDatabase;
    /// Asked right before a commit; true: it does not happen, nor anything after it.
    bool power_fails(bool full);
    void committed(bool full);
    int cut_in_ = -1;
    bool remembered_ = false;
};

/// The store port of one process. Transactions run in the order in which they were given, several in one
/// commit, each after a while; their answers come after another while or, when faults happen, not as they
/// should.
class SimDatabase final : public store::Database {
  public:
    SimDatabase(Process& process, SimStore& store);
    ~SimDatabase() override;
    Signal& committed() override { return committed_; }
    std::string engine() const override { return "sqlite"; }
    void close() override {}
    /// Drops what waits, with the coroutines that wait for it.
    void forget();

  protected:
    void submit_write(Work work, store::Durability durability, Done done) override;
    void submit_read(Work work, Done done) override;
    asio::any_io_executor executor() const override { return process_.platform.executor; }

  private:
    struct Waiting {
        Work work;
        bool full = false;
        Done done;
    };
    void commit();
    void notice(bool own);

    Process& process_;
    SimStore& store_;
    Signal committed_;
    std::vector<Waiting> waiting_;
    bool scheduled_ = false, noticing_ = false;
};

} // namespace bolt::sim
