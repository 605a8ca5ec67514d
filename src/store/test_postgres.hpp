#pragma once
// For tests of this room that look at PostgreSQL alone.
#include "store/feed.hpp"
#include "store/postgres_connection.hpp"
#include "store/test_scene.hpp"

#define BOLT_ONLY_ON_POSTGRESQL                                                                              \
    if (!on_postgres()) GTEST_SKIP() << "runs with BOLT_TEST_STORE=postgresql"

namespace bolt::store {

/// A connection of its own that runs scripts, as a person in psql.
struct Hand {
    explicit Hand(const TestPlace& place) : connection(place.postgres()) { connection.connect(); }
    void operator()(std::string_view text) { connection.script(text); }
    PostgresConnection connection;
};

struct PostgresScene : Scene {
    std::vector<Change> after(std::int64_t position) {
        return write([&](Tx& tx) { return changes_after(tx, position, 1000); });
    }
    std::string psql(const std::string& text) { return test_server().sql(name(), text); }
    const std::string& name() const { return place.name(); }
};

} // namespace bolt::store
