#pragma once
// For tests of this room: a database on a file of its own, with a clock that stands still.
#include "base/platform.hpp"
#include "store/sql.hpp"
#include "store/sqlite_database.hpp"

#include <boost/asio/io_context.hpp>
#include <deque>
#include <filesystem>
#include <gtest/gtest.h>
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

struct TestStore {
    TestStore() { reopen(); }
    Database* operator->() { return database.get(); }

    SqliteSettings settings() const {
        SqliteSettings settings;
        settings.path = (folder.path / "bolt.db").string();
        return settings;
    }
    void reopen() {
        database.reset();
        auto opened = open_sqlite(platform, settings());
        if (!opened) throw std::runtime_error(opened.error().message);
        database = std::move(*opened);
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

    TestFolder folder;
    asio::io_context io{1};
    ManualClock clock{io.get_executor()};
    SeededRandom random{7};
    Platform platform{io.get_executor(), clock, random};
    std::deque<std::string> texts;
    std::deque<Statement> statements;
    std::unique_ptr<Database> database;
};

} // namespace bolt::store
