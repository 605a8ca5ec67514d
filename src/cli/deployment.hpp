#pragma once
#include "assist/captcha_service.hpp"
#include "assist/language_model.hpp"
#include "base/platform.hpp"
#include "domain/package.hpp"
#include "flow/orchestrator.hpp"
#include "flow/prefect_flow.hpp"
#include "queue/queue.hpp"
#include "queue/sqs_queue.hpp"
#include "roles/settings.hpp"
#include "store/postgres_database.hpp"
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
/// What PostgreSQL needs of the settings.
store::PostgresSettings postgres_settings(const roles::Settings& settings);
/// Browser, concurrency and address policy as the settings say.
submit::SubmitterSettings submitter_settings(const roles::Settings& settings);
/// The queue that QUEUE_URL names. `database` serves store: queues and must outlive it; none is needed for
/// SQS.
Result<std::unique_ptr<queue::Queue>> open_queue(const Platform& platform, const roles::Settings& settings,
                                                 store::Database* database);
/// What SQS needs of the settings.
queue::SqsSettings sqs_settings(const roles::Settings& settings);
/// What Prefect needs of the settings (PREFECT_API_URL set), with a work queue for each package.
flow::PrefectSettings prefect_settings(const roles::Settings& settings, const PackageCatalog& packages);
/// Both lanes, or only the browser's (BOLT_HTTP_LANE); the browser starts with the first attempt that needs
/// it.
std::unique_ptr<submit::Submitter> open_submitter(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database, submit::EvidenceStore& evidence);
/// The language model of BOLT_MODEL; nullptr without one.
std::shared_ptr<assist::LanguageModel> open_model(const Platform& platform, const roles::Settings& settings,
                                                  store::Database& database);
/// The service of BOLT_CAPTCHA_KEY; nullptr without one.
std::shared_ptr<assist::CaptchaService>
open_captcha_service(const Platform& platform, const roles::Settings& settings, store::Database& database);
/// catalog/packages.yaml, built in or from BOLT_PACKAGES.
Result<PackageCatalog> open_packages(const roles::Settings& settings);

} // namespace bolt::cli
