#include "roles/outcome_board.hpp"

#include <cmath>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr Duration kFresh = std::chrono::seconds{30};
constexpr std::size_t kAnswersMax = 500, kLikeliest = 10;

double rounded(double value) { return std::round(value * 1000) / 1000; }

} // namespace

json::object write_estimate(const Estimate& estimate) {
    return {{"probability", rounded(estimate.probability)},
            {"low", rounded(estimate.low)},
            {"high", rounded(estimate.high)},
            {"trials", rounded(estimate.trials)},
            {"basis", estimate.borrowed < 0.8       ? "history"
                      : estimate.family_trials >= 6 ? "family"
                                                    : "catalog"}};
}

Async<Result<std::shared_ptr<const OutcomeModel>>> OutcomeBoard::model() {
    if (model_ && platform_.clock.monotonic() - read_at_ < kFresh) co_return model_;
    auto read = co_await database_.read(
        [this](store::Tx& tx) { return store::load_outcome_model(tx, platform_.now()); });
    if (!read && model_) co_return model_;
    if (!read) co_return forward(read);
    model_ = std::make_shared<const OutcomeModel>(std::move(*read));
    read_at_ = platform_.clock.monotonic();
    answers_.clear();
    co_return model_;
}

Async<Result<json::object>> OutcomeBoard::expected_outcome(int directories, OutcomeQuestion question) {
    auto known = co_await model();
    if (!known) co_return forward(known);
    const auto key =
        fmt::format("{}\n{}\n{}", directories, category_level(question.category), question.country);
    if (const auto found = answers_.find(key); found != answers_.end()) co_return found->second;
    auto rows = co_await database_.read([known, directories, question](store::Tx& tx) {
        return store::expected_directories(tx, **known, directories, question);
    });
    if (!rows) co_return forward(rows);
    std::vector<Estimate> estimates;
    for (const auto& row : *rows) estimates.push_back(row.estimate);
    const auto sum = sum_of(estimates);
    std::ranges::sort(*rows, {},
                      [](const auto& row) { return std::pair(-row.estimate.probability, row.name); });
    json::array likeliest;
    for (const auto& row : *rows) {
        if (likeliest.size() >= kLikeliest) break;
        auto entry = write_estimate(row.estimate);
        entry["directory"] = row.title.empty() ? row.name : row.title;
        likeliest.push_back(std::move(entry));
    }
    json::object out{{"directories", sum.directories},
                     {"expected", rounded(sum.expected)},
                     {"low", std::floor(sum.low)},
                     {"high", std::ceil(sum.high)},
                     {"interval", 0.9},
                     {"trials", rounded(sum.trials)},
                     {"basis", sum.from_history ? "history" : "catalog"},
                     {"likeliest", std::move(likeliest)}};
    if (answers_.size() >= kAnswersMax) answers_.clear();
    answers_[key] = out;
    co_return out;
}

} // namespace bolt::roles
