#pragma once
#include "sim/process.hpp"
#include "submit/submitter.hpp"

#include <map>
#include <string>

namespace bolt::sim {

/// The directory sites and what stands in their records. They do not look for duplicates: a form that arrives
/// twice is two listings.
class Sites {
  public:
    explicit Sites(World& world) : world(world) {}
    /// "<job id> <directory>" to how often its form was taken.
    std::map<std::string, int> taken;
    /// How often a form was sent there that the site may have taken.
    std::map<std::string, int> sends;
    World& world;
};

/// What a worker's lane does at a site, seen from the network: it visits, fills, asks to be allowed to send,
/// sends and reads the answer, each of which may take long or fail. With an unclear answer it looks the
/// business up, as submit/checking_submitter does.
class SimSubmitter final : public submit::Submitter {
  public:
    SimSubmitter(Process& process, Sites& sites) : process_(process), sites_(sites) {}
    Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                     const submit::AttemptHooks& hooks) override;
    Async<void> close() override { co_return; }

  private:
    Async<Verdict> send(std::string key, bool& refused);
    Process& process_;
    Sites& sites_;
};

} // namespace bolt::sim
