#pragma once
// Only for this room: which submission is leased next.
#include "store/attempts.hpp"
#include "store/sql.hpp"

#include <set>

namespace bolt::store {

/// A pending submission that may be leased now.
struct Candidate {
    std::string result_id, job_id, customer_id, directory_name, host, package_type;
    std::int64_t priority = 0;
    int pacing_ms = 0;
    std::string due_at; ///< format_time(): text order is time order
};

/// Chooses submissions in the order of claim_attempts(). Looks at the first that wait; if none of them may be
/// leased now, at the head of each directory whose host may be called. So its cost follows the number of
/// leases wanted, at worst the number of directories that have work, never the number of waiting submissions.
class Chooser {
  public:
    /// About `count_max` will be asked for.
    Chooser(Tx& tx, TimePoint now, int count_max);
    /// The next one to lease; nullopt when none is due. Do with it what take() says, then ask again.
    std::optional<Candidate> next();
    /// The candidate's host is busy from now on; `leased` counts it for its customer.
    void used(const Candidate& candidate, bool leased);

  private:
    void take_heads(const Rows& rows);
    void load_open_counts();
    void load_heads();
    void load_jobs();
    std::optional<Candidate> fairer_than(const Candidate& best);
    std::optional<Candidate> probe(std::string_view job_id) const;
    std::int64_t open_of(const std::string& customer_id) const;

    struct RunningJob {
        std::string id, customer_id;
        std::int64_t priority = 0;
    };
    Tx& tx_;
    std::string now_;
    std::map<std::string, std::int64_t> open_; ///< open attempts by customer
    std::vector<Candidate> heads_;
    bool all_heads_ = false; ///< heads_ came from every directory, not only from the first that wait
    std::set<std::string> used_hosts_;
    std::vector<RunningJob> jobs_; ///< fewest open attempts first
    bool jobs_loaded_ = false;
    std::set<std::string> tried_jobs_; ///< nothing of theirs can be leased now
};

} // namespace bolt::store
