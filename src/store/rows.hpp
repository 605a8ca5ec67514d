#pragma once
// Only for this room: the columns of a record in the order in which its reader takes them.
#include "store/records.hpp"
#include "store/sql.hpp"

// Literals, because a Statement's text is put together at compile time.
#define BOLT_JOB_COLUMNS                                                                                     \
    "j.id, j.customer_id, j.status, j.paused, j.package_type, j.package_size, j.directories_total, "         \
    "j.directories_done, j.progress, j.priority, j.error_message, j.metadata, j.created_at, j.updated_at, "  \
    "j.started_at, j.completed_at"
#define BOLT_SUBMISSION_COLUMNS                                                                              \
    "id, job_id, directory_name, status, idempotency_key, verdict, confidence, lane, attempts, "             \
    "next_attempt_at, "                                                                                      \
    "payload, response_log, screenshot_url, listing_url, error_message, verified_at, created_at, updated_at"
#define BOLT_DIRECTORY_COLUMNS                                                                               \
    "d.id, d.name, d.title, d.website, d.category, d.description, d.language, d.country_code, "              \
    "d.submission_url, "                                                                                     \
    "d.host, d.domain_authority, d.tier_required, d.requires_login, d.has_captcha, d.policy, d.active, "     \
    "d.paused, "                                                                                             \
    "d.pacing_ms, d.attempts_max, d.despite_robots, d.captcha_service"

namespace bolt::store {

/// Takes one row's cells from left to right.
class Cells {
  public:
    Cells(const Rows& rows, std::size_t row, std::size_t column = 0)
        : rows_(rows), row_(row), column_(column) {}
    std::string text() { return rows_.text(row_, column_++); }
    int integer() { return static_cast<int>(rows_.integer(row_, column_++)); }
    bool boolean() { return rows_.boolean(row_, column_++); }
    json::value json() { return rows_.json(row_, column_++); }
    TimePoint time() { return rows_.time(row_, column_++); }
    std::optional<int> maybe_integer() {
        return rows_.null(row_, column_) ? (++column_, std::nullopt) : std::optional(integer());
    }
    std::optional<bool> maybe_boolean() {
        return rows_.null(row_, column_) ? (++column_, std::nullopt) : std::optional(boolean());
    }
    std::optional<double> maybe_real() {
        return rows_.null(row_, column_) ? (++column_, std::nullopt)
                                         : std::optional(rows_.real(row_, column_++));
    }
    std::optional<TimePoint> maybe_time() {
        return rows_.null(row_, column_) ? (++column_, std::nullopt) : std::optional(time());
    }
    std::size_t column() const { return column_; }

  private:
    const Rows& rows_;
    std::size_t row_, column_;
};

/// BOLT_JOB_COLUMNS from `column` on.
Job read_job(const Rows& rows, std::size_t row, std::size_t column = 0);
/// BOLT_SUBMISSION_COLUMNS from the first column on.
Submission read_submission(const Rows& rows, std::size_t row);
/// BOLT_DIRECTORY_COLUMNS from the first column on.
Directory read_directory(const Rows& rows, std::size_t row);

} // namespace bolt::store
