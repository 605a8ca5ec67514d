#pragma once
// For tests of this room: a database of its own, with a clock that stands still.
#include "base/platform.hpp"
#include "store/sql.hpp"
#include "store/test_place.hpp"

#include <deque>
#include <gtest/gtest.h>

namespace bolt::store {

struct TestStore {
    explicit TestStore(TestOptions options = {}) : options(options) { reopen(); }
    Database* operator->() { return database.get(); }

    SqliteSettings settings() const { return place.sqlite(); }
    void reopen() {
        database.reset();
        database = place.open(platform, options);
    }
    /// In a transaction of its own; a failure fails the test.
    template <class F>
    auto write(F function) {
        auto result = database->write_blocking(std::move(function));
        if (!result) throw std::runtime_error(result.error().message);
        if constexpr (!std::is_void_v<typename decltype(result)::value_type>) return std::move(*result);
    }
    /// Runs SQL typed by hand.
    void script(std::string_view text) {
        write([&](Tx& tx) -> Result<void> {
            tx.script(text);
            return {};
        });
    }
    /// The rows of a query typed by hand.
    Rows rows(const std::string& query) {
        // The prepared-statement cache is keyed by address: statements live as long as the store.
        const auto& text = texts.emplace_back(query);
        const auto& statement = statements.emplace_back(Statement{text.c_str()});
        auto result = database->read_blocking([&](Tx& tx) -> Result<Rows> { return tx.run(statement); });
        if (!result) throw std::runtime_error(result.error().message);
        return std::move(*result);
    }
    std::int64_t number(const std::string& query) { return rows(query).integer(0, 0); }
    std::string text(const std::string& query) {
        auto found = rows(query);
        return found.empty() ? "(no row)" : found.text(0, 0);
    }

    TestOptions options;
    TestPlace place;
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{7};
    Platform platform{io.get_executor(), clock, random};
    std::deque<std::string> texts;
    std::deque<Statement> statements;
    std::unique_ptr<Database> database;
};

} // namespace bolt::store
