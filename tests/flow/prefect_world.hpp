#pragma once
// A store, a real Prefect server, and two orchestrators on both.
#include "base/test_loop.hpp"
#include "flow/prefect_flow.hpp"
#include "flow/test_flow_world.hpp"
#include "store/customers.hpp"
#include "store/test_store.hpp"
#include "tests/peers/prefect_server.hpp"

#include <fmt/format.h>

namespace bolt::flow {

/// Started with the first test that needs it, for all of them.
inline peers::PrefectServer& prefect_server() {
    static peers::PrefectServer server;
    return server;
}

inline std::unique_ptr<store::Database> open_store(const Platform& platform,
                                                   const store::TestFolder& folder) {
    store::SqliteSettings settings;
    settings.path = (folder.path / "flow.db").string();
    auto opened = store::open_sqlite(platform, settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

/// Quick enough for tests; a work pool of its own each time, so that no test sees another's runs.
inline PrefectSettings prefect_settings(const std::string& api_url,
                                        Duration query = std::chrono::milliseconds{500}) {
    static int number = 0;
    PrefectSettings settings;
    settings.client.api_url = api_url;
    settings.client.first_delay = std::chrono::milliseconds{100};
    settings.target.work_pool = fmt::format("pool-{}", ++number);
    settings.target.queues = {{"enterprise", 1}, {"professional", 2}, {"growth", 3}, {"starter", 4}};
    settings.mirror.pace = std::chrono::milliseconds{100};
    settings.mirror.check = std::chrono::milliseconds{200};
    settings.mirror.claim_lost = std::chrono::seconds{1};
    settings.mirror.lease = std::chrono::seconds{2};
    settings.query = query;
    settings.adopt_after = std::chrono::milliseconds{200};
    return settings;
}

struct PrefectWorld final : FlowWorld {
    explicit PrefectWorld(TestLoop& on, std::string api_url = prefect_server().api_url(),
                          Duration query = std::chrono::milliseconds{500})
        : loop(on), settings(prefect_settings(api_url, query)),
          first_database(open_store(on.platform, folder)), second_database(open_store(on.platform, folder)),
          first(make_prefect_flow(on.platform, *first_database, settings)),
          second(make_prefect_flow(on.platform, *second_database, settings)),
          client(on.platform, {.api_url = prefect_server().api_url()}) {}
    ~PrefectWorld() override { client.close(); }

    // In a transaction of its own that must succeed.
    template <class F>
    auto write(F function) {
        return first_database->write_blocking(std::move(function)).value();
    }
    Orchestrator& flow() override { return *first; }
    Orchestrator& other() override { return *second; }
    store::Database& database() override { return *first_database; }
    std::string new_job() override {
        store::ManualJob job;
        job.profile.business_name = "Example Bakery";
        job.profile.email = "owner@example.com";
        return write([&](store::Tx& tx) { return store::create_manual_job(tx, loop.platform, job); }).job_id;
    }
    std::string shown(const std::string& run_id) override {
        const auto type = get_string(shown_run(prefect_id(run_id)), "state_type");
        if (type == "SCHEDULED" || type == "PENDING") return "scheduled";
        return type == "RUNNING"     ? "running"
               : type == "COMPLETED" ? "completed"
               : type == "FAILED"    ? "failed"
               : type == "CANCELLED" ? "cancelled"
                                     : type;
    }
    void cancel(const std::string& run_id) override {
        set_state(prefect_id(run_id), {{"type", "CANCELLING"}});
    }

    store::PrefectRun run_of(const std::string& run_id) {
        const auto all = write([&](store::Tx& tx) -> Result<store::Rows> {
            static const store::Statement kFind{"SELECT prefect_id FROM prefect_runs WHERE flow_run_id = $1"};
            return tx.run(kFind, {run_id});
        });
        if (all.empty()) throw std::runtime_error("no Prefect run of " + run_id);
        return *write([&](store::Tx& tx) { return store::find_prefect_run(tx, all.text(0, 0)); });
    }
    std::string prefect_id(const std::string& run_id) { return run_of(run_id).prefect_id; }
    /// A call that must succeed, to the server itself.
    json::value call(const std::string& method, const std::string& path,
                     std::optional<json::value> body = {}) {
        auto answer = loop.run(client.call(method, path, std::move(body)));
        if (!answer) throw std::runtime_error(answer.error().message);
        return answer->body;
    }
    json::value shown_run(const std::string& prefect_id) { return call("GET", "/flow_runs/" + prefect_id); }
    /// What a person, an automation or somebody's script does.
    StateAnswer set_state(const std::string& prefect_id, json::object state, bool force = false) {
        return loop.run(set_flow_run_state(client, loop.platform, prefect_id, std::move(state), force))
            .value();
    }

    TestLoop& loop;
    store::TestFolder folder;
    PrefectSettings settings;
    std::unique_ptr<store::Database> first_database, second_database;
    std::unique_ptr<Orchestrator> first, second;
    PrefectClient client;
};

} // namespace bolt::flow
