#include "store/postgres_doctor.hpp"

#include "postgres_migrations_assets.hpp"
#include "store/migrations.hpp"
#include "store/postgres_connection.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

using Grade = PostgresFinding::Grade;

const Statement kServer{
    "SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('fsync'), "
    "current_setting('synchronous_commit'), current_user, current_schema(), "
    "has_schema_privilege(current_schema(), 'CREATE')"};
const Statement kHasTables{"SELECT to_regclass('jobs') IS NOT NULL"};
// What a role needs that did not make the tables itself.
const Statement kForbidden{"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                           "WHERE n.nspname = current_schema() "
                           "AND c.relkind = 'r' AND c.relname IN ('customers', 'jobs', 'job_results', "
                           "'attempts', 'queue_history', 'changes', 'feed_state', "
                           "'outbox', 'queue_messages', 'flow_runs', 'worker_heartbeats', 'action_items', "
                           "'staff_users', 'directories', 'schema_migrations') "
                           "AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, "
                           "'INSERT')) ORDER BY c.relname"};
const Statement kHidden{"SELECT row_security_active('jobs')"};
// A writing transaction that stays open keeps everything newer out of the feed.
const Statement kSlowWriters{"SELECT pid, coalesce(nullif(application_name, ''), 'unnamed'), "
                             "CAST(extract(epoch FROM now() - xact_start) AS bigint) "
                             "FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND now() - xact_start > "
                             "interval '1 minute' ORDER BY xact_start LIMIT 3"};

struct Look {
    PostgresConnection& connection;
    std::vector<PostgresFinding>& findings;

    void add(Grade grade, std::string what, std::string fix = "") {
        findings.push_back({grade, std::move(what), std::move(fix)});
    }
    void server(std::string_view shown);
    void schema(bool may_create, const std::string& user, const std::string& schema);
    bool privileges(const std::string& user);
    void writers();
};

bool Look::privileges(const std::string& user) {
    const auto forbidden = connection.run(kForbidden);
    for (std::size_t i = 0; i < forbidden.size(); ++i)
        add(Grade::bad,
            fmt::format("the role {} may not read and write the table {}", user, forbidden.text(i, 0)),
            fmt::format("connect as the tables' owner, or: GRANT ALL ON ALL TABLES IN SCHEMA public TO {}",
                        user));
    if (!forbidden.empty()) return false;
    if (!connection.run(kHidden).boolean(0, 0)) return true;
    add(Grade::bad, fmt::format("row level security hides rows from the role {}", user),
        "connect as the tables' owner or a role with BYPASSRLS (Supabase: postgres, not anon or "
        "authenticated)");
    return false;
}

void Look::writers() {
    const auto slow = connection.run(kSlowWriters);
    for (std::size_t i = 0; i < slow.size(); ++i)
        add(Grade::warning,
            fmt::format("a transaction of {} (pid {}) has been writing for {} s: live screens wait for it",
                        slow.text(i, 1), slow.text(i, 0), slow.text(i, 2)),
            fmt::format("let it end, or: SELECT pg_terminate_backend({})", slow.text(i, 0)));
}

void Look::schema(bool may_create, const std::string& user, const std::string& schema) {
    const auto pending = pending_migrations(connection, assets::postgres_migrations());
    if (!pending) {
        return add(Grade::bad, pending.error().message,
                   "use the directory-bolt that migrated it, or another database");
    }
    if (*pending == 0) return add(Grade::good, "the schema is current");
    const auto all = assets::postgres_migrations().size();
    add(Grade::warning,
        *pending == all ? std::string("the database is not migrated yet")
                        : fmt::format("the database lacks {} of {} migrations", *pending, all),
        "directory-bolt migrate (every role does it at its start, too)");
    if (!may_create)
        add(Grade::bad, fmt::format("the role {} may not make tables in the schema {}", user, schema),
            fmt::format("GRANT CREATE ON SCHEMA {} TO {}", schema, user));
}

void Look::server(std::string_view shown) {
    const auto rows = connection.run(kServer);
    if (rows.boolean(0, 1)) {
        add(Grade::bad, fmt::format("{} is a standby: it cannot be written to", shown),
            "name the primary in DATABASE_URL, or add target_session_attrs=read-write and all hosts");
        return;
    }
    add(Grade::good, fmt::format("{} answers: PostgreSQL {}, {}", shown, rows.text(0, 0),
                                 connection.pooled() ? "through a transaction pooler" : "sessions"));
    if (rows.text(0, 2) != "on" || rows.text(0, 3) == "off")
        add(Grade::warning,
            fmt::format("the server loses commits when the power goes (fsync = {}, synchronous_commit = {})",
                        rows.text(0, 2), rows.text(0, 3)),
            "turn both on: paid orders are kept here");
    // Who may not see the table of migrations cannot say which are missing.
    if (!connection.run(kHasTables).boolean(0, 0) || privileges(rows.text(0, 4)))
        schema(rows.boolean(0, 6), rows.text(0, 4), rows.text(0, 5));
    writers();
}

} // namespace

std::vector<PostgresFinding> diagnose_postgres(const PostgresSettings& settings) {
    std::vector<PostgresFinding> findings;
    PostgresConnection connection(settings);
    try {
        connection.connect();
        connection.begin_read();
        Look{connection, findings}.server(redacted_url(settings.url));
        connection.rollback();
    } catch (const SqlError& refused) {
        // "...: what the server said; what to do"
        const std::string_view said = refused.what();
        const auto fix = said.rfind("; ");
        if (fix == std::string_view::npos)
            findings.push_back({Grade::bad, std::string(said), "see the server's log"});
        else
            findings.push_back(
                {Grade::bad, std::string(said.substr(0, fix)), std::string(said.substr(fix + 2))});
    }
    return findings;
}

} // namespace bolt::store
