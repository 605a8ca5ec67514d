#include "store/postgres_writer.hpp"

#include "base/deadline.hpp"
#include "base/log.hpp"
#include "store/engine.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

// Rows of processes that are long gone go when a new one comes; a writer whose row went makes it again.
const Statement kForgetMarks{"DELETE FROM commit_marks WHERE at < now() - interval '7 days'"};
const Statement kNewMark{"INSERT INTO commit_marks (mark) VALUES (0) RETURNING writer"};
// A transaction without a number has written nothing, and needs no mark.
const Statement kMark{"INSERT INTO commit_marks (writer, mark) SELECT $1, $2 "
                      "WHERE pg_current_xact_id_if_assigned() IS NOT NULL "
                      "ON CONFLICT (writer) DO UPDATE SET mark = excluded.mark, at = now() RETURNING 1"};
// A write, so that it waits for the end of a transaction that the server has not noticed to be left.
const Statement kReadMark{"INSERT INTO commit_marks (writer, mark) VALUES ($1, 0) "
                          "ON CONFLICT (writer) DO UPDATE SET mark = commit_marks.mark RETURNING mark"};

constexpr int kTriesMax = 5;
// How long a server may need after a crash until it knows what became of a transaction.
constexpr std::chrono::seconds kAskFor{20};
constexpr std::chrono::milliseconds kAskAgain{100};

} // namespace

PostgresWriter::PostgresWriter(const PostgresSettings& settings, WorkQueue& queue,
                               std::function<void()> committed)
    : settings_(settings), queue_(queue), committed_(std::move(committed)), link_(settings, queue),
      thread_([this] { loop(); }) {}

void PostgresWriter::join() {
    if (thread_.joinable()) thread_.join();
}

void PostgresWriter::loop() {
    for (;;) {
        auto taken = queue_.take(settings_.commit_batch_max);
        if (taken.empty()) return;
        std::vector<Member> members;
        members.reserve(taken.size());
        for (auto& waiting : taken) members.push_back({std::move(waiting)});
        run_until_done(std::move(members));
    }
}

void PostgresWriter::finish(Member& member) { member.waiting.done(std::move(member.outcome)); }

// Together at first; what has to run again runs by itself, so that nobody else waits for it.
void PostgresWriter::run_until_done(std::vector<Member> members) {
    std::span<Member> together(members);
    while (!together.empty()) {
        run_together(together);
        std::vector<Member> rest;
        for (auto& member : together) {
            if (!member.again)
                finish(member);
            else
                rest.push_back(std::move(member));
        }
        for (auto& member : rest)
            while (member.again) run_together({&member, 1});
        for (auto& member : rest) finish(member);
        return;
    }
}

void PostgresWriter::all_again(std::span<Member> members, const std::string& reason) {
    for (auto& member : members) {
        member.again = member.tries < kTriesMax;
        if (!member.again) member.outcome = fail(ErrorCode::unavailable, reason);
    }
}

void PostgresWriter::begin(std::span<Member> members) {
    const bool full = std::ranges::any_of(
        members, [](const auto& member) { return member.waiting.durability == Durability::full; });
    link_.connection().begin_write(full ? Durability::full : Durability::relaxed);
}

// A row that somebody else has just inserted is seen by the next run: what was read before is then up to
// date.
void PostgresWriter::refuse(Member& member, const SqlError& refused) {
    member.outcome = tl::unexpected<Error>(to_error(refused));
    const bool conflict = refused.kind == SqlError::Kind::unique && !std::exchange(member.met_conflict, true);
    member.again = (refused.kind == SqlError::Kind::again || conflict) && member.tries < kTriesMax;
}

// Leaves a member's outcome, or `again`; throws when the connection is lost.
void PostgresWriter::run_member(Member& member, bool alone) {
    auto& connection = link_.connection();
    member.again = false;
    try {
        member.outcome = member.waiting.work(connection);
        // What was posted and not waited for is its own; alone it may travel with the COMMIT.
        if (!alone) connection.finish();
    } catch (const SqlError& refused) {
        if (!connection.connected()) throw;
        refuse(member, refused);
    } catch (const std::exception& thrown) {
        member.outcome =
            fail(ErrorCode::internal, std::string("a database transaction threw: ") + thrown.what());
    } catch (...) {
        member.outcome =
            fail(ErrorCode::internal, "a database transaction threw something that is no exception");
    }
}

void PostgresWriter::run_together(std::span<Member> members) {
    for (auto& member : members) ++member.tries;
    if (auto ready = link_.ready(); !ready) {
        for (auto& member : members) member.again = false, member.outcome = ready;
        return;
    }
    auto& connection = link_.connection();
    const bool alone = members.size() == 1;
    try {
        ensure_mark();
        begin(members);
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i == 1)
                connection.defer(
                    fmt::format("SET LOCAL lock_timeout = {}", settings_.shared_lock_timeout.count())
                        .c_str());
            if (!alone) connection.defer("SAVEPOINT member");
            run_member(members[i], alone);
            const bool good = members[i].outcome && !members[i].again;
            if (alone && !good) {
                connection.rollback();
                return;
            }
            if (alone) break;
            if (!good) connection.defer("ROLLBACK TO SAVEPOINT member");
            connection.defer("RELEASE SAVEPOINT member");
        }
    } catch (const SqlError& refused) {
        // Nothing was committed: all may run again.
        if (connection.connected()) connection.rollback();
        return all_again(members, refused.what());
    }
    bool wrote = false;
    std::optional<SqlError> refused;
    const auto ending = commit(wrote, refused);
    if (ending == Ending::refused && alone) return refuse(members[0], *refused);
    if (ending == Ending::refused || ending == Ending::taken_back) return all_again(members, refused->what());
    bool changed = false;
    for (auto& member : members) {
        if (member.again || !member.outcome) continue;
        changed = true;
        if (ending == Ending::unknown)
            member.outcome =
                fail(ErrorCode::timeout,
                     "the connection was lost during the commit, and whether it is done is not known: " +
                         std::string(refused->what()));
    }
    // Only real news: a poller whose look is itself a write would wake itself for ever.
    if (changed && wrote) committed_();
}

void PostgresWriter::ensure_mark() {
    if (writer_ != 0) return;
    auto& connection = link_.connection();
    connection.run(kForgetMarks);
    writer_ = connection.run(kNewMark).integer(0, 0);
}

// `wrote`: whether it changed anything; also true where that is not known. `refused`: why it is not
// committed.
PostgresWriter::Ending PostgresWriter::commit(bool& wrote, std::optional<SqlError>& refused) {
    auto& connection = link_.connection();
    ++mark_;
    try {
        wrote = !connection.run_and_commit(kMark, {writer_, mark_}).empty();
        return Ending::committed;
    } catch (const SqlError& error) {
        refused = error;
        if (connection.connected()) {
            connection.rollback();
            return Ending::refused;
        }
    }
    wrote = true;
    return ask_what_became(refused);
}

// What wrote nothing has no mark and counts as taken back: it runs again, which changes nothing.
PostgresWriter::Ending PostgresWriter::ask_what_became(std::optional<SqlError>& refused) {
    log::warn("the connection was lost during a commit; asking what became of it",
              {{"writer", writer_}, {"mark", mark_}});
    const Deadline limit(kAskFor);
    while (!limit.passed()) {
        if (auto ready = link_.ready(); !ready) {
            refused.emplace(SqlError::Kind::connection, ready.error().message);
        } else {
            try {
                const auto found = link_.connection().run(kReadMark, {writer_}).integer(0, 0);
                return found == mark_ ? Ending::committed : Ending::taken_back;
            } catch (const SqlError& error) { // also: the one asked for is still under way
                refused = error;
            }
        }
        if (!queue_.pause(kAskAgain)) break;
    }
    return Ending::unknown;
}

} // namespace bolt::store
