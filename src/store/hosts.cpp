#include "store/hosts.hpp"

#include "store/sql.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kHost{"SELECT coalesce(nullif(d.host, ''), d.name) FROM directories d WHERE d.name = $1"};
const Statement kPause{"INSERT INTO host_slots (host, next_at) VALUES ($1, $2) ON CONFLICT (host) DO UPDATE "
                       "SET next_at = excluded.next_at WHERE host_slots.next_at < excluded.next_at"};
const Statement kTake{"INSERT INTO host_slots (host, next_at) VALUES ($1, $2) ON CONFLICT (host) DO UPDATE "
                      "SET next_at = excluded.next_at WHERE host_slots.next_at <= $3"};
const Statement kLeave{"UPDATE host_slots SET next_at = $3 WHERE host = $1 AND next_at = $2"};
const Statement kCrawlDelay{
    "INSERT INTO host_facts (host, crawl_delay_ms, updated_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (host) DO UPDATE SET crawl_delay_ms = excluded.crawl_delay_ms, updated_at = "
    "excluded.updated_at WHERE host_facts.crawl_delay_ms <> excluded.crawl_delay_ms"};
const Statement kPaces{"SELECT (SELECT max(pacing_ms) FROM directories WHERE host = $1 AND active), "
                       "(SELECT crawl_delay_ms FROM host_facts WHERE host = $1)"};

} // namespace

Result<std::string> pacing_host(Tx& tx, std::string_view directory_name) {
    const auto rows = tx.run(kHost, {directory_name});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("no directory {}", directory_name));
    return rows.text(0, 0);
}

void pause_host(Tx& tx, std::string_view host, TimePoint until) {
    const auto at = format_time(until);
    tx.run(kPause, {host, at});
}

bool take_host(Tx& tx, TimePoint now, std::string_view host, TimePoint until) {
    const auto at = format_time(now), end = format_time(until);
    return tx.run(kTake, {host, end, at}).affected > 0;
}

void leave_host(Tx& tx, std::string_view host, TimePoint until, TimePoint next_at) {
    const auto end = format_time(until), next = format_time(next_at);
    tx.run(kLeave, {host, end, next});
}

void set_crawl_delay(Tx& tx, TimePoint now, std::string_view host, Duration delay) {
    const auto at = format_time(now);
    const std::int64_t delay_ms = std::chrono::ceil<std::chrono::milliseconds>(delay).count();
    tx.run(kCrawlDelay, {host, delay_ms, at});
}

Duration host_pause(Tx& tx, std::string_view host, Duration own, double factor) {
    const auto rows = tx.run(kPaces, {host});
    const auto pacing =
        rows.null(0, 0) ? own : std::max(own, Duration(std::chrono::milliseconds(rows.integer(0, 0))));
    const Duration scaled{
        static_cast<std::int64_t>(static_cast<double>(pacing.count()) * std::max(0.0, factor))};
    const Duration asked =
        rows.null(0, 1) ? Duration{0} : Duration(std::chrono::milliseconds(rows.integer(0, 1)));
    return std::max(scaled, asked);
}

} // namespace bolt::store
