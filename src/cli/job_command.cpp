#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"
#include "cli/profile_file.hpp"
#include "cli/test_business.hpp"

#include "store/customers.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

namespace bolt::cli {
namespace {

Result<BusinessProfile> profile_of(const JobCreateOptions& options, const Platform& platform) {
    if (options.profile_file.empty()) return test_business(platform.new_id().substr(28));
    return read_profile_file(options.profile_file);
}

} // namespace

// Customer, job and the outbox message that queues it, in one transaction: a running gateway relays it at
// once.
int run_job_create(const JobCreateOptions& options) {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto packages = open_packages(*settings);
    if (!packages) return report(packages.error());
    const auto* package = packages->find(options.package);
    if (package == nullptr) {
        std::string names;
        for (const auto& each : packages->packages()) names += (names.empty() ? "" : ", ") + each.name;
        return report(Error{ErrorCode::invalid_argument,
                            fmt::format("no package '{}': use one of {}", options.package, names)});
    }
    auto profile = profile_of(options, process.platform());
    if (!profile) return report(profile.error());
    if (const auto missing = missing_fields(*profile); !missing.empty())
        return report(Error{ErrorCode::invalid_argument,
                            fmt::format("the profile lacks: {}", fmt::join(missing, ", "))});
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    store::ManualJob job;
    job.profile = std::move(*profile);
    job.package_type = package->name;
    job.priority = package->priority;
    if (options.directories > 0) job.package_size = options.directories;
    auto made = (*database)->write_blocking([&](store::Tx& tx) -> Result<store::ManualJobIds> {
        auto ids = store::create_manual_job(tx, process.platform(), job);
        if (!ids) return ids;
        auto added = store::add_outbox(tx, process.platform(), "enqueue_job", "enqueue_job:" + ids->job_id,
                                       {{"job_id", ids->job_id},
                                        {"customer_id", ids->customer_id},
                                        {"package_size", job.package_size.value_or(0)},
                                        {"priority", job.priority},
                                        {"source", "job_create"}});
        if (!added) return forward(added);
        return ids;
    });
    (*database)->close();
    if (!made) return report(made.error());
    fmt::print("{}\n", made->job_id);
    fmt::print(stderr, "Job of customer {} made; a running gateway queues it.\n", made->customer_id);
    return kSuccess;
}

} // namespace bolt::cli
