#include "store/canaries.hpp"

#include "store/directories.hpp"
#include "store/history.hpp"
#include "store/hosts.hpp"
#include "store/http_profiles.hpp"
#include "store/pauses.hpp"
#include "store/sql.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_HOST "coalesce(nullif(d.host, ''), d.name)"
#define BOLT_LOOKED_AT "d.active AND d.policy = 'allowed' AND coalesce(d.submission_url, '') <> '' "
#define BOLT_HELD "(d.paused AND c.held_reason = d.paused_reason)"
#define BOLT_IN_FORCE "EXISTS (SELECT 1 FROM recipes r WHERE r.directory_name = d.name AND r.active)"
// A recipe's first look comes as late as any other: it was made by a visit.
const Statement kDue{
    "SELECT d.name, " BOLT_HOST " FROM directories d LEFT JOIN form_canaries c ON c.directory_name = d.name "
    "WHERE " BOLT_LOOKED_AT "AND (" BOLT_HELD " OR (NOT d.paused AND EXISTS (SELECT 1 FROM recipes r "
    "WHERE r.directory_name = d.name AND r.active AND (c.next_at IS NOT NULL OR r.created_at <= $2)))) "
    "AND (c.next_at IS NULL OR c.next_at <= $1) "
    "AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.target = 'everything') "
    "AND NOT EXISTS (SELECT 1 FROM host_slots s WHERE s.host = " BOLT_HOST " AND s.next_at > $1) "
    "AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.status IN ('leased', 'sent') "
    "AND a.directory_name = d.name) ORDER BY coalesce(c.next_at, d.created_at), d.name LIMIT 1"};
const Statement kTake{"INSERT INTO form_canaries (directory_name, next_at) VALUES ($1, $2) ON CONFLICT "
                      "(directory_name) DO UPDATE SET next_at = excluded.next_at "
                      "WHERE form_canaries.next_at <= $3"};
const Statement kState{
    "SELECT d.paused, coalesce(d.paused_reason, ''), coalesce(c.held_reason, ''), c.held_at, "
    "coalesce(c.outcome, ''), c.fingerprint, c.seen, c.failures, d.pacing_ms "
    "FROM form_canaries c JOIN directories d ON d.name = c.directory_name "
    "WHERE c.directory_name = $1"};
const Statement kNote{
    "UPDATE form_canaries SET next_at = $2, looked_at = $3, outcome = $4, reason = $5, fingerprint = $6, "
    "version = $7, seen = $8, failures = $9, held_reason = $10, held_at = $11 WHERE directory_name = $1"};
const Statement kNext{"UPDATE form_canaries SET next_at = $2 WHERE directory_name = $1"};
const Statement kAskable{"SELECT CASE WHEN " BOLT_LOOKED_AT "AND (" BOLT_HELD " OR (NOT d.paused "
                         "AND " BOLT_IN_FORCE
                         ")) THEN 1 ELSE 0 END FROM directories d LEFT JOIN form_canaries c "
                         "ON c.directory_name = d.name WHERE d.name = $1"};
const Statement kAsk{"INSERT INTO form_canaries (directory_name, next_at) VALUES ($1, $2) ON CONFLICT "
                     "(directory_name) DO UPDATE SET next_at = excluded.next_at "
                     "WHERE form_canaries.next_at > $2"};
const Statement kView{
    "SELECT c.looked_at, c.next_at, c.outcome, c.reason, c.fingerprint, c.version, c.failures, "
    "CASE WHEN " BOLT_HELD " THEN 1 ELSE 0 END FROM form_canaries c "
    "JOIN directories d ON d.name = c.directory_name WHERE c.directory_name = $1 "
    "AND c.looked_at IS NOT NULL"};
const Statement kTroubled{
    "SELECT c.directory_name, c.reason, CASE WHEN " BOLT_HELD " THEN 1 ELSE 0 END FROM form_canaries c "
    "JOIN directories d ON d.name = c.directory_name WHERE d.active AND (" BOLT_HELD
    " OR (c.failures >= 3 AND NOT d.paused AND " BOLT_IN_FORCE ")) ORDER BY c.directory_name LIMIT 100"};

constexpr const char* kActor = "canary";
using Kind = CanaryLook::Kind;

/// How the directory stands when a look is noted.
struct State {
    bool paused = false, held = false, seen = false;
    std::optional<TimePoint> held_at;
    std::string outcome, fingerprint, held_reason;
    std::int64_t failures = 0, pacing_ms = 0;
};

std::optional<State> read_state(Tx& tx, std::string_view name) {
    const auto rows = tx.run(kState, {name});
    if (rows.empty()) return std::nullopt;
    State state;
    state.paused = rows.boolean(0, 0);
    state.held_reason = rows.text(0, 2);
    state.held = state.paused && !state.held_reason.empty() && rows.text(0, 1) == state.held_reason;
    if (!rows.null(0, 3)) state.held_at = rows.time(0, 3);
    state.outcome = rows.text(0, 4);
    state.fingerprint = rows.text(0, 5);
    state.seen = rows.boolean(0, 6);
    state.failures = rows.integer(0, 7);
    state.pacing_ms = rows.integer(0, 8);
    return state;
}

Result<void> release(Tx& tx, const Platform& platform, std::string_view name, State& state, std::string why) {
    if (!state.held) return {};
    if (auto resumed = pause_directory(tx, platform, name, false, {kActor, std::move(why)}); !resumed)
        return forward(resumed);
    state.held = state.paused = false;
    state.held_reason.clear();
    state.held_at.reset();
    return {};
}

/// The form is another one: the recipe for it comes into force.
Result<void> adopt(Tx& tx, const Platform& platform, const CanaryVisit& visit, const CanaryLook& look,
                   CanaryNote& note) {
    const auto& name = visit.directory.name;
    auto put =
        put_recipe(tx, platform, name, look.fingerprint, look.plan, "a look found that the form changed");
    if (!put) return forward(put);
    if (put->version == 0) return {};
    note.version = put->version;
    note.outcome = put->restored ? "restored" : "learned";
    // What was proven without a browser was proven of the other form.
    if (auto dropped = drop_http_profile(tx, name); !dropped) return dropped;
    return add_audit(tx, platform.now(), kActor, "recipe." + note.outcome, "directory:" + name,
                     {{"version", put->version}, {"before", visit.recipe ? visit.recipe->version : 0}});
}

/// Nothing that we know fits the form: submissions wait, unless a person let just this form go.
Result<void> put_aside(Tx& tx, const Platform& platform, const CanaryVisit& visit, const CanaryLook& look,
                       State& state, CanaryNote& note) {
    const auto& name = visit.directory.name;
    note.outcome = "drifted";
    note.version = 0;
    retire_all_recipes(tx, platform.now(), name, "the form changed: " + look.reason);
    if (auto dropped = drop_http_profile(tx, name); !dropped) return dropped;
    const bool let_go = state.outcome == "drifted" && state.fingerprint == look.fingerprint;
    if (state.held || let_go) return {};
    const auto reason = fmt::format("its form changed and cannot be filled any more: {}", look.reason);
    if (auto paused = pause_directory(tx, platform, name, true, {kActor, reason}); !paused)
        return forward(paused);
    state.held = state.paused = true;
    state.held_reason = reason;
    state.held_at = platform.now();
    return {};
}

/// What the look means for recipe and submissions.
Result<void> follow(Tx& tx, const Platform& platform, const CanaryVisit& visit, const CanaryLook& look,
                    State& state, CanaryNote& note) {
    const auto& name = visit.directory.name;
    switch (look.kind) {
    case Kind::same: {
        note.outcome = "same";
        if (!visit.held) return {};
        auto found = look; // the one that was put aside fits again
        if (visit.recipe && visit.recipe->plan.is_object()) found.plan = visit.recipe->plan.get_object();
        if (auto adopted = adopt(tx, platform, visit, found, note); !adopted) return adopted;
        return release(tx, platform, name, state, "its form is what it was again");
    }
    case Kind::fillable:
        if (auto adopted = adopt(tx, platform, visit, look, note); !adopted) return adopted;
        return release(tx, platform, name, state, "its form can be filled again");
    case Kind::puzzling: {
        // A version that a language model or a person's retry taught may know more than our own reading.
        note.version = 0;
        if (auto adopted = adopt(tx, platform, visit, look, note); !adopted) return adopted;
        if (note.version > 0) return release(tx, platform, name, state, "its form is a known one");
        return put_aside(tx, platform, visit, look, state, note);
    }
    case Kind::unseen:
        note.outcome = "unseen";
        return {};
    case Kind::failed:
        note.outcome = "failed";
        return {};
    case Kind::forbidden:
        note.outcome = "forbidden";
        return {};
    }
    return {};
}

} // namespace

Result<std::optional<CanaryVisit>> claim_canary(Tx& tx, TimePoint now, const CanaryRules& rules,
                                                std::string_view worker_id) {
    const std::optional<CanaryVisit> none;
    const auto draining = is_draining(tx, worker_id);
    if (!draining) return forward(draining);
    if (*draining) return none;
    const auto at = format_time(now), first = format_time(now - rules.every);
    const auto rows = tx.run(kDue, {at, first});
    if (rows.empty()) return none;
    CanaryVisit visit;
    const auto name = rows.text(0, 0);
    visit.host = rows.text(0, 1);
    visit.until = now + rules.lease;
    // Of two workers at the same moment one gets the host.
    if (!take_host(tx, now, visit.host, visit.until)) return none;
    const auto until = format_time(visit.until);
    if (tx.run(kTake, {name, until, at}).affected == 0) return none;
    auto directory = find_directory(tx, name);
    if (!directory) return forward(directory);
    if (!*directory) return none;
    visit.directory = std::move(**directory);
    const auto state = read_state(tx, name);
    visit.held = state && state->held;
    auto recipe = visit.held ? last_recipe(tx, name) : active_recipe(tx, name);
    if (!recipe) return forward(recipe);
    visit.recipe = std::move(*recipe);
    return std::optional(std::move(visit));
}

Result<CanaryNote> note_canary(Tx& tx, const Platform& platform, const CanaryVisit& visit,
                               const CanaryLook& look, const CanaryRules& rules) {
    const auto& name = visit.directory.name;
    const auto now = platform.now();
    CanaryNote note;
    auto state = read_state(tx, name);
    if (!state) return note; // the directory is gone
    leave_host(tx, visit.host, visit.until,
               now + host_pause(tx, visit.host, std::chrono::milliseconds(state->pacing_ms), 1.0));
    const auto active = active_recipe(tx, name);
    if (!active) return forward(active);
    note.version = *active ? (*active)->version : 0;
    note.held = state->held;
    const int expected = visit.held || !visit.recipe ? 0 : visit.recipe->version;
    if (state->paused != visit.held || state->held != visit.held || note.version != expected) {
        const auto next = format_time(now + rules.every);
        tx.run(kNext, {name, next});
        return note;
    }
    if (auto done = follow(tx, platform, visit, look, *state, note); !done) return forward(done);
    if (state->held && state->held_at && now - *state->held_at >= rules.hold_most)
        if (auto over = release(tx, platform, name, *state, "its submissions have waited long enough"); !over)
            return forward(over);
    note.held = state->held;
    const bool form_seen =
        look.kind == Kind::same || look.kind == Kind::fillable || look.kind == Kind::puzzling;
    const bool missed = look.kind == Kind::failed || (look.kind == Kind::unseen && state->seen);
    if (form_seen) state->failures = 0;
    if (missed) ++state->failures;
    const auto wait = note.held ? rules.again_held : missed ? rules.again_failed : rules.every;
    const auto at = format_time(now), next = format_time(now + wait);
    const auto held_at = state->held_at ? format_time(*state->held_at) : std::string();
    const auto& fingerprint = form_seen ? look.fingerprint : state->fingerprint;
    tx.run(kNote, {name, next, at, note.outcome, look.reason, fingerprint, std::int64_t{note.version},
                   state->seen || form_seen, state->failures, or_null(state->held_reason), or_null(held_at)});
    return note;
}

Result<bool> ask_canary(Tx& tx, TimePoint now, std::string_view directory_name) {
    const auto rows = tx.run(kAskable, {directory_name});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("no directory {}", directory_name));
    if (rows.integer(0, 0) == 0) return false;
    const auto at = format_time(now);
    tx.run(kAsk, {directory_name, at});
    return true;
}

Result<json::value> canary_view(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kView, {directory_name});
    if (rows.empty()) return json::value(nullptr);
    return json::value(json::object{{"looked_at", time_or_null(rows, 0, 0)},
                                    {"next_at", time_or_null(rows, 0, 1)},
                                    {"outcome", rows.text(0, 2)},
                                    {"reason", rows.text(0, 3)},
                                    {"fingerprint", rows.text(0, 4)},
                                    {"version", rows.integer(0, 5)},
                                    {"failures", rows.integer(0, 6)},
                                    {"held", rows.integer(0, 7) != 0}});
}

Result<std::vector<TroubledForm>> troubled_forms(Tx& tx) {
    const auto rows = tx.run(kTroubled);
    std::vector<TroubledForm> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), rows.integer(i, 2) != 0});
    return out;
}

} // namespace bolt::store
