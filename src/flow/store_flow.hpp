#pragma once
#include "flow/orchestrator.hpp"
#include "store/database.hpp"

namespace bolt::flow {

/// The orchestrator in the store's tables.
std::unique_ptr<Orchestrator> make_store_flow(const Platform& platform, store::Database& database);

} // namespace bolt::flow
