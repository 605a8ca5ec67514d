#include "store/outcomes.hpp"

#include "store/rows.hpp"
#include "store/sql.hpp"

#include <charconv>

namespace bolt::store {
namespace {

#define BOLT_NOTE                                                                                            \
    "INSERT INTO outcome_weights (directory_name, dimension, level, successes, trials, updated_at) VALUES "
#define BOLT_ADD                                                                                             \
    " ON CONFLICT (directory_name, dimension, level) DO UPDATE SET "                                         \
    "successes = outcome_weights.successes + excluded.successes, "                                           \
    "trials = outcome_weights.trials + excluded.trials, updated_at = excluded.updated_at"
const Statement kNoteEnd{BOLT_NOTE "($1, 'all', '', $2, $3, $4), ($1, 'lane', $5, $2, $3, $4), "
                                   "($1, 'category', $6, $2, $3, $4), ($1, 'country', $7, $2, $3, $4), "
                                   "($1, 'hour', $8, $2, $3, $4)" BOLT_ADD};
const Statement kNoteAnswer{BOLT_NOTE
                            "($1, 'answer', '', $2, $3, $4), ($1, 'answer_hour', $5, $2, $3, $4)" BOLT_ADD};
const Statement kNoteRetry{BOLT_NOTE "($1, 'retry', $5, $2, $3, $4)" BOLT_ADD};
const Statement kAnswers{"SELECT dimension, level, successes, trials FROM outcome_weights "
                         "WHERE directory_name = $1 AND dimension IN ('answer_hour', 'retry')"};
const Statement kTraits{
    "SELECT name, requires_login, has_captcha, submission_url, category FROM directories"};
const Statement kCounts{"SELECT directory_name, dimension, level, successes, trials FROM outcome_weights "
                        "WHERE dimension IN ('all', 'lane', 'category', 'country', 'hour')"};
const Statement kForget{"DELETE FROM outcome_weights WHERE trials < $1"};
// As begin_job() picks them.
const Statement kPicked{
    "SELECT name, title FROM directories WHERE active AND NOT paused AND policy = 'allowed' "
    "ORDER BY tier_required NULLS LAST, domain_authority DESC NULLS LAST, name LIMIT $1"};

std::string hour_of(TimePoint now) {
    const auto hours = std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count();
    return std::to_string(hours % 24);
}

std::optional<std::size_t> index_of(const std::string& level, std::size_t size) {
    std::size_t out = 0;
    const auto [end, error] = std::from_chars(level.data(), level.data() + level.size(), out);
    if (error != std::errc{} || end != level.data() + level.size() || out >= size) return std::nullopt;
    return out;
}

} // namespace

void note_outcome(Tx& tx, TimePoint now, const OutcomeNote& note) {
    const double weight = evidence_weight(now);
    const auto at = format_time(now), hour = hour_of(now);
    if (note.taken)
        tx.post(kNoteEnd, {note.directory_name, *note.taken ? weight : 0.0, weight, at, to_string(note.lane),
                           note.category, note.country, hour});
    if (!note.answered) return;
    const double answered = *note.answered ? weight : 0.0;
    tx.post(kNoteAnswer, {note.directory_name, answered, weight, at, hour});
    if (!note.waited) return;
    const auto level = std::to_string(wait_level(*note.waited));
    tx.post(kNoteRetry, {note.directory_name, answered, weight, at, level});
}

Result<AnswerHistory> answer_history(Tx& tx, TimePoint now, std::string_view directory_name) {
    const auto rows = tx.run(kAnswers, {directory_name});
    AnswerHistory out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto counted = as_of({rows.real(i, 2), rows.real(i, 3)}, now);
        const bool by_hour = rows.text(i, 0) == "answer_hour";
        const auto index = index_of(rows.text(i, 1), by_hour ? out.by_hour.size() : out.after_wait.size());
        if (index) (by_hour ? out.by_hour[*index] : out.after_wait[*index]) += counted;
    }
    return out;
}

Result<OutcomeModel> load_outcome_model(Tx& tx, TimePoint now) {
    std::map<std::string, DirectoryTraits> directories;
    const auto traits = tx.run(kTraits);
    for (std::size_t i = 0; i < traits.size(); ++i) {
        DirectoryTraits each;
        if (!traits.null(i, 1)) each.requires_login = traits.boolean(i, 1);
        if (!traits.null(i, 2)) each.has_captcha = traits.boolean(i, 2);
        each.page_known = !traits.text(i, 3).empty();
        each.category = traits.text(i, 4);
        directories.emplace(traits.text(i, 0), std::move(each));
    }
    std::vector<OutcomeModel::Count> counts;
    const auto rows = tx.run(kCounts);
    counts.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        counts.push_back({rows.text(i, 0), rows.text(i, 1), rows.text(i, 2),
                          as_of({rows.real(i, 3), rows.real(i, 4)}, now)});
    return OutcomeModel(std::move(directories), counts);
}

Result<int> forget_faded_outcomes(Tx& tx, TimePoint now) {
    return static_cast<int>(tx.run(kForget, {0.05 * evidence_weight(now)}).affected);
}

Result<std::vector<ExpectedDirectory>> expected_directories(Tx& tx, const OutcomeModel& model, int count_max,
                                                            const OutcomeQuestion& question) {
    const auto rows = tx.run(kPicked, {std::int64_t{std::max(count_max, 0)}});
    std::vector<ExpectedDirectory> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), model.estimate(rows.text(i, 0), question)});
    return out;
}

} // namespace bolt::store
