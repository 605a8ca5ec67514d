#pragma once
#include "base/clock.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How likely a directory takes a business, from what happened before. Pure; the numbers come from the store.
namespace bolt {

/// Weighted counts. Old ones count less: half after kHalfLife.
struct Evidence {
    double successes = 0;
    double trials = 0;
    Evidence& operator+=(const Evidence& other);
};

/// Half of what is known is forgotten after this: directories change their rules within months.
constexpr std::chrono::hours kHalfLife{24 * 45};
/// What an event at `at` adds to a stored count. Forward decay (Cormode, Shkapenyuk, Srivastava, Xu, "Forward
/// decay", ICDE 2009): weights grow with time instead of shrinking, so stored counts need no update to age.
double evidence_weight(TimePoint at);
/// Stored counts as they count now.
Evidence as_of(Evidence stored, TimePoint now);

/// (successes + strength * prior) / (trials + strength): the mean of a Beta posterior whose prior is worth
/// `strength` trials. What is known of few trials shrinks to the prior.
double shrunk(const Evidence& evidence, double prior, double strength);

/// What the catalog says about a directory before anything was tried there.
struct DirectoryTraits {
    std::optional<bool> requires_login, has_captcha;
    bool page_known = false; ///< its submission page
    std::string category;
    /// Directories with the same wall in front: "login", "captcha", "login+captcha", "open", "unknown".
    std::string family() const;
};
/// The chance before anything was tried: rough figures of ours that the first real outcomes replace.
double catalog_prior(const DirectoryTraits& traits);

/// A chance with the range in which it lies with 90 % (equal tails of a Beta).
struct Estimate {
    double probability = 0;
    double low = 0, high = 1;
    double trials = 0;        ///< weighted submissions at this directory that it rests on
    double family_trials = 0; ///< the same for the directories like it
    /// How much of it is not this directory's own history (1: nothing was ever tried there).
    double borrowed = 1;
};

/// The rate behind so many successes and failures, from a uniform prior.
Estimate uniform_rate(double successes, double failures);

/// Which submission is asked about; "" and nullopt: not told, no adjustment.
struct OutcomeQuestion {
    std::string lane, category, country;
    std::optional<int> hour; ///< UTC, 0..23
};

/// Hierarchical Beta-binomial: catalog -> family -> family and category -> directory, each shrunk to the one
/// before; lane, business category, country and hour then move the directory's log-odds by what they were
/// seen to do there, shrunk to nothing. Built once from all counts, then read by any thread.
class OutcomeModel {
  public:
    /// A stored count: dimension all, lane, category, country or hour, and its level.
    struct Count {
        std::string directory, dimension, level;
        Evidence evidence; ///< as of now
    };
    OutcomeModel(std::map<std::string, DirectoryTraits> directories, const std::vector<Count>& counts);

    /// Unknown directories are "unknown" ones of the catalog.
    Estimate estimate(const std::string& directory, const OutcomeQuestion& question) const;
    std::size_t directories() const { return directories_.size(); }
    /// Weighted submissions of all directories.
    double trials() const { return trials_; }

  private:
    struct Known {
        double parent = 0.5; ///< mean of family and category
        double family_trials = 0;
        Evidence all;
        std::map<std::string, Evidence> levels; ///< "hour\n13"
    };
    static Known cold(const DirectoryTraits& traits);
    std::map<std::string, Known> directories_;
    double trials_ = 0;
};

/// What a package may expect: of `directories` submissions that the site takes, with the range that holds the
/// true number in 90 % of cases. Chance of each outcome, and doubt about the chances themselves; what is
/// borrowed from the same family is in doubt together.
struct ExpectedOutcome {
    int directories = 0;
    double expected = 0;
    double low = 0, high = 0;
    double trials = 0;         ///< weighted submissions that it rests on
    bool from_history = false; ///< false: mostly the catalog's figures
};
ExpectedOutcome sum_of(const std::vector<Estimate>& estimates);

/// The level under which a business's category is counted: lower case, letters and digits, at most 40 bytes.
std::string category_level(std::string_view category);

} // namespace bolt
