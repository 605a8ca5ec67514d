#pragma once
#include "base/platform.hpp"
#include "domain/package.hpp"
#include "flow/orchestrator.hpp"
#include "queue/queue.hpp"
#include "queue/sqs_queue.hpp"
#include "roles/settings.hpp"
#include "store/database.hpp"
#include "submit/browser_submitter.hpp"

#include <memory>

namespace bolt::cli {

/// The implementations of the ports that the settings name, opened once for all roles of a process.
struct Deployment {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<queue::Queue> queue;
    std::unique_ptr<flow::Orchestrator> orchestrator;
    std::unique_ptr<submit::EvidenceStore> evidence;
    PackageCatalog packages;

    Deployment() = default;
    Deployment(Deployment&&) = default;
    Deployment& operator=(Deployment&&) = default;
    /// Ports first, the database last.
    ~Deployment();
};

/// Opens and migrates. The error names the setting to mend.
Result<Deployment> open_deployment(const Platform& platform, const roles::Settings& settings);
/// Only the database, for commands.
Result<std::unique_ptr<store::Database>> open_database(const Platform& platform,
                                                       const roles::Settings& settings);
/// Browser, concurrency and address policy as the settings say.
submit::SubmitterSettings submitter_settings(const roles::Settings& settings);
/// The queue that QUEUE_URL names. `database` serves store: queues and must outlive it; none is needed for
/// SQS.
Result<std::unique_ptr<queue::Queue>> open_queue(const Platform& platform, const roles::Settings& settings,
                                                 store::Database* database);
/// What SQS needs of the settings.
queue::SqsSettings sqs_settings(const roles::Settings& settings);
/// Both lanes, or only the browser's (BOLT_HTTP_LANE); the browser starts with the first attempt that needs it.
std::unique_ptr<submit::Submitter> open_submitter(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database,
                                                  submit::EvidenceStore& evidence);
/// catalog/packages.yaml, built in or from BOLT_PACKAGES.
Result<PackageCatalog> open_packages(const roles::Settings& settings);

} // namespace bolt::cli
