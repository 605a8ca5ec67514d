#pragma once
#include "base/platform.hpp"
#include "store/database.hpp"
#include "store/outcomes.hpp"

#include <map>
#include <memory>
#include <string>

namespace bolt::roles {

/// What the directories' history says, read from the store at most every half minute, so that an answer costs
/// no query. One thread.
class OutcomeBoard {
  public:
    OutcomeBoard(const Platform& platform, store::Database& database)
        : platform_(platform), database_(database) {}

    /// The model of now, at most 30 s old. While the store is away the last one is given.
    Async<Result<std::shared_ptr<const OutcomeModel>>> model();
    /// What a package of so many directories may expect for such a business: {"directories", "expected",
    /// "low", "high", "interval", "trials", "basis": "history" or "catalog", "likeliest": [...]}. Kept for 30
    /// s per question, at most 500 of them.
    Async<Result<json::object>> expected_outcome(int directories, OutcomeQuestion question);

  private:
    const Platform platform_;
    store::Database& database_;
    std::shared_ptr<const OutcomeModel> model_;
    Duration read_at_{0};
    std::map<std::string, json::object> answers_; ///< of model_
};

/// {"probability","low","high","trials","basis"}, rounded to 0.001.
json::object write_estimate(const Estimate& estimate);

} // namespace bolt::roles
