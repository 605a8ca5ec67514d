#include "store/sqlite_connection.hpp"

#include "base/encoding.hpp"
#include "base/failpoint.hpp"
#include "store/engine.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <memory>
#include <sqlite3.h>
#include <thread>

namespace bolt::store {
namespace {

SqlError::Kind kind_of(int extended) {
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return SqlError::Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return SqlError::Kind::foreign_key;
    default:
        break;
    }
    switch (extended & 0xFF) {
    case SQLITE_CONSTRAINT:
        return SqlError::Kind::check;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SqlError::Kind::busy;
    case SQLITE_FULL:
        return SqlError::Kind::full;
    case SQLITE_INTERRUPT:
        return SqlError::Kind::timeout;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SqlError::Kind::corrupt;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
        return SqlError::Kind::connection;
    default:
        return SqlError::Kind::other;
    }
}

std::string explain(SqlError::Kind kind, const std::string& path, const char* said) {
    switch (kind) {
    case SqlError::Kind::full:
        return fmt::format("disk full: {} cannot grow ({}); free some space", path, said);
    case SqlError::Kind::corrupt:
        return fmt::format("{} is damaged or no SQLite database ({}); restore a backup", path, said);
    case SqlError::Kind::busy:
        return fmt::format("{} is locked by another process ({})", path, said);
    case SqlError::Kind::timeout:
        return "the statement took too long";
    case SqlError::Kind::connection:
        return fmt::format("cannot use {}: {}", path, said);
    default:
        return said;
    }
}

// Counting every allocation costs SQLite a lock each; nobody reads the counts. Only before SQLite's first
// use.
void configure_once() {
    [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct ResetAfter {
    sqlite3_stmt* statement;
    ~ResetAfter() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

void read_row(sqlite3_stmt* statement, int columns, Rows& rows) {
    for (int c = 0; c < columns; ++c) {
        if (sqlite3_column_type(statement, c) == SQLITE_NULL) {
            rows.cells_.emplace_back();
            continue;
        }
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, c));
        rows.cells_.emplace_back(std::in_place, text,
                                 static_cast<std::size_t>(sqlite3_column_bytes(statement, c)));
    }
}

} // namespace

SqliteConnection::SqliteConnection(const std::string& path, Busy busy) : path_(path), busy_(std::move(busy)) {
    configure_once();
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        const auto kind = kind_of(code);
        const auto message = explain(kind, path_, handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
        sqlite3_close_v2(handle_);
        throw SqlError(kind, message);
    }
    sqlite3_busy_handler(handle_, &SqliteConnection::on_busy, this);
}

SqliteConnection::~SqliteConnection() {
    for (auto& [key, prepared] : cache_) sqlite3_finalize(prepared.handle);
    sqlite3_close_v2(handle_);
}

int SqliteConnection::on_busy(void* self, int count) {
    auto& connection = *static_cast<SqliteConnection*>(self);
    if (count == 0) connection.waited_us_ = 0;
    if (!connection.busy_(connection.waited_us_)) return 0;
    // Another process's commit takes about as long as one fsync: look often at first, then let it work.
    const std::chrono::microseconds pause{count < 20 ? 100 : 1000};
    std::this_thread::sleep_for(pause);
    connection.waited_us_ += pause.count();
    return 1;
}

void SqliteConnection::refuse(int code) const {
    const auto kind = kind_of(code);
    sync_failed_ = sync_failed_ || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
    throw SqlError(kind, explain(kind, path_, sqlite3_errmsg(handle_)));
}

void SqliteConnection::copy_from(SqliteConnection& other) {
    auto* copy = sqlite3_backup_init(handle_, "main", other.handle_, "main");
    if (copy == nullptr) refuse(sqlite3_extended_errcode(handle_));
    sqlite3_backup_step(copy, -1);
    if (const int code = sqlite3_backup_finish(copy); code != SQLITE_OK) refuse(code);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t SqliteConnection::changes() const { return sqlite3_total_changes64(handle_); }

void SqliteConnection::script(std::string_view text) {
    const auto own = dialect_text(text, Dialect::sqlite);
    if (const int code = sqlite3_exec(handle_, own.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        refuse(code);
}

SqliteConnection::Prepared SqliteConnection::compile(const char* statement, unsigned flags) {
    Prepared prepared;
    const auto text = dialect_text(statement, Dialect::sqlite);
    const int code = sqlite3_prepare_v3(handle_, text.c_str(), static_cast<int>(text.size()) + 1, flags,
                                        &prepared.handle, nullptr);
    if (code != SQLITE_OK) refuse(code);
    // To SQLite "$7" is a name, numbered by first appearance.
    const int count = sqlite3_bind_parameter_count(prepared.handle);
    for (int i = 1; i <= count; ++i) {
        const std::string_view name = sqlite3_bind_parameter_name(prepared.handle, i);
        int number = 0;
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
        prepared.param_of.push_back(number - 1);
    }
    prepared.text = statement;
    return prepared;
}

const SqliteConnection::Prepared& SqliteConnection::prepare(const Statement& statement) {
    auto& prepared = cache_[&statement];
    if (prepared.text == statement.text) return prepared;
    // New, or another statement at the address of one that is gone.
    sqlite3_finalize(prepared.handle);
    prepared = {};
    prepared = compile(statement.text, SQLITE_PREPARE_PERSISTENT);
    return prepared;
}

void SqliteConnection::bind(const Prepared& prepared, std::span<const Param> params) {
    for (std::size_t i = 0; i < prepared.param_of.size(); ++i) {
        const auto which = static_cast<std::size_t>(prepared.param_of[i]);
        if (which >= params.size())
            throw SqlError(SqlError::Kind::other, fmt::format("no value for parameter ${}", which + 1));
        const auto& param = params[which];
        const int index = static_cast<int>(i) + 1;
        int code = SQLITE_OK;
        if (const auto* text = std::get_if<std::string_view>(&param)) {
            // PostgreSQL refuses such text too, and screens could not show it.
            if (text->find('\0') != std::string_view::npos || !is_utf8(*text))
                throw SqlError(SqlError::Kind::invalid_text,
                               "text is not valid UTF-8 or holds a NUL character");
            code = sqlite3_bind_text64(prepared.handle, index, text->data() ? text->data() : "", text->size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
        } else if (const auto* integer = std::get_if<std::int64_t>(&param)) {
            code = sqlite3_bind_int64(prepared.handle, index, *integer);
        } else if (const auto* real = std::get_if<double>(&param)) {
            code = sqlite3_bind_double(prepared.handle, index, *real);
        } else if (const auto* boolean = std::get_if<bool>(&param)) {
            code = sqlite3_bind_int64(prepared.handle, index, *boolean ? 1 : 0);
        } else {
            code = sqlite3_bind_null(prepared.handle, index);
        }
        if (code != SQLITE_OK) refuse(code);
    }
}

Rows SqliteConnection::run(const Statement& statement, std::initializer_list<Param> params) {
    const auto& prepared = prepare(statement);
    const ResetAfter reset{prepared.handle};
    if (detail::failpoint_armed && sqlite3_stmt_readonly(prepared.handle) == 0) failpoint("store.write");
    bind(prepared, {params.begin(), params.size()});
    return step(prepared);
}

Rows SqliteConnection::run_once(const std::string& text, std::span<const Param> params,
                                std::chrono::milliseconds longest) {
    const auto prepared = compile(text.c_str(), 0);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared.handle,
                                                                           &sqlite3_finalize);
    bind(prepared, params);
    constexpr std::int64_t kStepsPerMillisecond = 20'000;
    const auto steps = std::clamp<std::int64_t>(longest.count(), 1, 100'000) * kStepsPerMillisecond;
    sqlite3_progress_handler(handle_, static_cast<int>(steps), [](void*) { return 1; }, nullptr);
    struct Off {
        sqlite3* handle;
        ~Off() { sqlite3_progress_handler(handle, 0, nullptr, nullptr); }
    } const off{handle_};
    return step(prepared);
}

Rows SqliteConnection::step(const Prepared& prepared) {
    const auto changes_before = changes();
    Rows rows;
    const int columns = sqlite3_column_count(prepared.handle);
    rows.columns_ = static_cast<std::size_t>(columns);
    int code = SQLITE_OK;
    while ((code = sqlite3_step(prepared.handle)) == SQLITE_ROW) read_row(prepared.handle, columns, rows);
    if (code != SQLITE_DONE) refuse(code);
    // sqlite3_changes64() keeps the count of an earlier statement when this one changed nothing (SELECT,
    // BEGIN).
    if (changes() != changes_before) rows.affected = sqlite3_changes64(handle_);
    return rows;
}

} // namespace bolt::store
