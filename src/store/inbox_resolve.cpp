#include "store/customer_edit.hpp"
#include "store/history.hpp"
#include "store/inbox_rows.hpp"
#include "store/job_start.hpp"
#include "store/jobs.hpp"
#include "store/staff_actions.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kResolve{
    "UPDATE action_items SET status = 'resolved', resolution = $2, resolved_by = $3, details = $4, "
    "updated_at = $5 WHERE id = $1"};
const Statement kSubmission{
    "SELECT status, response_log FROM job_results WHERE id = $1 /*PG*/FOR UPDATE/*END*/"};
// What the person says is the submission's end; the log keeps who said it.
const Statement kEnd{
    "UPDATE job_results SET status = $2, verdict = coalesce($3, verdict), listing_url = coalesce($4, "
    "listing_url), error_message = $5, response_log = $6, updated_at = $7 WHERE id = $1 AND status = "
    "'action_required'"};

struct Item {
    std::string id, job_id, result_id, directory, kind;
    json::value details;
};

Result<void> end_submission(Tx& tx, const Platform& platform, const Item& item, const Resolution& said,
                            const Actor& actor) {
    const auto rows = tx.run(kSubmission, {item.result_id});
    if (rows.empty() || rows.text(0, 0) != "action_required")
        return fail(ErrorCode::conflict, "the submission no longer waits for a person");
    auto log = rows.json(0, 1);
    if (!log.is_object()) log = json::object();
    json::object person{{"answer", said.answer}, {"by", actor.name}, {"note", said.note}};
    if (const auto proof = get_string(item.details, "proof"); !proof.empty()) {
        person["proof"] = proof;
        auto& evidence = log.get_object()["evidence"];
        if (!evidence.is_object()) evidence = json::object();
        evidence.get_object()["after"] = fmt::format("/api/staff/evidence/{}/{}", item.job_id, proof);
    }
    log.get_object()["person"] = std::move(person);
    const auto text = json::serialize(log), at = format_time(platform.now());
    const bool submitted = said.answer == "submitted", failed = said.answer == "failed";
    const auto message =
        failed ? (said.note.empty() ? std::string("A person found that it cannot be submitted.") : said.note)
               : std::string();
    tx.run(kEnd, {item.result_id, said.answer,
                  submitted ? Param(std::string_view("accepted")) : Param(std::monostate{}),
                  or_null(said.listing_url), or_null(message), text, at});
    auto noted = add_history(tx, platform.now(), item.job_id, item.directory, said.answer,
                             {{"by_person", true}, {"kind", item.kind}});
    if (!noted) return noted;
    if (auto done = finalize_job_if_done(tx, platform, item.job_id, ""); !done) return forward(done);
    return {};
}

Result<void> carry_out(Tx& tx, const Platform& platform, const Item& item, const Resolution& said,
                       const Actor& actor) {
    if (said.answer == "retry") {
        RetryChoice choice{RetryChoice::Scope::listed, {item.result_id}, ""};
        auto retried = retry_job(tx, platform, item.job_id, choice, actor);
        if (!retried) return forward(retried);
        if (!retried->changed)
            return fail(ErrorCode::conflict, "the submission no longer waits for a person");
        return {};
    }
    if (said.answer == "noted") return {};
    if (said.answer == "cancel_job") {
        auto cancelled = cancel_by_staff(tx, platform, item.job_id, actor);
        if (!cancelled) return forward(cancelled);
        return {};
    }
    if (said.answer == "release" || said.answer == "requeue") {
        auto started = start_job(tx, platform, item.job_id, said.answer + ":" + item.id);
        if (!started) return forward(started);
        return {};
    }
    if (said.answer == "profile") {
        if (!said.profile) return fail(ErrorCode::invalid_argument, "profile: is needed for this answer");
        const auto job = find_job(tx, item.job_id);
        if (!job) return forward(job);
        auto edited = complete_profile(tx, platform, job->customer_id, *said.profile, actor);
        if (!edited) return forward(edited);
        if (edited->empty())
            return fail(ErrorCode::invalid_argument,
                        "the profile is still incomplete: see the item's missing fields");
        return {};
    }
    return end_submission(tx, platform, item, said, actor);
}

} // namespace

Result<void> resolve_item(Tx& tx, const Platform& platform, std::string_view id, const Resolution& resolution,
                          const Actor& actor) {
    const auto rows = find_item(tx, id);
    if (!rows) return forward(rows);
    const Item item{rows->text(0, 0),           rows->text(0, kItemJob),
                    rows->text(0, kItemResult), rows->text(0, kItemDirectory),
                    rows->text(0, kItemKind),   rows->json(0, kItemDetails)};
    if (rows->text(0, kItemStatus) == "resolved")
        return fail(ErrorCode::conflict, fmt::format("{} has resolved it", rows->text(0, kItemResolvedBy)));
    if (rows->text(0, kItemStatus) == "claimed" && rows->text(0, kItemClaimedBy) != actor.name)
        return fail(ErrorCode::conflict, fmt::format("{} has claimed it", rows->text(0, kItemClaimedBy)));
    const auto answers = answers_of(item.kind, !item.result_id.empty());
    if (std::ranges::find(answers, resolution.answer) == answers.end())
        return fail(ErrorCode::invalid_argument,
                    fmt::format("answer: must be one of {}", fmt::join(answers, ", ")));
    if (auto done = carry_out(tx, platform, item, resolution, actor); !done) return done;
    auto details = item.details.is_object() ? item.details.get_object() : json::object();
    if (!resolution.note.empty()) details["note"] = resolution.note;
    const auto text = json::serialize(details), at = format_time(platform.now());
    tx.run(kResolve, {id, resolution.answer, actor.name, text, at});
    return add_audit(tx, platform.now(), actor.name, "action.resolve", fmt::format("action:{}", id),
                     actor.details({{"answer", resolution.answer}, {"job", item.job_id}}));
}

} // namespace bolt::store
