#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "roles/settings.hpp"
#include "store/database.hpp"
#include "submit/submitter.hpp"

namespace bolt::roles {

/// Carries out what BOLT_RETENTION_DAYS says, and forgets dead links, sessions and abandoned checkouts: at
/// once, then every hour. Any number may run beside each other. Until the stop.
Async<void> keep_retention(const Platform& platform, store::Database& database,
                           submit::EvidenceStore& evidence, const Settings& settings, StopToken& stop);

} // namespace bolt::roles
