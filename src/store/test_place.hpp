#pragma once
// For tests of all rooms: a database of its own on the engine under test. BOLT_TEST_STORE=postgresql runs the
// same tests on a PostgreSQL server that the test program starts for itself (tests/peers); without it they
// run on SQLite files. BOLT_TEST_POOLER=pgbouncer puts a real PgBouncer in transaction mode before that
// server.
#include "store/postgres_database.hpp"
#include "store/sqlite_database.hpp"
#include "tests/peers/pgbouncer.hpp"
#include "tests/peers/postgres_server.hpp"

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

namespace bolt::store {

/// A folder that goes when the test ends.
struct TestFolder {
    TestFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "bolt-store-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path = name;
    }
    ~TestFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    std::filesystem::path path;
};

inline bool environment_says(const char* name, std::string_view value) {
    const char* found = std::getenv(name);
    return found != nullptr && found == value;
}
inline bool on_postgres() {
    static const bool chosen = environment_says("BOLT_TEST_STORE", "postgresql");
    return chosen;
}
inline bool behind_pooler() {
    static const bool chosen = environment_says("BOLT_TEST_POOLER", "pgbouncer");
    return chosen;
}

/// The program's server, started at its first use.
inline peers::PostgresServer& test_server() {
    static peers::PostgresServer server;
    return server;
}

/// Behind it, for tests that run through a pooler.
inline peers::PgBouncer& test_pooler() {
    static peers::PgBouncer pooler(test_server().port());
    return pooler;
}

struct TestOptions {
    bool one_writer = false;            ///< so that what waits behind a gate shares one commit
    std::size_t waiting_writes_max = 0; ///< the running one included; 0: as ever
};

/// Where no server can be started the tests on PostgreSQL are skipped, and say so; in CI they fail.
class ServerThere : public testing::Environment {
  public:
    void SetUp() override {
        if (!on_postgres()) return;
        auto absent = peers::PostgresServer::why_absent();
        if (absent.empty() && behind_pooler()) absent = peers::PgBouncer::why_absent();
        if (absent.empty()) return;
        if (environment_says("CI", "true")) FAIL() << absent;
        GTEST_SKIP() << absent;
    }
};
inline testing::Environment* const server_there = testing::AddGlobalTestEnvironment(new ServerThere);

/// A fresh database: as many as are asked for, each may be opened several times at once, as several processes
/// do.
class TestPlace {
  public:
    TestPlace() {
        if (!on_postgres()) return;
        static const std::string migrated = make_template();
        static int count = 0;
        // Not dropped before the server goes: that would wait for a checkpoint each time.
        name_ = fmt::format("test_{}", ++count);
        url_ = test_server().make_database(name_, migrated);
    }
    TestPlace(const TestPlace&) = delete;
    TestPlace& operator=(const TestPlace&) = delete;

    SqliteSettings sqlite() const {
        SqliteSettings settings;
        settings.path = (folder.path / "bolt.db").string();
        return settings;
    }
    PostgresSettings postgres() const {
        PostgresSettings settings;
        settings.url = behind_pooler() ? test_pooler().url(name_) : url_;
        return settings;
    }
    /// The database's name on test_server().
    const std::string& name() const { return name_; }
    /// Throws when it cannot be opened.
    std::unique_ptr<Database> open(const Platform& platform, const TestOptions& options = {}) const {
        auto file = sqlite();
        auto server = postgres();
        if (options.one_writer) server.writers = 1;
        if (options.waiting_writes_max > 0) {
            file.waiting_writes_max = options.waiting_writes_max;
            // Here the one that is being run does not wait any more.
            server.waiting_max = options.waiting_writes_max - 1;
        }
        auto opened = on_postgres() ? open_postgres(platform, server) : open_sqlite(platform, file);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }

    TestFolder folder;

  private:
    // Migrated once; each test's database is a copy of it.
    static std::string make_template() {
        asio::io_context io{1};
        ManualClock clock{io.get_executor()};
        SeededRandom random{7};
        PostgresSettings settings;
        settings.url = test_server().make_database("migrated");
        auto opened = open_postgres({io.get_executor(), clock, random}, settings);
        if (!opened) throw std::runtime_error(opened.error().message);
        (*opened)->close();
        return "migrated";
    }
    std::string name_, url_;
};

} // namespace bolt::store
