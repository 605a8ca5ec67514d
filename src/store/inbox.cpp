#include "store/inbox.hpp"

#include "store/customers.hpp"
#include "store/history.hpp"
#include "store/inbox_rows.hpp"
#include "store/views.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_ITEMS                                                                                           \
    "SELECT " BOLT_ITEM_COLUMNS " FROM action_items a JOIN jobs j ON j.id = a.job_id JOIN customers c ON "   \
    "c.id = j.customer_id LEFT JOIN directories d ON d.name = a.directory_name "
// $1 status, $2 kinds (JSON array), $3 directory, $4 job, $5 claimer, $6 edge's time, $7 edge's id, $8 limit.
#define BOLT_ITEM_FILTER                                                                                     \
    " AND ($2 = '[]' OR a.kind IN (/*LITE*/SELECT value FROM json_each($2)/*END*//*PG*/SELECT "              \
    "jsonb_array_elements_text(CAST($2 AS jsonb))/*END*/)) AND ($3 = '' OR a.directory_name = $3) AND "      \
    "($4 = '' OR CAST(a.job_id AS TEXT) = $4) AND ($5 = '' OR a.claimed_by = $5) "
const Statement kUnresolved{BOLT_ITEMS
                            "WHERE a.status <> 'resolved' AND ($1 = '' OR a.status = $1)" BOLT_ITEM_FILTER
                            "AND (/*LITE*/$6/*END*//*PG*/CAST($6 AS timestamptz)/*END*/ IS NULL OR "
                            "(a.created_at, a.id) > ($6, $7)) ORDER BY a.created_at, a.id LIMIT $8"};
const Statement kResolved{BOLT_ITEMS "WHERE a.status = 'resolved' AND a.status = $1" BOLT_ITEM_FILTER
                                     "AND (/*LITE*/$6/*END*//*PG*/CAST($6 AS timestamptz)/*END*/ IS NULL OR "
                                     "(a.created_at, a.id) < ($6, $7)) ORDER BY a.created_at DESC, a.id DESC "
                                     "LIMIT $8"};
const Statement kOne{BOLT_ITEMS "WHERE a.id = $1"};
const Statement kCounts{"SELECT kind, count(*), count(*) FILTER (WHERE status = 'open') FROM action_items "
                        "WHERE status <> 'resolved' "
                        "GROUP BY kind"};
const Statement kClaim{
    "UPDATE action_items SET status = 'claimed', claimed_by = $2, updated_at = $3 WHERE id = $1 AND "
    "status = 'open'"};
const Statement kRelease{
    "UPDATE action_items SET status = 'open', claimed_by = NULL, updated_at = $2 WHERE id = $1 AND "
    "status = 'claimed'"};
const Statement kDetails{"UPDATE action_items SET details = $2, updated_at = $3 WHERE id = $1"};

constexpr int kLimitMax = 200;

} // namespace

Result<Rows> find_item(Tx& tx, std::string_view id) {
    auto rows = tx.run(kOne, {id});
    if (rows.empty()) return fail(ErrorCode::not_found, fmt::format("action item {} does not exist", id));
    return rows;
}

Result<json::object> list_inbox(Tx& tx, const InboxFilter& filter) {
    if (!filter.status.empty() && filter.status != "open" && filter.status != "claimed" &&
        filter.status != "resolved")
        return fail(ErrorCode::invalid_argument, "status: must be one of open, claimed, resolved");
    const auto kinds = json::serialize(json::array(filter.kinds.begin(), filter.kinds.end()));
    const auto slash = filter.cursor.find('/');
    const auto at = filter.cursor.substr(0, slash),
               id = slash == std::string::npos ? "" : filter.cursor.substr(slash + 1);
    if (!filter.cursor.empty() && (id.empty() || parse_time(at) == TimePoint{}))
        return fail(ErrorCode::invalid_argument, "cursor: not one that this list has given out");
    const int limit = std::clamp(filter.limit, 1, kLimitMax);
    const auto rows = tx.run(filter.status == "resolved" ? kResolved : kUnresolved,
                             {filter.status, kinds, filter.directory, filter.job_id, filter.claimed_by,
                              or_null(at), or_null(id), std::int64_t{limit + 1}});
    json::array items;
    const auto shown = std::min<std::size_t>(rows.size(), static_cast<std::size_t>(limit));
    for (std::size_t i = 0; i < shown; ++i) items.push_back(item_view(rows, i));
    json::value next = nullptr;
    if (rows.size() > shown)
        next = json::value(
            fmt::format("{}/{}", get_string(items.back(), "created_at"), get_string(items.back(), "id")));
    json::object by_kind;
    std::int64_t all = 0, open = 0;
    const auto counts = tx.run(kCounts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        by_kind[counts.text(i, 0)] = counts.integer(i, 1);
        all += counts.integer(i, 1);
        open += counts.integer(i, 2);
    }
    return json::object{
        {"items", std::move(items)},
        {"counts", {{"open", open}, {"claimed", all - open}, {"by_kind", std::move(by_kind)}}},
        {"next_cursor", std::move(next)}};
}

Result<json::object> inbox_item(Tx& tx, std::string_view id) {
    const auto rows = find_item(tx, id);
    if (!rows) return forward(rows);
    return json::object{{"item", item_view(*rows, 0)}};
}

Result<json::object> inbox_document(Tx& tx, std::string_view id) {
    auto document = inbox_item(tx, id);
    if (!document) return document;
    const auto job_id = get_string((*document)["item"], "job_id"),
               result_id = get_string((*document)["item"], "result_id");
    auto job = job_document(tx, job_id);
    if (!job) return job;
    json::value submission = nullptr;
    for (const auto& each : (*job)["results"].as_array())
        if (!result_id.empty() && get_string(each, "id") == result_id) submission = each;
    (*document)["submission"] = std::move(submission);
    (*document)["profile"] = (*job)["profile"];
    const auto profile = job_profile(tx, job_id);
    if (!profile) return forward(profile);
    const auto missing = missing_fields(*profile);
    (*document)["missing"] = json::array(missing.begin(), missing.end());
    return document;
}

Result<bool> claim_item(Tx& tx, const Platform& platform, std::string_view id, const Actor& actor) {
    const auto at = format_time(platform.now());
    if (tx.run(kClaim, {id, actor.name, at}).affected == 0) {
        const auto rows = find_item(tx, id);
        if (!rows) return forward(rows);
        if (rows->text(0, kItemStatus) == "claimed" && rows->text(0, kItemClaimedBy) == actor.name)
            return false;
        return fail(ErrorCode::conflict,
                    rows->text(0, kItemStatus) == "resolved"
                        ? fmt::format("{} has resolved it", rows->text(0, kItemResolvedBy))
                        : fmt::format("{} has claimed it", rows->text(0, kItemClaimedBy)));
    }
    auto noted = add_audit(tx, platform.now(), actor.name, "action.claim", fmt::format("action:{}", id),
                           actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<bool> release_item(Tx& tx, const Platform& platform, std::string_view id, bool anybodys,
                          const Actor& actor) {
    const auto rows = find_item(tx, id);
    if (!rows) return forward(rows);
    if (rows->text(0, kItemStatus) != "claimed") return false;
    if (!anybodys && rows->text(0, kItemClaimedBy) != actor.name)
        return fail(ErrorCode::permission_denied,
                    fmt::format("{} has claimed it: only they or an admin hand it back",
                                rows->text(0, kItemClaimedBy)));
    const auto at = format_time(platform.now());
    if (tx.run(kRelease, {id, at}).affected == 0) return false;
    auto noted = add_audit(tx, platform.now(), actor.name, "action.release", fmt::format("action:{}", id),
                           actor.details());
    if (!noted) return forward(noted);
    return true;
}

Result<void> set_proof(Tx& tx, const Platform& platform, std::string_view id, std::string_view file,
                       const Actor& actor) {
    const auto rows = find_item(tx, id);
    if (!rows) return forward(rows);
    if (rows->text(0, kItemStatus) == "resolved")
        return fail(ErrorCode::conflict, "the item is resolved already");
    auto details = rows->json(0, kItemDetails);
    if (!details.is_object()) details = json::object();
    details.get_object()["proof"] = file;
    const auto text = json::serialize(details), at = format_time(platform.now());
    tx.run(kDetails, {id, text, at});
    return add_audit(tx, platform.now(), actor.name, "action.proof", fmt::format("action:{}", id),
                     actor.details({{"file", file}}));
}

} // namespace bolt::store
