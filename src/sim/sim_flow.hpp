#pragma once
#include "flow/orchestrator.hpp"
#include "sim/process.hpp"

namespace bolt::sim {

/// The store's orchestrator behind a service that fails now and then, before or after it has done what it was
/// asked: a run that was given out and never arrives is a zombie, running for ever as far as the orchestrator
/// knows.
std::unique_ptr<flow::Orchestrator>
make_faulty_flow(Process& process, std::unique_ptr<flow::Orchestrator> real, const bool& outage);

} // namespace bolt::sim
