#pragma once
// For tests of this room: customers, directories and jobs on a TestStore.
#include "store/attempts.hpp"
#include "store/customers.hpp"
#include "store/directories.hpp"
#include "store/jobs.hpp"
#include "store/test_store.hpp"

#include <fmt/format.h>

namespace bolt::store {

inline BusinessProfile complete_profile(const std::string& email = "ada@example.com") {
    BusinessProfile profile;
    profile.business_name = "Ada's Bistro";
    profile.contact_first_name = "Ada";
    profile.contact_last_name = "Lovelace";
    profile.email = email;
    profile.phone = "+1 312 555 0100";
    profile.website = "https://bistro.example.com";
    profile.address = "12 Engine Street";
    profile.city = "Chicago";
    profile.state = "IL";
    profile.postal_code = "60601";
    profile.country = "US";
    profile.description = "A small bistro with seasonal plates, an open kitchen and a garden in the summer.";
    profile.categories = {"Restaurant", "Bistro"};
    profile.hours["mon"] = {{"09:00", "17:00"}};
    profile.social_links["instagram"] = "https://instagram.com/bistro";
    return profile;
}

struct Scene : TestStore {
    /// "dir-00", "dir-01", ... each with a host of its own, without pacing unless told.
    void add_directories(int count, int pacing_ms = 0) {
        write([&](Tx& tx) -> Result<void> {
            for (int i = 0; i < count; ++i) {
                Directory directory;
                directory.name = fmt::format("dir-{:02}", i);
                directory.title = fmt::format("Directory {}", i);
                directory.website = fmt::format("https://dir-{:02}.example", i);
                directory.submission_url = directory.website + "/submit";
                directory.host = fmt::format("dir-{:02}.example", i);
                directory.policy = "allowed";
                directory.pacing_ms = pacing_ms;
                if (auto added = upsert_directory(tx, platform, directory); !added) return added;
            }
            return {};
        });
    }
    /// A job of a complete customer with that e-mail; status pending.
    std::string add_job(const std::string& email = "ada@example.com", int priority = 4,
                        const std::string& package_type = "starter") {
        return write([&](Tx& tx) -> Result<std::string> {
            ManualJob job;
            job.profile = complete_profile(email);
            job.package_type = package_type;
            job.priority = priority;
            auto made = create_manual_job(tx, platform, job);
            if (!made) return forward(made);
            return made->job_id;
        });
    }
    BegunJob begin(const std::string& job_id, int directories = 100) {
        return write([&](Tx& tx) { return begin_job(tx, platform, job_id, directories, "w1"); });
    }
    std::string begun_job(const std::string& email = "ada@example.com", int priority = 4) {
        auto id = add_job(email, priority);
        begin(id);
        return id;
    }
    std::vector<LeasedAttempt> claim(int count_max = 1, const std::string& worker = "w1") {
        ClaimRequest request;
        request.worker_id = worker;
        request.count_max = count_max;
        return write([&](Tx& tx) { return claim_attempts(tx, platform, request); });
    }
    static AttemptOutcome outcome(Verdict verdict) {
        AttemptOutcome outcome;
        outcome.verdict = verdict;
        outcome.confidence = 0.9;
        outcome.response_log = {{"reasons", json::array{"because"}},
                                {"evidence", {{"before", "a-before.jpg"}, {"after", "a-after.jpg"}}}};
        return outcome;
    }
    Result<SubmissionStatus> finish(std::int64_t fence, const AttemptOutcome& outcome,
                                    const RetryPolicy& policy = {}) {
        return database->write_blocking(
            [&](Tx& tx) { return finish_attempt(tx, platform, fence, outcome, policy); });
    }
    Result<SubmissionStatus> finish(std::int64_t fence, Verdict verdict, const RetryPolicy& policy = {}) {
        return finish(fence, outcome(verdict), policy);
    }
    Result<void> mark(std::int64_t fence) {
        return database->write_blocking([&](Tx& tx) {
            return mark_sent(tx, platform.now(), fence, json::object{{"fields", json::array()}});
        });
    }
    int reclaim() {
        return write([&](Tx& tx) { return reclaim_lost_leases(tx, platform); });
    }
    Job job(const std::string& id) {
        return write([&](Tx& tx) { return find_job(tx, id); });
    }
    /// "event,event,..." of a job in order, of one directory or ("-") about the job itself.
    std::string events(const std::string& job_id, const std::string& directory = "-") {
        const auto about = directory == "-" ? "IS NULL" : "= '" + directory + "'";
        return text("SELECT /*LITE*/group_concat(event)/*END*//*PG*/string_agg(event, ',')/*END*/ FROM "
                    "(SELECT event FROM queue_history WHERE job_id = '" +
                    job_id + "' AND directory_name " + about + " ORDER BY id) AS found");
    }
    std::string result(const std::string& job_id, const std::string& column,
                       const std::string& directory = "dir-00") {
        return text("SELECT " + column + " FROM job_results WHERE job_id = '" + job_id +
                    "' AND directory_name = '" + directory + "'");
    }
};

} // namespace bolt::store
