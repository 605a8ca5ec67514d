#include "store/customer_emails.hpp"
#include "store/history.hpp"
#include "store/inboxes.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kFind{
    "SELECT status, coalesce(verdict, ''), job_id, directory_name, response_log FROM job_results "
    "WHERE id = $1 /*PG*/FOR UPDATE/*END*/"};
const Statement kSubmitted{
    "UPDATE job_results SET status = 'submitted', verdict = $2, listing_url = coalesce($3, listing_url), "
    "error_message = NULL, response_log = $4, updated_at = $5 WHERE id = $1 AND status = 'action_required'"};
const Statement kNote{"UPDATE job_results SET response_log = $2, updated_at = $3 WHERE id = $1"};
const Statement kResolve{
    "UPDATE action_items SET status = 'resolved', resolution = 'submitted', resolved_by = 'e-mail', "
    "updated_at = $2 WHERE result_id = $1 AND kind = 'confirm_email' AND status <> 'resolved'"};
const Statement kSummary{
    "UPDATE action_items SET summary = $2, updated_at = $3 WHERE result_id = $1 AND kind = "
    "'confirm_email' AND status <> 'resolved'"};
const Statement kEndMessage{
    "UPDATE inbox_messages SET outcome = $3, ended_at = $4 WHERE inbox_id = $1 AND message_key = $2"};

} // namespace

Result<bool> record_confirmation(Tx& tx, const Platform& platform, const Confirmation& confirmation) {
    const auto at = format_time(platform.now());
    tx.run(kEndMessage, {confirmation.inbox_id, confirmation.message_key,
                         std::string_view(confirmation.confirmed ? "confirmed" : "unclear"), at});
    const auto rows = tx.run(kFind, {confirmation.result_id});
    if (rows.empty() || rows.text(0, 0) != "action_required" || rows.text(0, 1) != "confirm_email")
        return false;
    const auto job_id = rows.text(0, 2), directory = rows.text(0, 3);
    auto log = rows.json(0, 4);
    if (!log.is_object()) log = json::object();
    json::object seen{{"at", at}, {"site", confirmation.site}, {"summary", confirmation.summary}};
    if (!confirmation.evidence.empty())
        seen["evidence"] = fmt::format("/api/staff/evidence/{}", confirmation.evidence);
    log.get_object()["confirmation"] = std::move(seen);
    const auto text = json::serialize(log);
    if (!confirmation.confirmed) {
        tx.run(kNote, {confirmation.result_id, text, at});
        const auto summary =
            fmt::format("The link in {}'s e-mail was opened, and it is not clear that this confirmed: {}",
                        directory, confirmation.summary);
        tx.run(kSummary, {confirmation.result_id, summary, at});
        return true;
    }
    tx.run(kSubmitted, {confirmation.result_id, to_string(confirmation.verdict),
                        or_null(confirmation.listing_url), text, at});
    tx.run(kResolve, {confirmation.result_id, at});
    if (auto noted = add_history(tx, platform.now(), job_id, directory, "submitted",
                                 {{"verdict", to_string(confirmation.verdict)}, {"by_email", true}});
        !noted)
        return forward(noted);
    if (auto told = withdraw_action_needed(tx, platform, job_id); !told) return forward(told);
    if (auto done = finalize_job_if_done(tx, platform, job_id, ""); !done) return forward(done);
    return true;
}

} // namespace bolt::store
