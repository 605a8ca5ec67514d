#include "store/postgres_connection.hpp"

#include "base/deadline.hpp"
#include "store/engine.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <poll.h>

namespace bolt::store {
namespace {

constexpr int kServerVersionMin = 150000;

std::string advice(std::string_view said) {
    const auto says = [&](std::string_view words) { return said.find(words) != std::string_view::npos; };
    if (says("password authentication failed") || says("no password supplied"))
        return "check user and password in DATABASE_URL";
    if (says("database \"") && says("does not exist"))
        return "create the database, or name another in DATABASE_URL";
    if (says("role \"") && says("does not exist")) return "create the role, or name another in DATABASE_URL";
    if (says("no pg_hba.conf entry"))
        return "let this machine in by the server's pg_hba.conf, or add sslmode=require";
    if (says("SSL") || says("certificate")) return "check sslmode and sslrootcert in DATABASE_URL";
    if (says("could not translate host name")) return "check the host's name in DATABASE_URL";
    if (says("too many clients") || says("remaining connection slots"))
        return "raise max_connections or use a pooler";
    return "check that the server runs and that DATABASE_URL names its host and port";
}

std::string one_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    for (auto& c : text)
        if (c == '\n' || c == '\t') c = ' ';
    return text;
}

void ignore_notice(void*, const char*) {}

} // namespace

PostgresConnection::PostgresConnection(const PostgresSettings& settings)
    : settings_(settings), pooled_(pooling_of(settings) == Pooling::transaction) {}

PostgresConnection::~PostgresConnection() { disconnect(); }

void PostgresConnection::disconnect() {
    if (connection_ != nullptr) PQfinish(connection_);
    connection_ = nullptr;
    cache_.clear();
    unanswered_ = groups_unread_ = 0;
    by_keys_ = false;
}

bool PostgresConnection::connected() const {
    return connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK;
}

int PostgresConnection::socket() const { return connection_ == nullptr ? -1 : PQsocket(connection_); }

void PostgresConnection::connect() {
    disconnect();
    const auto url = libpq_url(settings_.url);
    const auto timeout = std::to_string(settings_.connect_timeout.count());
    // What stands before the URL may be set by it, what stands after it may not.
    const char* names[] = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                           "keepalives_count", "tcp_user_timeout", "fallback_application_name",
                           "dbname",           "client_encoding",  nullptr};
    const char* values[] = {timeout.c_str(),  "10",        "5",    "3",    "20000",
                            "directory-bolt", url.c_str(), "UTF8", nullptr};
    connection_ = PQconnectdbParams(names, values, 1);
    if (connection_ == nullptr)
        throw SqlError(SqlError::Kind::connection, "no memory for a database connection");
    if (PQstatus(connection_) != CONNECTION_OK) {
        const auto said = one_line(PQerrorMessage(connection_));
        disconnect();
        throw SqlError(
            SqlError::Kind::connection,
            fmt::format("cannot connect to {}: {}; {}", redacted_url(settings_.url), said, advice(said)));
    }
    PQsetNoticeProcessor(connection_, ignore_notice, nullptr);
    if (PQserverVersion(connection_) < kServerVersionMin) {
        const int version = PQserverVersion(connection_) / 10000;
        disconnect();
        throw SqlError(SqlError::Kind::connection,
                       fmt::format("{} is PostgreSQL {}: version 15 or newer is needed",
                                   redacted_url(settings_.url), version));
    }
    PQsetnonblocking(connection_, 1);
    PQenterPipelineMode(connection_);
    if (pooled_) return ask_server(); // nothing of a session would last
    script(fmt::format(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET jit = off; SET statement_timeout = {}; "
        "SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}",
        settings_.statement_timeout.count(), settings_.lock_timeout.count(),
        2 * settings_.statement_timeout.count()));
}

// A pooler takes connections also while its server is away: without an answer of the server it is no
// connection, and the next try comes after a pause.
void PostgresConnection::ask_server() {
    static const Statement one{"SELECT 1"};
    try {
        run(one);
    } catch (const SqlError& refused) {
        disconnect();
        throw SqlError(
            SqlError::Kind::connection,
            fmt::format("cannot reach a server through {}: {}; check that the pooler's server runs",
                        redacted_url(settings_.url), refused.what()));
    }
}

void PostgresConnection::lost() {
    const auto said =
        connection_ == nullptr ? std::string("not connected") : one_line(PQerrorMessage(connection_));
    disconnect();
    throw SqlError(SqlError::Kind::connection,
                   fmt::format("the connection to {} was lost: {}", redacted_url(settings_.url), said));
}

// Waits for the next answer; nullptr ends the answers of one statement.
PostgresResult PostgresConnection::next_result() {
    const Deadline limit(settings_.statement_timeout + settings_.answer_grace);
    for (;;) {
        const int unsent = PQflush(connection_);
        if (unsent < 0) lost();
        if (unsent == 0 && PQisBusy(connection_) == 0) break;
        const auto left = limit.left();
        pollfd waiting{PQsocket(connection_), static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN), 0};
        const int ready = left.count() <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            disconnect();
            throw SqlError(SqlError::Kind::connection,
                           fmt::format("{} does not answer any more", redacted_url(settings_.url)));
        }
        if (PQconsumeInput(connection_) == 0) lost();
    }
    return PostgresResult(PQgetResult(connection_));
}

void PostgresConnection::sync() {
    if (PQpipelineSync(connection_) == 0) lost();
    unanswered_ = 0;
}

// The answers up to the next sync: the last statement's result, or the first refusal as an exception.
PostgresResult PostgresConnection::collect() {
    PostgresResult last;
    std::optional<SqlError> refused;
    for (int nulls = 0;;) {
        auto result = next_result();
        if (!result) {
            // One stands behind each statement's answer; two in a row mean that the connection ended.
            if (++nulls > 1) lost();
            continue;
        }
        nulls = 0;
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_PIPELINE_SYNC) break;
        if (status == PGRES_PIPELINE_ABORTED) continue; // behind the one that was refused
        if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
            if (PQstatus(connection_) != CONNECTION_OK) lost();
            if (!refused) refused = postgres_error(result.get());
            continue;
        }
        last = std::move(result);
    }
    if (refused) {
        if (refused->kind == SqlError::Kind::connection) disconnect();
        throw *refused;
    }
    return last;
}

void PostgresConnection::drain() {
    while (groups_unread_ > 0) {
        --groups_unread_;
        try {
            collect();
        } catch (const SqlError& refused) {
            if (!connected()) throw;
        }
    }
}

void PostgresConnection::defer(const char* text) {
    if (!connected()) lost();
    if (PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) lost();
    ++unanswered_;
}

void PostgresConnection::finish() {
    if (unanswered_ == 0) return;
    if (!connected()) lost();
    sync();
    drain();
    collect();
}

void PostgresConnection::leave() {
    if (!connected()) lost();
    sync();
    ++groups_unread_;
    PQflush(connection_);
}

const PostgresConnection::Prepared& PostgresConnection::prepare(const Statement& statement) {
    auto& prepared = cache_[&statement];
    if (prepared.text == statement.text) return prepared;
    finish(); // a refusal of what came before is not this statement's
    prepared = {};
    prepared.own_text = dialect_text(statement.text, Dialect::postgresql);
    std::string name;
    if (!pooled_) name = fmt::format("s{}", cache_.size());
    // Another statement at the address of one that is gone takes a number that nobody has.
    static thread_local std::uint64_t reused = 0;
    if (!pooled_) name += fmt::format("_{}", ++reused);
    prepared.name = std::move(name);
    describe(prepared);
    prepared.text = statement.text;
    return prepared;
}

void PostgresConnection::describe(Prepared& prepared) {
    if (PQsendPrepare(connection_, prepared.name.c_str(), prepared.own_text.c_str(), 0, nullptr) == 0 ||
        PQsendDescribePrepared(connection_, prepared.name.c_str()) == 0)
        lost();
    sync();
    drain();
    const auto described = collect();
    for (int i = 0; i < PQnparams(described.get()); ++i)
        prepared.types.push_back(PQparamtype(described.get(), i));
}

void PostgresConnection::send(const Prepared& prepared, std::span<const Param> params) {
    if (params.size() < prepared.types.size())
        throw SqlError(SqlError::Kind::other, fmt::format("no value for parameter ${}", params.size() + 1));
    std::vector<std::optional<std::string>> texts;
    texts.reserve(prepared.types.size());
    std::vector<const char*> values;
    for (std::size_t i = 0; i < prepared.types.size(); ++i) {
        texts.push_back(postgres_text(params[i], prepared.types[i]));
        values.push_back(texts.back() ? texts.back()->c_str() : nullptr);
    }
    const int count = static_cast<int>(values.size());
    const int sent = prepared.name.empty()
                         ? PQsendQueryParams(connection_, prepared.own_text.c_str(), count,
                                             prepared.types.data(), values.data(), nullptr, nullptr, 0)
                         : PQsendQueryPrepared(connection_, prepared.name.c_str(), count, values.data(),
                                               nullptr, nullptr, 0);
    if (sent == 0) lost();
    ++unanswered_;
}

Rows PostgresConnection::run(const Statement& statement, std::initializer_list<Param> params) {
    if (!connected()) lost();
    send(prepare(statement), {params.begin(), params.size()});
    sync();
    drain();
    const auto result = collect();
    if (!result) lost();
    return read_rows(result.get());
}

// Both are on their way before the first is answered: one round trip.
Rows PostgresConnection::run_and_commit(const Statement& statement, std::initializer_list<Param> params) {
    if (!connected()) lost();
    send(prepare(statement), {params.begin(), params.size()});
    sync();
    defer("COMMIT");
    sync();
    drain();
    std::optional<SqlError> refused;
    PostgresResult result;
    try {
        result = collect();
    } catch (const SqlError& error) {
        if (!connected()) throw;
        refused = error; // COMMIT then takes everything back
    }
    collect();
    if (refused) throw *refused;
    if (!result) lost();
    return read_rows(result.get());
}

// The limit holds for this statement: what comes after it in the transaction has the usual one again.
Rows PostgresConnection::run_once(const std::string& text, std::span<const Param> params,
                                  std::chrono::milliseconds longest) {
    if (!connected()) lost();
    defer(
        fmt::format("SET LOCAL statement_timeout = {}", std::max<std::int64_t>(1, longest.count())).c_str());
    finish();
    Prepared once;
    once.own_text = dialect_text(text, Dialect::postgresql);
    try {
        describe(once);
        send(once, params);
        sync();
        const auto result = collect();
        if (!result) lost();
        defer(fmt::format("SET LOCAL statement_timeout = {}", settings_.statement_timeout.count()).c_str());
        return read_rows(result.get());
    } catch (const SqlError& refused) {
        if (refused.kind == SqlError::Kind::busy)
            throw SqlError(SqlError::Kind::timeout, "the statement took too long");
        throw;
    }
}

void PostgresConnection::post(const Statement& statement, std::initializer_list<Param> params) {
    if (!connected()) lost();
    send(prepare(statement), {params.begin(), params.size()});
    // What waits is bounded: the server's answers must find room before we send on for ever.
    if (unanswered_ >= 64) finish();
}

// Several statements in one text need the simple protocol, which pipelines do not have.
void PostgresConnection::script(std::string_view text) {
    if (!connected()) lost();
    finish();
    drain();
    const auto own = dialect_text(text, Dialect::postgresql);
    if (PQexitPipelineMode(connection_) == 0 || PQsendQuery(connection_, own.c_str()) == 0) lost();
    std::optional<SqlError> refused;
    while (auto result = next_result()) {
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) continue;
        if (PQstatus(connection_) != CONNECTION_OK) lost();
        if (!refused) refused = postgres_error(result.get());
    }
    PQenterPipelineMode(connection_);
    if (!refused) return;
    if (refused->kind == SqlError::Kind::connection) disconnect();
    throw *refused;
}

void PostgresConnection::begin_write(Durability durability) {
    // A plan that was kept while a table was empty would scan it for ever; what writes reads by keys.
    if (!pooled_ && !std::exchange(by_keys_, true)) {
        defer("SET enable_seqscan = off");
        finish();
    }
    defer("BEGIN");
    if (durability == Durability::relaxed) defer("SET LOCAL synchronous_commit = off");
    if (!pooled_) return;
    defer("SET LOCAL enable_seqscan = off");
    defer("SET LOCAL TimeZone = 'UTC'");
    defer("SET LOCAL DateStyle = 'ISO, MDY'");
    defer(fmt::format("SET LOCAL statement_timeout = {}", settings_.statement_timeout.count()).c_str());
    defer(fmt::format("SET LOCAL lock_timeout = {}", settings_.lock_timeout.count()).c_str());
}

void PostgresConnection::begin_read() {
    defer("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!pooled_) return;
    defer("SET LOCAL TimeZone = 'UTC'");
    defer("SET LOCAL DateStyle = 'ISO, MDY'");
    defer(fmt::format("SET LOCAL statement_timeout = {}", settings_.statement_timeout.count()).c_str());
}

void PostgresConnection::rollback() noexcept {
    try {
        if (!connected()) return;
        if (unanswered_ > 0) {
            try {
                finish();
            } catch (const SqlError&) { // it is taken back anyway
            }
        }
        if (!connected()) return;
        defer("ROLLBACK");
        finish();
    } catch (const std::exception&) {
        disconnect(); // what is left of the transaction goes with it
    }
}

int PostgresConnection::foreign_notifications() {
    if (!connected()) lost();
    if (PQconsumeInput(connection_) == 0) lost();
    int foreign = 0;
    while (PGnotify* note = PQnotifies(connection_)) {
        if (note->be_pid != PQbackendPID(connection_)) ++foreign;
        PQfreemem(note);
    }
    return foreign;
}

} // namespace bolt::store
