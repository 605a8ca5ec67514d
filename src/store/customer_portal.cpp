#include "store/customer_portal.hpp"

#include "store/customer_rows.hpp"
#include "store/customers.hpp"
#include "store/sql.hpp"
#include "store/view_json.hpp"

#include <fmt/format.h>

namespace bolt::store {
namespace {

#define BOLT_OWN_JOB                                                                                         \
    "j.id, j.package_type, j.status, coalesce(o.payment_state, 'paid'), j.progress, j.directories_total, "   \
    "j.directories_done, j.created_at, j.completed_at, j.paused "                                            \
    "FROM jobs j LEFT JOIN orders o ON o.job_id = j.id WHERE j.customer_id = $1"
const Statement kJobs{"SELECT " BOLT_OWN_JOB
                      " AND ($2 = '' OR CAST(j.id AS TEXT) = $2) ORDER BY j.created_at "
                      "DESC, j.id DESC LIMIT 200"};
const Statement kJob{"SELECT " BOLT_OWN_JOB " AND j.id = $2"};
const Statement kCustomer{"SELECT email, business_name FROM customers WHERE id = $1"};
const Statement kResults{
    "SELECT r.id, r.directory_name, d.title, coalesce(nullif(d.website, ''), d.submission_url), r.status, "
    "r.verdict, r.listing_url, r.verified_at, r.updated_at, r.response_log, l.live, l.checked_at, l.misses "
    "FROM job_results r LEFT JOIN directories d ON d.name = r.directory_name "
    "LEFT JOIN listing_checks l ON l.result_id = r.id WHERE r.job_id = $1 ORDER BY r.directory_name"};
const Statement kActions{
    "SELECT a.id, a.kind, a.summary, a.result_id, a.details, a.created_at, d.title, "
    "coalesce(nullif(d.website, ''), d.submission_url) FROM action_items a LEFT JOIN directories d ON d.name "
    "= "
    "a.directory_name WHERE a.job_id = $1 AND a.status <> 'resolved' ORDER BY a.created_at, a.id"};
const Statement kNotices{
    "SELECT h.id, h.event, coalesce(nullif(d.title, ''), h.directory_name), h.created_at FROM queue_history "
    "h "
    "LEFT JOIN directories d ON d.name = h.directory_name WHERE h.job_id = $1 AND h.event IN "
    "('order_created', 'flow_started', 'submitted', 'action_required', 'job_finalized', 'cancelled', "
    "'payment_changed', 'listing_gone', 'listing_back') ORDER BY h.id DESC LIMIT 30"};
const Statement kPicture{"SELECT r.response_log, r.job_id FROM job_results r JOIN jobs j ON j.id = r.job_id "
                         "WHERE r.id = $3 AND j.id = $2 AND j.customer_id = $1"};
const Statement kItem{"SELECT a.id, a.job_id, a.result_id, a.kind FROM action_items a JOIN jobs j ON j.id = "
                      "a.job_id WHERE a.id "
                      "= $3 AND j.id = $2 AND j.customer_id = $1 AND a.status <> 'resolved'"};
const Statement kDraft{"SELECT draft FROM profile_drafts WHERE customer_id = $1"};
const Statement kSaveDraft{"INSERT INTO profile_drafts (customer_id, draft, updated_at) VALUES ($1, $2, $3) "
                           "ON CONFLICT (customer_id) "
                           "DO UPDATE SET draft = excluded.draft, updated_at = excluded.updated_at"};
const Statement kDropDraft{"DELETE FROM profile_drafts WHERE customer_id = $1"};

/// What a customer can settle: a confirmation or a sign-in that only they can do.
bool is_customers(std::string_view kind, bool about_submission) {
    if (!about_submission) return kind == "missing_profile";
    return kind == "confirm_email" || kind == "needs_login" || kind == "needs_document" ||
           kind == "needs_payment";
}

std::string file_name(const json::value& log) {
    const auto* evidence = find(log, "evidence");
    if (evidence == nullptr) return {};
    auto path = get_string(*evidence, "after");
    if (path.empty()) path = get_string(*evidence, "before");
    return path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
}

bool is_picture(std::string_view file) {
    return file.ends_with(".jpg") || file.ends_with(".png") || file.ends_with(".webp");
}

json::object own_job(const Rows& rows, std::size_t row) {
    return {{"id", rows.text(row, 0)},
            {"package_type", rows.text(row, 1)},
            {"status", rows.text(row, 2)},
            {"payment_state", rows.text(row, 3)},
            {"progress", rows.integer(row, 4)},
            {"directories_total", rows.integer(row, 5)},
            {"directories_done", rows.integer(row, 6)},
            {"created_at", time_or_null(rows, row, 7)},
            {"completed_at", time_or_null(rows, row, 8)},
            {"paused", rows.boolean(row, 9)}};
}

json::object own_result(const Rows& rows, std::size_t row) {
    const auto name = rows.text(row, 1), title = rows.text(row, 2);
    const auto log = rows.json(row, 9);
    const auto* check = find(log, "listing");
    json::object view{{"id", rows.text(row, 0)},
                      {"directory", title.empty() ? name : title},
                      {"website", text_or_null(rows.text(row, 3))},
                      {"status", rows.text(row, 4)},
                      {"verdict", text_or_null(rows.text(row, 5))},
                      {"listing_url", text_or_null(rows.text(row, 6))},
                      {"verified_at", time_or_null(rows, row, 7)},
                      {"updated_at", time_or_null(rows, row, 8)},
                      {"picture", is_picture(file_name(log))},
                      {"gone", false}};
    if (!rows.null(row, 10)) {
        view["gone"] = !rows.boolean(row, 10);
        view["checked_at"] = time_or_null(rows, row, 11);
    }
    if (check != nullptr && check->is_object()) {
        json::object shown;
        for (const char* part : {"name", "address", "phone", "website"})
            if (const auto* value = find(*check, part)) shown[part] = *value;
        view["nap"] = std::move(shown);
    }
    return view;
}

json::object own_action(const Rows& rows, std::size_t row) {
    const auto details = rows.json(row, 4);
    const auto kind = rows.text(row, 1);
    json::object view{{"id", rows.text(row, 0)},
                      {"kind", kind},
                      {"directory", text_or_null(rows.text(row, 6))},
                      {"website", text_or_null(rows.text(row, 7))},
                      {"created_at", time_or_null(rows, row, 5)},
                      {"yours", is_customers(kind, !rows.null(row, 3))},
                      {"sent", !get_string(details, "proof").empty()}};
    if (const auto* missing = find(details, "missing"); missing != nullptr && missing->is_array())
        view["missing"] = *missing;
    return view;
}

} // namespace

Result<json::object> account_document(Tx& tx, std::string_view customer_id, std::string_view job_id) {
    const auto customer = tx.run(kCustomer, {customer_id});
    if (customer.empty()) return fail(ErrorCode::not_found, "There is no such account.");
    const auto rows = tx.run(kJobs, {customer_id, job_id});
    json::array jobs;
    for (std::size_t i = 0; i < rows.size(); ++i) jobs.push_back(own_job(rows, i));
    return json::object{
        {"customer", {{"email", customer.text(0, 0)}, {"business_name", customer.text(0, 1)}}},
        {"jobs", std::move(jobs)}};
}

Result<json::object> progress_document(Tx& tx, std::string_view customer_id, std::string_view job_id) {
    const auto rows = tx.run(kJob, {customer_id, job_id});
    if (rows.empty()) return fail(ErrorCode::not_found, "There is no such order.");
    auto job = own_job(rows, 0);
    const auto profile = job_profile(tx, job_id);
    if (!profile) return forward(profile);
    job["business_name"] = profile->business_name;
    const auto missing = missing_fields(*profile);
    job["missing"] = json::array(missing.begin(), missing.end());
    json::array results, actions, notices;
    json::object counts{{"pending", 0}, {"submitting", 0}, {"submitted", 0},
                        {"failed", 0},  {"skipped", 0},    {"action_required", 0}};
    const auto found = tx.run(kResults, {job_id});
    for (std::size_t i = 0; i < found.size(); ++i) {
        results.push_back(own_result(found, i));
        auto& count = counts[found.text(i, 4)];
        count = (count.is_int64() ? count.get_int64() : 0) + 1;
    }
    const auto open = tx.run(kActions, {job_id});
    for (std::size_t i = 0; i < open.size(); ++i) actions.push_back(own_action(open, i));
    const auto events = tx.run(kNotices, {job_id});
    for (std::size_t i = 0; i < events.size(); ++i)
        notices.push_back({{"id", events.integer(i, 0)},
                           {"event", events.text(i, 1)},
                           {"directory", text_or_null(events.text(i, 2))},
                           {"created_at", time_or_null(events, i, 3)}});
    return json::object{{"job", std::move(job)},
                        {"counts", std::move(counts)},
                        {"results", std::move(results)},
                        {"actions", std::move(actions)},
                        {"notices", std::move(notices)}};
}

Result<std::string> picture_of_result(Tx& tx, std::string_view customer_id, std::string_view job_id,
                                      std::string_view result_id) {
    const auto rows = tx.run(kPicture, {customer_id, job_id, result_id});
    if (rows.empty()) return fail(ErrorCode::not_found, "There is no such picture.");
    const auto file = file_name(rows.json(0, 0));
    if (!is_picture(file)) return fail(ErrorCode::not_found, "There is no such picture.");
    return fmt::format("{}/{}", rows.text(0, 1), file);
}

Result<OwnItem> own_item(Tx& tx, std::string_view customer_id, std::string_view job_id,
                         std::string_view item_id) {
    const auto rows = tx.run(kItem, {customer_id, job_id, item_id});
    if (rows.empty()) return fail(ErrorCode::not_found, "This is settled already, or it is not yours.");
    return OwnItem{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3),
                   is_customers(rows.text(0, 3), !rows.null(0, 2))};
}

Result<json::object> profile_draft(Tx& tx, std::string_view customer_id) {
    const auto rows = tx.run(kDraft, {customer_id});
    if (rows.empty()) return json::object{};
    auto draft = rows.json(0, 0);
    return draft.is_object() ? std::move(draft.get_object()) : json::object{};
}

Result<void> save_profile_draft(Tx& tx, const Platform& platform, std::string_view customer_id,
                                const json::object& draft) {
    const auto text = json::serialize(draft), now = format_time(platform.now());
    tx.run(kSaveDraft, {customer_id, text, now});
    return {};
}

Result<void> drop_profile_draft(Tx& tx, std::string_view customer_id) {
    tx.run(kDropDraft, {customer_id});
    return {};
}

} // namespace bolt::store
