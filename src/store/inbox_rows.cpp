#include "store/inbox_rows.hpp"

namespace bolt::store {

std::vector<std::string_view> answers_of(std::string_view kind, bool about_submission) {
    if (about_submission) return {"retry", "submitted", "failed", "skipped"};
    if (kind == "missing_profile") return {"profile", "cancel_job"};
    if (kind == "refunded" || kind == "disputed") return {"noted", "cancel_job"};
    if (kind == "order") return {"release", "cancel_job"};
    return {"requeue", "cancel_job"};
}

json::object item_view(const Rows& rows, std::size_t row) {
    const auto details = rows.json(row, kItemDetails);
    const auto answers = answers_of(rows.text(row, kItemKind), !rows.null(row, kItemResult));
    return {{"id", rows.text(row, 0)},
            {"job_id", rows.text(row, kItemJob)},
            {"result_id", text_or_null(rows.text(row, kItemResult))},
            {"directory_name", text_or_null(rows.text(row, kItemDirectory))},
            {"kind", rows.text(row, kItemKind)},
            {"status", rows.text(row, kItemStatus)},
            {"summary", rows.text(row, 6)},
            {"details", details.is_object() ? details : json::value(json::object())},
            {"claimed_by", text_or_null(rows.text(row, kItemClaimedBy))},
            {"resolved_by", text_or_null(rows.text(row, kItemResolvedBy))},
            {"resolution", text_or_null(rows.text(row, 10))},
            {"created_at", time_or_null(rows, row, 11)},
            {"updated_at", time_or_null(rows, row, 12)},
            {"business_name", text_or_null(rows.text(row, 13))},
            {"directory_title", text_or_null(rows.text(row, 14))},
            {"directory_url", text_or_null(rows.text(row, 15))},
            {"proof", text_or_null(get_string(details, "proof"))},
            {"answers", json::array(answers.begin(), answers.end())}};
}

} // namespace bolt::store
