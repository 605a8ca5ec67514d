#include "store/server_rules.hpp"

#include "domain/rules.hpp"
#include "store/history.hpp"
#include "store/view_json.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kAll{"SELECT name, value, changed_by, changed_at FROM server_rules"};
const Statement kSet{
    "INSERT INTO server_rules (name, value, changed_by, changed_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by, "
    "changed_at = excluded.changed_at"};
const Statement kReset{"DELETE FROM server_rules WHERE name = $1"};

constexpr std::int64_t kHourMs = 3'600'000, kDaySeconds = 86'400;

std::int64_t milliseconds(Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

const auto kBounds = [] {
    const Directory directory;
    const RetryPolicy retry;
    using R = ServerRules;
    // The alerts' built-in values are those of roles/monitor.hpp, which a test compares.
    return std::array{RuleBounds{"pacing_default_ms", &R::pacing_default_ms, 0, kHourMs, directory.pacing_ms},
                      RuleBounds{"pacing_percent", &R::pacing_percent, 10, 10'000, 100},
                      RuleBounds{"attempts_max", &R::attempts_max, 1, 20, directory.attempts_max},
                      RuleBounds{"retry_first_delay_ms", &R::retry_first_delay_ms, 100, kHourMs,
                                 milliseconds(retry.first_delay)},
                      RuleBounds{"retry_longest_delay_ms", &R::retry_longest_delay_ms, 1'000, 24 * kHourMs,
                                 milliseconds(retry.longest_delay)},
                      RuleBounds{"alert_dead_letters", &R::alert_dead_letters, 1, 1'000'000, 1},
                      RuleBounds{"alert_queue_age_s", &R::alert_queue_age_s, 10, kDaySeconds, 120},
                      RuleBounds{"alert_outbox_age_s", &R::alert_outbox_age_s, 10, kDaySeconds, 60},
                      RuleBounds{"alert_overdue_s", &R::alert_overdue_s, 10, kDaySeconds, 300}};
}();

ServerRules read_rules(const Rows& rows) {
    ServerRules rules;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const auto& bounds : kBounds)
            if (bounds.name == rows.text(i, 0)) rules.*bounds.member = rows.integer(i, 1);
    return rules;
}

json::value number_or_null(std::optional<std::int64_t> number) {
    return number ? json::value(*number) : json::value(nullptr);
}

Result<void> check(const ServerRules& rules) {
    const RetryPolicy retry;
    if (rules.retry_first_delay_ms.value_or(milliseconds(retry.first_delay)) >
        rules.retry_longest_delay_ms.value_or(milliseconds(retry.longest_delay)))
        return fail(ErrorCode::invalid_argument, "retry_first_delay_ms: is longer than the longest delay");
    return {};
}

} // namespace

std::span<const RuleBounds> rule_bounds() { return kBounds; }

Result<ServerRules> server_rules(Tx& tx) { return read_rules(tx.run(kAll)); }

Result<json::object> server_rules_document(Tx& tx) {
    const auto rows = tx.run(kAll);
    const auto rules = read_rules(rows);
    json::array list;
    for (const auto& bounds : kBounds) {
        json::object rule{
            {"name", bounds.name},         {"value", (rules.*bounds.member).value_or(bounds.built_in)},
            {"built_in", bounds.built_in}, {"lowest", bounds.lowest},
            {"most", bounds.most},         {"changed_by", nullptr},
            {"changed_at", nullptr}};
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows.text(i, 0) == bounds.name) {
                rule["changed_by"] = rows.text(i, 2);
                rule["changed_at"] = time_or_null(rows, i, 3);
            }
        list.push_back(std::move(rule));
    }
    return json::object{{"rules", std::move(list)}};
}

Result<bool> set_server_rules(Tx& tx, const Platform& platform,
                              const std::map<std::string, std::optional<std::int64_t>, std::less<>>& edits,
                              const Actor& actor) {
    const auto before = server_rules(tx);
    if (!before) return forward(before);
    auto after = *before;
    const auto at = format_time(platform.now());
    json::object changes;
    for (const auto& [name, value] : edits) {
        const auto* bounds = std::ranges::find(kBounds, name, &RuleBounds::name);
        if (bounds == kBounds.end())
            return fail(ErrorCode::invalid_argument,
                        fmt::format("{}: there is no such rule", name.substr(0, 60)));
        if (value && (*value < bounds->lowest || *value > bounds->most))
            return fail(ErrorCode::invalid_argument, fmt::format("{}: must be a whole number from {} to {}",
                                                                 name, bounds->lowest, bounds->most));
        auto& known = after.*bounds->member;
        if (known == value) continue;
        changes[name] = json::object{{"from", number_or_null(known)}, {"to", number_or_null(value)}};
        known = value;
        if (value)
            tx.run(kSet, {name, *value, actor.name, at});
        else
            tx.run(kReset, {name});
    }
    if (auto good = check(after); !good) return forward(good);
    if (changes.empty()) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, "settings.rules", "settings:rules",
                           actor.details({{"rules", std::move(changes)}}));
    if (!noted) return forward(noted);
    return true;
}

} // namespace bolt::store
