#include "store/job_filter.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <mutex>

namespace bolt::store {
namespace {

#define BOLT_LIST_OF(parameter)                                                                              \
    "(/*LITE*/SELECT value FROM json_each(" parameter                                                        \
    ")/*END*//*PG*/SELECT jsonb_array_elements_text(CAST(" parameter " AS jsonb))/*END*/)"
#define BOLT_HAS(text, parameter)                                                                            \
    "/*LITE*/instr(" text ", " parameter ") > 0/*END*//*PG*/position(CAST(" parameter " AS TEXT) IN " text   \
    ") > 0/*END*/"

// Left alone, SQLite takes the index of states, which does not hold the messages: seconds instead of
// milliseconds.
#define BOLT_FAILED "/*LITE*/INDEXED BY job_results_failed/*END*/ "

constexpr std::size_t kTextMax = 200;
constexpr std::size_t kListMax = 20;
constexpr int kParameterFirst = 4, kParameterLast = 16;

// Numbers of the parameters. One state uses the index in its order; several are sooner found going through
// the list by time (hence +).
constexpr const char* kStatus = " AND /*LITE*/+/*END*/j.status IN " BOLT_LIST_OF("$4");
constexpr const char* kOneStatus = " AND j.status IN " BOLT_LIST_OF("$4");
constexpr const char* kPackage = " AND j.package_type IN " BOLT_LIST_OF("$5");
constexpr const char* kCustomer = " AND j.customer_id = $6";
constexpr const char* kText =
    " AND j.customer_id IN (SELECT customer_id FROM customer_search WHERE " BOLT_HAS("text", "$7") ")";
// Of a text that most have, those without it are fewer.
constexpr const char* kTextOfMost =
    " AND j.customer_id NOT IN (SELECT customer_id FROM customer_search WHERE NOT " BOLT_HAS("text",
                                                                                             "$7") ")";
constexpr const char* kCustomers =
    " AND j.customer_id IN (/*LITE*/SELECT value FROM json_each($7)/*END*//*PG*/SELECT CAST(e.value AS uuid) FROM "
    "jsonb_array_elements_text(CAST($7 AS jsonb)) AS e/*END*/)";
constexpr const char* kTextOfRow =
    " AND EXISTS (SELECT 1 FROM customer_search s WHERE s.customer_id = j.customer_id AND " BOLT_HAS(
        "s.text", "$7") ")";
constexpr const char* kTextOrId =
    " AND (j.customer_id IN (SELECT customer_id FROM customer_search WHERE " BOLT_HAS(
        "text", "$7") ") OR " BOLT_HAS("CAST(j.id AS TEXT)", "$7") ")";
constexpr const char* kDirectory = " AND j.id IN (SELECT job_id FROM job_results WHERE directory_name = $8)";
constexpr const char* kDirectoryStatus =
    " AND j.id IN (SELECT job_id FROM job_results WHERE directory_name = $8 AND status = $9)";
// Different messages are few: each is looked at once, however many submissions failed with it.
constexpr const char* kError =
    " AND j.id IN (WITH RECURSIVE m (message) AS (SELECT min(error_message) FROM job_results " BOLT_FAILED
    "WHERE status = 'failed' UNION ALL SELECT (SELECT min(error_message) FROM job_results " BOLT_FAILED
    "WHERE status = 'failed' AND error_message > m.message) FROM m WHERE m.message IS NOT NULL) "
    "SELECT job_id FROM job_results " BOLT_FAILED "WHERE status = 'failed' AND error_message IN "
    "(SELECT message FROM m WHERE " BOLT_HAS("lower(message)", "$10") "))";
constexpr const char* kFrom = " AND j.created_at >= $11";
constexpr const char* kTo = " AND j.created_at < $12";
constexpr const char* kPriority = " AND j.priority = $13";
constexpr const char* kStuck =
    " AND j.status IN ('queued', 'in_progress') AND NOT j.paused AND j.updated_at < $14";
constexpr const char* kLate = " AND j.status IN ('pending', 'queued', 'in_progress') AND j.created_at < "
                              "/*LITE*/($15 ->> j.package_type)/*END*//*PG*/CAST(CAST($15 AS jsonb) ->> "
                              "j.package_type AS timestamptz)/*END*/";
constexpr const char* kFailures = " AND j.id IN (SELECT job_id FROM job_results " BOLT_FAILED
                                  "WHERE status = 'failed' AND error_message IN " BOLT_LIST_OF("$16") ")";
constexpr const char* kNeedsAction =
    " AND j.id IN (SELECT job_id FROM action_items WHERE status <> 'resolved')";
constexpr const char* kNeedsNoAction =
    " AND j.id NOT IN (SELECT job_id FROM action_items WHERE status <> 'resolved')";

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string list_of(const std::vector<std::string>& values) {
    return json::serialize(json::array(values.begin(), values.end()));
}

/// Could be part of an id: letters of hexadecimal numbers and dashes.
bool like_id(std::string_view text) {
    return text.size() >= 4 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
           });
}

Result<std::vector<std::string>> statuses_of(const JobFilter& filter) {
    for (const auto& status : filter.statuses)
        if (!parse_job_status(status))
            return fail(ErrorCode::invalid_argument,
                        "status: must be one of pending, queued, in_progress, completed, "
                        "failed, cancelled");
    if (!filter.statuses.empty()) return filter.statuses;
    if (filter.state.empty() || filter.state == "all") return std::vector<std::string>{};
    if (filter.state == "active") return std::vector<std::string>{"pending", "queued", "in_progress"};
    if (filter.state == "completed") return std::vector<std::string>{"completed", "failed", "cancelled"};
    return fail(ErrorCode::invalid_argument, "state: must be one of active, completed, all");
}

const Statement kMatching{
    "SELECT customer_id FROM customer_search WHERE " BOLT_HAS("text", "$1") " LIMIT $2"};
const Statement kSample{"SELECT count(*) FILTER (WHERE " BOLT_HAS(
    "text", "$1") "), count(*) FROM "
                  "(SELECT text FROM customer_search LIMIT 2000) AS some"};
/// More customers than this are not listed: going through the jobs is quicker then.
constexpr std::int64_t kCustomersMax = 5'000;

} // namespace

Result<void> resolve_text(Tx& tx, JobFilter& filter) {
    const auto text = lower(filter.text);
    if (text.empty() || text.size() > kTextMax || like_id(text)) return {};
    const auto rows = tx.run(kMatching, {text, kCustomersMax + 1});
    filter.text_is_common = std::cmp_greater(rows.size(), kCustomersMax);
    if (filter.text_is_common) {
        const auto sample = tx.run(kSample, {text});
        filter.text_is_usual = 2 * sample.integer(0, 0) > sample.integer(0, 1);
        return {};
    }
    json::array ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.emplace_back(rows.text(i, 0));
    filter.customers = json::serialize(ids);
    return {};
}

const Statement& interned(const std::string& text) {
    static std::mutex mutex;
    static std::map<std::string, Statement> statements;
    const std::lock_guard lock(mutex);
    const auto [at, made] = statements.try_emplace(text, Statement{nullptr});
    if (made) at->second.text = at->first.c_str();
    return at->second;
}

Result<JobConditions> JobConditions::of(const JobFilter& filter, For use, bool with_status) {
    if (filter.text.size() > kTextMax || filter.error.size() > kTextMax)
        return fail(ErrorCode::invalid_argument, fmt::format("q, error: longer than {} bytes", kTextMax));
    if (filter.statuses.size() > kListMax || filter.packages.size() > kListMax)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("status, package: more than {} values", kListMax));
    if (!filter.directory_status.empty() && !parse_submission_status(filter.directory_status))
        return fail(ErrorCode::invalid_argument, "directory_status: not a state of submissions");
    auto statuses = statuses_of(filter);
    if (!statuses) return forward(statuses);
    if (!with_status) statuses->clear();

    JobConditions made;
    made.filter_ = filter;
    made.statuses_ = list_of(*statuses);
    made.packages_ = list_of(filter.packages);
    made.text_ = lower(filter.text);
    made.error_ = lower(filter.error);
    if (filter.from) made.from_ = format_time(*filter.from);
    if (filter.to) made.to_ = format_time(*filter.to);
    if (filter.stuck_before) made.stuck_before_ = format_time(*filter.stuck_before);
    if (!filter.late_before.empty()) made.late_before_ = json::serialize(filter.late_before);

    made.use(!statuses->empty(), statuses->size() == 1 ? kOneStatus : kStatus, 4);
    made.use(!filter.packages.empty(), kPackage, 5);
    made.use(!filter.customer_id.empty(), kCustomer, 6);
    // A page ends early where a text is common; counts go through all of it anyway.
    const char* text = like_id(made.text_)                         ? kTextOrId
                       : !filter.customers.empty()                 ? kCustomers
                       : filter.text_is_common && use == For::page ? kTextOfRow
                       : filter.text_is_usual                      ? kTextOfMost
                                                                   : kText;
    if (text == kCustomers) made.text_ = filter.customers;
    made.use(!filter.text.empty(), text, 7);
    const bool in_state = !filter.directory.empty() && !filter.directory_status.empty();
    made.use(!filter.directory.empty(), in_state ? kDirectoryStatus : kDirectory, 8);
    made.use(in_state, "", 9);
    made.use(!filter.error.empty(), kError, 10);
    made.use(filter.from.has_value(), kFrom, 11);
    made.use(filter.to.has_value(), kTo, 12);
    made.use(filter.priority.has_value(), kPriority, 13);
    made.use(filter.stuck_before.has_value(), kStuck, 14);
    made.use(!filter.late_before.empty(), kLate, 15);
    made.use(!filter.failure_messages.empty(), kFailures, 16);
    if (filter.needs_action) made.sql_ += *filter.needs_action ? kNeedsAction : kNeedsNoAction;
    if (filter.paused) made.sql_ += *filter.paused ? " AND j.paused" : " AND NOT j.paused";
    return made;
}

void JobConditions::use(bool on, const char* condition, int number) {
    if (on)
        sql_ += condition;
    else
        sql_ += fmt::format(" AND CAST(${} AS TEXT) IS NULL", number);
}

Rows JobConditions::run(Tx& tx, const std::string& text, Param first, Param second, Param third) const {
    static_assert(kParameterFirst == 4 && kParameterLast == 16);
    const auto on = [](bool used, std::string_view value) {
        return used ? Param(value) : Param(std::monostate{});
    };
    const auto& f = filter_;
    const bool in_state = !f.directory.empty() && !f.directory_status.empty();
    return tx.run(interned(text),
                  {first, second, third, on(statuses_ != "[]", statuses_), on(!f.packages.empty(), packages_),
                   or_null(f.customer_id), or_null(text_), or_null(f.directory),
                   on(in_state, f.directory_status), or_null(error_), or_null(from_), or_null(to_),
                   f.priority ? Param(std::int64_t{*f.priority}) : Param(std::monostate{}),
                   or_null(stuck_before_), or_null(late_before_), or_null(f.failure_messages)});
}

} // namespace bolt::store
