#include "bench/bare_sqlite.hpp"

#include "bench/measure.hpp"

#include <sqlite3.h>

namespace bolt::bench {
namespace {

[[noreturn]] void failed(sqlite3* handle) { give_up(std::string("sqlite: ") + sqlite3_errmsg(handle)); }

} // namespace

BareStatement::BareStatement(sqlite3* handle, const char* text) : handle_(handle) {
    if (sqlite3_prepare_v3(handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK)
        failed(handle);
}

BareStatement::~BareStatement() { sqlite3_finalize(statement_); }

void BareStatement::run(std::initializer_list<Value> values) {
    int index = 0;
    for (const auto& value : values) {
        ++index;
        if (const auto* text = std::get_if<std::string>(&value))
            sqlite3_bind_text(statement_, index, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
        else if (const auto* real = std::get_if<double>(&value))
            sqlite3_bind_double(statement_, index, *real);
        else
            sqlite3_bind_int64(statement_, index, std::get<std::int64_t>(value));
    }
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement_);
    if (code != SQLITE_DONE) failed(handle_);
    sqlite3_reset(statement_);
}

BareSqlite::BareSqlite(const std::string& path) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) failed(handle_);
    sqlite3_busy_timeout(handle_, 5000);
    script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
           "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000");
}

BareSqlite::~BareSqlite() { sqlite3_close_v2(handle_); }

void BareSqlite::script(const char* text) {
    if (sqlite3_exec(handle_, text, nullptr, nullptr, nullptr) != SQLITE_OK) failed(handle_);
}

} // namespace bolt::bench
