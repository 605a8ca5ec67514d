#include "domain/outcome_model.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace bolt {
namespace {

// How many trials each level's prior is worth. Chosen on the generated history of bench/learning.cpp: half
// and twice these change its log-loss by less than 1 %.
constexpr double kFamilyStrength = 4, kCategoryStrength = 6, kDirectoryStrength = 6, kLevelStrength = 14;
/// A level moves the odds by at most a factor of 20.
constexpr double kShiftMax = 3;

const TimePoint kEpoch = TimePoint(std::chrono::sys_days{std::chrono::year{2026} / 1 / 1});

double half_lives_since_epoch(TimePoint at) {
    return std::chrono::duration<double>(at - kEpoch) / std::chrono::duration<double>(kHalfLife);
}

double logit(double p) { return std::log(p / (1 - p)); }
double bounded(double p) { return std::clamp(p, 0.002, 0.998); }

double quantile(double probability, double weight, double tail) {
    const double a = std::max(probability * weight, 0.05), b = std::max((1 - probability) * weight, 0.05);
    return boost::math::ibeta_inv(a, b, tail);
}

} // namespace

Evidence& Evidence::operator+=(const Evidence& other) {
    successes += other.successes;
    trials += other.trials;
    return *this;
}

double evidence_weight(TimePoint at) { return std::exp2(half_lives_since_epoch(at)); }

Evidence as_of(Evidence stored, TimePoint now) {
    const double unit = std::exp2(-half_lives_since_epoch(now));
    return {stored.successes * unit, stored.trials * unit};
}

double shrunk(const Evidence& evidence, double prior, double strength) {
    return (evidence.successes + strength * prior) / (evidence.trials + strength);
}

Estimate uniform_rate(double successes, double failures) {
    const double weight = successes + failures + 2;
    Estimate out;
    out.probability = (successes + 1) / weight;
    out.low = quantile(out.probability, weight, 0.05);
    out.high = quantile(out.probability, weight, 0.95);
    out.trials = successes + failures;
    out.borrowed = 2 / weight;
    return out;
}

std::string DirectoryTraits::family() const {
    if (requires_login.value_or(false)) return has_captcha.value_or(false) ? "login+captcha" : "login";
    if (has_captcha.value_or(false)) return "captcha";
    return requires_login && has_captcha && page_known ? "open" : "unknown";
}

double catalog_prior(const DirectoryTraits& traits) {
    const auto family = traits.family();
    const double walls = family == "open"      ? 0.6
                         : family == "unknown" ? 0.4
                         : family == "captcha" ? 0.1
                         : family == "login"   ? 0.15
                                               : 0.05;
    return traits.page_known ? walls : walls / 2;
}

OutcomeModel::Known OutcomeModel::cold(const DirectoryTraits& traits) {
    Known known;
    known.parent = catalog_prior(traits);
    return known;
}

OutcomeModel::OutcomeModel(std::map<std::string, DirectoryTraits> directories,
                           const std::vector<Count>& counts) {
    for (const auto& [name, traits] : directories) directories_.emplace(name, cold(traits));
    for (const auto& count : counts) {
        const auto found = directories_.find(count.directory);
        if (found == directories_.end()) continue;
        if (count.dimension == "all") {
            found->second.all += count.evidence;
            trials_ += count.evidence.trials;
        } else {
            found->second.levels[count.dimension + '\n' + count.level] += count.evidence;
        }
    }
    std::map<std::string, Evidence> families, categories;
    for (const auto& [name, traits] : directories) {
        const auto& all = directories_.at(name).all;
        families[traits.family()] += all;
        categories[traits.family() + '\n' + traits.category] += all;
    }
    for (const auto& [name, traits] : directories) {
        auto& known = directories_.at(name);
        const auto& family = families[traits.family()];
        const auto& category = categories[traits.family() + '\n' + traits.category];
        const double of_family = shrunk(family, known.parent, kFamilyStrength);
        known.parent = shrunk(category, of_family, kCategoryStrength);
        known.family_trials = family.trials;
    }
}

Estimate OutcomeModel::estimate(const std::string& directory, const OutcomeQuestion& question) const {
    const auto found = directories_.find(directory);
    const Known known = found == directories_.end() ? cold({}) : found->second;
    const double own = bounded(shrunk(known.all, known.parent, kDirectoryStrength));
    double odds = logit(own);
    const auto adjust = [&](std::string_view dimension, const std::string& level) {
        if (level.empty()) return;
        const auto counted = known.levels.find(std::string(dimension) + '\n' + level);
        if (counted == known.levels.end()) return;
        const double there = bounded(shrunk(counted->second, own, kLevelStrength));
        odds += std::clamp(logit(there) - logit(own), -kShiftMax, kShiftMax);
    };
    adjust("lane", question.lane);
    adjust("category", category_level(question.category));
    adjust("country", question.country);
    if (question.hour) adjust("hour", std::to_string(*question.hour));

    Estimate out;
    out.probability = bounded(1 / (1 + std::exp(-odds)));
    out.trials = known.all.trials;
    out.family_trials = known.family_trials;
    // The family's mean says little of one directory: it is never worth more than kDirectoryStrength trials,
    // and less than three while the family has no history itself.
    const double lent =
        2.5 + (kDirectoryStrength - 2.5) * known.family_trials / (known.family_trials + kCategoryStrength);
    const double weight = known.all.trials + lent;
    out.borrowed = lent / weight;
    out.low = quantile(out.probability, weight, 0.05);
    out.high = quantile(out.probability, weight, 0.95);
    return out;
}

ExpectedOutcome sum_of(const std::vector<Estimate>& estimates) {
    ExpectedOutcome out;
    out.directories = static_cast<int>(estimates.size());
    double chance = 0, own = 0, together = 0, borrowed = 0;
    for (const auto& each : estimates) {
        const double p = each.probability;
        // The range holds 90 % of a distribution: about 3.3 standard deviations of a normal one.
        const double deviation = (each.high - each.low) / 3.29;
        out.expected += p;
        out.trials += each.trials;
        chance += p * (1 - p);
        own += (1 - each.borrowed) * deviation * deviation;
        // A directory of a family that is known differs from it in its own way; one that is not differs as
        // all of them do.
        const double shared = each.borrowed * 6 / (6 + each.family_trials);
        together += shared * deviation;
        own += (each.borrowed - shared) * deviation * deviation;
        borrowed += each.borrowed;
    }
    const double spread = 1.645 * std::sqrt(chance + own + together * together);
    out.low = std::max(0.0, out.expected - spread);
    out.high = std::min(static_cast<double>(out.directories), out.expected + spread);
    out.from_history = !estimates.empty() && borrowed < 0.8 * static_cast<double>(estimates.size());
    return out;
}

std::string category_level(std::string_view category) {
    std::string out;
    for (const char c : category) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool word = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') || (low & 0x80) != 0;
        if (word)
            out += low;
        else if (!out.empty() && out.back() != '-')
            out += '-';
        if (out.size() >= 40) break;
    }
    // No half of a UTF-8 character at the cut.
    while (!out.empty() && (out.back() == '-' || (out.size() >= 40 && (out.back() & 0x80) != 0)))
        out.pop_back();
    return out;
}

} // namespace bolt
