#include "store/customer_edit.hpp"
#include "store/history.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kFind{"SELECT email, status FROM customers WHERE id = $1 /*PG*/FOR UPDATE/*END*/"};
const Statement kJobs{"SELECT id, status FROM jobs WHERE customer_id = $1"};
const Statement kCustomer{
    "UPDATE customers SET customer_id = NULL, business_name = '', first_name = '', last_name = '', email = "
    "'', phone = "
    "'', website = '', address = '', city = '', state = '', zip = '', country = '', description = '', "
    "category = '', "
    "status = 'erased', business_data = '{}', metadata = '{}', updated_at = $2 WHERE id = $1"};
#define BOLT_JOBS_OF "(SELECT id FROM jobs WHERE customer_id = $1)"
const Statement kMetadata{"UPDATE jobs SET metadata = '{}', updated_at = $2 WHERE customer_id = $1"};
const Statement kSubmissions{
    "UPDATE job_results SET payload = '{}', response_log = '{}', screenshot_url = NULL, "
    "listing_url = NULL, error_message = NULL, updated_at = $2 WHERE job_id IN " BOLT_JOBS_OF};
const Statement kAttempts{
    "UPDATE attempts SET evidence = '{}', error_message = NULL WHERE job_id IN " BOLT_JOBS_OF};
const Statement kItems{
    "UPDATE action_items SET details = '{}', summary = '', updated_at = $2 WHERE job_id IN " BOLT_JOBS_OF};
const Statement kEvents{"UPDATE stripe_events SET payload = '{}' WHERE job_id IN " BOLT_JOBS_OF};
const Statement kModelCalls{"UPDATE model_calls SET prompt = '', answer = '' WHERE job_id IN " BOLT_JOBS_OF};
const Statement kModelAnswers{"DELETE FROM model_cache WHERE job_id IN " BOLT_JOBS_OF};
const Statement kAccounts{"DELETE FROM site_accounts WHERE customer_id = $1"};
const Statement kEmails{"DELETE FROM emails WHERE customer_id = $1"};
const Statement kInbox{"DELETE FROM mail_inboxes WHERE customer_id = $1"};
const Statement kPreference{"DELETE FROM email_preferences WHERE address = lower($1)"};
const Statement kDraft{"DELETE FROM profile_drafts WHERE customer_id = $1"};
const Statement kLinks{"DELETE FROM customer_links WHERE customer_id = $1"};
const Statement kSessions{"DELETE FROM customer_sessions WHERE customer_id = $1"};
// Rows that the feed still keeps; positions stay, so that no client sees a gap.
#define BOLT_BLANK(column)                                                                                   \
    column                                                                                                   \
        " = CASE WHEN " column " IS NULL THEN NULL ELSE "                                                    \
        "/*LITE*/json_set(" column ", '$.payload', json('{}'), '$.response_log', json('{}'), "               \
        "'$.details', json('{}'), '$.summary', '', '$.metadata', json('{}'), '$.listing_url', NULL, "        \
        "'$.screenshot_url', NULL, '$.error_message', NULL)/*END*/"                                          \
        "/*PG*/CAST(CAST(" column                                                                            \
        " AS jsonb) || CAST('{\"payload\": {}, \"response_log\": {}, \"details\": {}, \"summary\": \"\", "   \
        "\"metadata\": {}, \"listing_url\": null, \"screenshot_url\": null, \"error_message\": null}' AS "   \
        "jsonb) AS json)/*END*/ END"
const Statement kFeed{"UPDATE changes SET " BOLT_BLANK("record") ", " BOLT_BLANK(
    "old_record") " WHERE (table_name IN ('job_results', 'action_items') AND "
                  "coalesce(record, old_record) ->> 'job_id' IN (SELECT CAST(id AS TEXT) FROM jobs WHERE "
                  "customer_id = "
                  "$1)) OR (table_name = 'jobs' AND coalesce(record, old_record) ->> 'customer_id' = CAST($1 "
                  "AS TEXT))"};

} // namespace

Result<Erasure> erase_customer(Tx& tx, const Platform& platform, std::string_view customer_id,
                               std::string_view confirm, const Actor& actor) {
    const auto customer = tx.run(kFind, {customer_id});
    if (customer.empty())
        return fail(ErrorCode::not_found, fmt::format("customer {} does not exist", customer_id));
    Erasure erasure;
    erasure.changed = customer.text(0, 1) != "erased";
    if (erasure.changed && customer.text(0, 0) != confirm)
        return fail(ErrorCode::invalid_argument, "confirm: must be the customer's e-mail address");
    const auto jobs = tx.run(kJobs, {customer_id});
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        erasure.job_ids.push_back(jobs.text(i, 0));
        const auto status = parse_job_status(jobs.text(i, 1));
        if (!status || is_terminal(*status)) continue;
        auto cancelled =
            cancel_job(tx, platform, jobs.text(i, 0), actor.name, "the customer's data are erased");
        if (!cancelled) return forward(cancelled);
    }
    const auto at = format_time(platform.now());
    tx.run(kCustomer, {customer_id, at});
    tx.run(kMetadata, {customer_id, at});
    erasure.submissions = tx.run(kSubmissions, {customer_id, at}).affected;
    for (const auto* statement : {&kAttempts, &kEvents, &kAccounts, &kModelCalls, &kModelAnswers, &kEmails,
                                  &kInbox, &kDraft, &kLinks, &kSessions})
        tx.run(*statement, {customer_id});
    tx.run(kItems, {customer_id, at});
    const auto address = customer.text(0, 0);
    tx.run(kPreference, {address});
    for (const auto* mail : {&kEmails, &kInbox}) tx.run(*mail, {customer_id});
    // Last: the changes made just now hold the old rows.
    tx.run(kFeed, {customer_id});
    if (!erasure.changed) return erasure;
    auto noted =
        add_audit(tx, platform.now(), actor.name, "customer.erase", fmt::format("customer:{}", customer_id),
                  actor.details({{"jobs", erasure.job_ids.size()}, {"submissions", erasure.submissions}}));
    if (!noted) return forward(noted);
    return erasure;
}

} // namespace bolt::store
