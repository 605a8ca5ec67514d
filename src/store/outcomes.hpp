#pragma once
#include "domain/outcome_model.hpp"
#include "domain/retry_analyst.hpp"
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// What an attempt's end teaches about its directory.
struct OutcomeNote {
    std::string directory_name = {};
    Lane lane = Lane::browser;
    std::string category = {}, country = {}; ///< of the business; "": not known
    std::optional<bool> taken =
        {}; ///< the submission ended and the site took it, or not; nullopt: no end that counts
    std::optional<bool> answered = {};   ///< nullopt: the failure was ours
    std::optional<Duration> waited = {}; ///< since the try before, if that got no answer
};
/// Adds it to the directory's counts. No read, no wait.
void note_outcome(Tx& tx, TimePoint now, const OutcomeNote& note);
/// What is known of when and after which waits this directory answers.
Result<AnswerHistory> answer_history(Tx& tx, TimePoint now, std::string_view directory_name);
/// Reads all counts.
Result<OutcomeModel> load_outcome_model(Tx& tx, TimePoint now);
/// Removes counts that have faded below a twentieth of one trial. Gives how many.
Result<int> forget_faded_outcomes(Tx& tx, TimePoint now);

/// The directories that a job of this many would get, in the order of catalog rank, and what is expected of
/// them.
struct ExpectedDirectory {
    std::string name, title;
    Estimate estimate;
};
Result<std::vector<ExpectedDirectory>> expected_directories(Tx& tx, const OutcomeModel& model, int count_max,
                                                            const OutcomeQuestion& question);

} // namespace bolt::store
