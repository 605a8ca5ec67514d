// What learning gains, each part against the system without it, on history that is made here: directories
// with traits, moods of their own, dislikes for some categories, countries and hours, changes of mind,
// outages and nights. Predictions are made before their outcome is known, the last 60 of 240 days are held
// back for the figures.
#include "base/random.hpp"
#include "bench/measure.hpp"
#include "domain/outcome_model.hpp"
#include "domain/retry_analyst.hpp"

#include <cmath>
#include <fmt/format.h>

namespace bolt::bench {
namespace {

constexpr int kDirectories = 150, kDays = 240, kHeldBack = 60, kPerDay = 60, kJobSize = 50;
const TimePoint kStart = TimePoint(std::chrono::sys_days{std::chrono::year{2026} / 1 / 1});
constexpr std::array<const char*, 5> kCategories = {"restaurant", "plumber", "lawyer", "shop", "software"};
constexpr std::array<const char*, 3> kCountries = {"US", "DE", "GB"};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }
double normal(Random& random) {
    return std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(6.283185307 * random.uniform());
}
int below(Random& random, std::size_t bound) { return static_cast<int>(random.below(bound)); }

struct Site {
    std::string name;
    DirectoryTraits traits;
    double mood = 0, later_mood = 0;
    int changes_on = kDays;                                 ///< day
    int bad_category = -1, bad_country = -1, bad_hour = -1; ///< three hours from here on

    double chance(int day, int category, int country, int hour) const {
        double x = day < changes_on ? mood : later_mood;
        if (category == bad_category) x -= 2.5;
        if (country == bad_country) x -= 2.5;
        if (bad_hour >= 0 && (hour - bad_hour + 24) % 24 < 3) x -= 2.5;
        return logistic(x);
    }
};

std::vector<Site> make_sites(Random& random) {
    std::vector<Site> out(kDirectories);
    for (int i = 0; i < kDirectories; ++i) {
        auto& site = out[static_cast<std::size_t>(i)];
        site.name = fmt::format("site-{:03}", i);
        const double kind = random.uniform();
        site.traits = {kind < 0.2, kind >= 0.2 && kind < 0.35, true, fmt::format("kind-{}", i % 4)};
        const double base = kind < 0.2 ? -2.0 : kind < 0.35 ? -2.5 : 0.8 + 0.3 * (i % 4);
        site.mood = base + 1.2 * normal(random);
        site.later_mood = base + 1.2 * normal(random);
        if (random.uniform() < 0.2) site.changes_on = below(random, kDays);
        if (random.uniform() < 0.3) site.bad_category = below(random, kCategories.size());
        if (random.uniform() < 0.3) site.bad_country = below(random, kCountries.size());
        if (random.uniform() < 0.2) site.bad_hour = below(random, 24);
    }
    return out;
}

struct Score {
    double log_loss = 0, brier = 0;
    int count = 0;
    void add(double p, bool taken) {
        p = std::clamp(p, 0.002, 0.998);
        log_loss -= std::log(taken ? p : 1 - p);
        brier += (p - taken) * (p - taken);
        ++count;
    }
    double mean_log_loss() const { return log_loss / count; }
    double mean_brier() const { return brier / count; }
};

struct Counts {
    std::map<std::tuple<std::string, std::string, std::string>, Evidence> stored;
    void add(const std::string& directory, const std::string& dimension, const std::string& level, bool taken,
             TimePoint at) {
        const double weight = evidence_weight(at);
        stored[{directory, dimension, level}] += {taken ? weight : 0, weight};
    }
    OutcomeModel model(const std::vector<Site>& sites, TimePoint now) const {
        std::map<std::string, DirectoryTraits> traits;
        for (const auto& site : sites) traits.emplace(site.name, site.traits);
        std::vector<OutcomeModel::Count> counts;
        for (const auto& [key, evidence] : stored)
            counts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), as_of(evidence, now)});
        return OutcomeModel(std::move(traits), counts);
    }
};

void measure_probability(std::uint64_t seed) {
    SeededRandom random(seed);
    const auto sites = make_sites(random);
    Counts counts;
    std::map<std::string, Evidence> raw;
    Evidence everything;
    Score ours, constant, alone, catalog, original;
    std::array<Evidence, 10> bins;
    std::array<double, 10> said{};
    double first_half = 0, first_half_catalog = 0, successes = 0;
    int inside = 0, jobs = 0;
    for (int day = 0; day < kDays; ++day) {
        const auto now = kStart + std::chrono::hours{24 * day};
        const auto model = counts.model(sites, now);
        const bool held_back = day >= kDays - kHeldBack;
        if (held_back) { // a job of this day: expected number, and what an order by chance brings
            const int category = below(random, kCategories.size()),
                      country = below(random, kCountries.size());
            OutcomeQuestion question;
            question.category = kCategories[static_cast<std::size_t>(category)];
            question.country = kCountries[static_cast<std::size_t>(country)];
            std::vector<std::pair<double, bool>> done;
            std::vector<Estimate> estimates;
            const int first = below(random, kDirectories);
            int taken = 0;
            for (int i = 0; i < kJobSize; ++i) {
                const auto& site = sites[static_cast<std::size_t>((first + i) % kDirectories)];
                estimates.push_back(model.estimate(site.name, question));
                const bool took = random.uniform() < site.chance(day, category, country, below(random, 24));
                done.emplace_back(estimates.back().probability, took);
                taken += took;
                if (took && i < kJobSize / 2) ++first_half_catalog;
            }
            const auto sum = sum_of(estimates);
            inside += taken >= std::floor(sum.low) && taken <= std::ceil(sum.high);
            ++jobs;
            successes += taken;
            std::ranges::sort(done, std::ranges::greater{}, [](const auto& each) { return each.first; });
            for (int i = 0; i < kJobSize / 2; ++i) first_half += done[static_cast<std::size_t>(i)].second;
        }
        for (int i = 0; i < kPerDay; ++i) {
            const auto& site = sites[random.below(sites.size())];
            const int category = below(random, kCategories.size()),
                      country = below(random, kCountries.size());
            const int hour = below(random, 24);
            const bool taken = random.uniform() < site.chance(day, category, country, hour);
            OutcomeQuestion question;
            question.category = kCategories[static_cast<std::size_t>(category)];
            question.country = kCountries[static_cast<std::size_t>(country)];
            question.hour = hour;
            if (held_back) {
                const double p = model.estimate(site.name, question).probability;
                ours.add(p, taken);
                constant.add(shrunk(everything, 0.5, 2), taken);
                alone.add(shrunk(raw[site.name], 0.5, 2), taken);
                catalog.add(catalog_prior(site.traits), taken);
                original.add(0.6275, taken);
                const auto bin = std::min<std::size_t>(static_cast<std::size_t>(p * 10), 9);
                bins[bin] += {taken ? 1.0 : 0.0, 1.0};
                said[bin] += p;
            }
            const auto at = now + std::chrono::hours{hour};
            counts.add(site.name, "all", "", taken, at);
            counts.add(site.name, "category", question.category, taken, at);
            counts.add(site.name, "country", question.country, taken, at);
            counts.add(site.name, "hour", std::to_string(hour), taken, at);
            raw[site.name] += {taken ? 1.0 : 0.0, 1.0};
            everything += {taken ? 1.0 : 0.0, 1.0};
        }
    }
    double error = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) error += std::abs(said[i] - bins[i].successes) / ours.count;
    const auto note = fmt::format("{} held-back submissions; Brier {:.4f}, {:.4f}", ours.count,
                                  ours.mean_brier(), alone.mean_brier());
    report({"log-loss of the chance, per directory counted alone", ours.mean_log_loss(), "nat", "Laplace",
            alone.mean_log_loss(), Target::ratio_at_most, 1, note});
    report({"log-loss, one rate for all", ours.mean_log_loss(), "nat", "base rate", constant.mean_log_loss(),
            Target::ratio_at_most, 1, ""});
    report({"log-loss, the catalog's figures (cold start)", ours.mean_log_loss(), "nat", "catalog",
            catalog.mean_log_loss(), Target::ratio_at_most, 1, ""});
    report({"log-loss, the inspiring system's constant", ours.mean_log_loss(), "nat", "0.6275",
            original.mean_log_loss(), Target::ratio_at_most, 1, ""});
    report({"calibration error (10 bins)", error, "", "bound", 0.04, Target::ours_at_most, 0.04, ""});
    report({"listings in the first half of a job's work", first_half / successes, "", "catalog order",
            first_half_catalog / successes, Target::ratio_at_least, 1, ""});
    report({"jobs whose true number lies in the 90 % range", static_cast<double>(inside) / jobs, "", "said",
            0.9, Target::ours_at_least, 0.85, fmt::format("{} jobs of {} directories", jobs, kJobSize)});
    fmt::print(stderr, "reliability: said -> happened (submissions)\n");
    for (std::size_t i = 0; i < bins.size(); ++i)
        if (bins[i].trials > 0)
            fmt::print(stderr, "  {:.2f} -> {:.2f} ({:.0f})\n", said[i] / bins[i].trials,
                       bins[i].successes / bins[i].trials, bins[i].trials);
}

/// Outages as a visitor meets them: some sites stumble for seconds, some are away for the better part of an
/// hour, some sleep from 2 to 5.
struct Outages {
    double mean_s = 15;
    bool sleeps = false;
};

struct RetryScore {
    int submissions = 0, answered = 0, tries = 0;
    double waited_s = 0;
};

RetryScore measure_retries(std::uint64_t seed, bool learns) {
    SeededRandom random(seed), jitter(seed + 1);
    std::vector<Outages> sites(60);
    for (auto& site : sites) {
        const double kind = random.uniform();
        if (kind < 0.4) site.mean_s = 600 + 3000 * random.uniform();
        if (kind >= 0.4 && kind < 0.55) site.sleeps = true;
    }
    std::vector<std::array<Evidence, kWaits.size()>> after(sites.size());
    std::vector<std::array<Evidence, 24>> hours(sites.size());
    const RetryPolicy policy;
    RetryScore score;
    for (int day = 0; day < 120; ++day)
        for (int i = 0; i < 200; ++i) {
            const auto which = random.below(sites.size());
            const auto& site = sites[which];
            auto now = kStart + std::chrono::hours{24 * day} + std::chrono::seconds{below(random, 86'400)};
            const bool out = random.uniform() < 0.25;
            const auto until = now + Duration{static_cast<std::int64_t>(
                                         out ? -std::log(1 - random.uniform()) * site.mean_s * 1e6 : 0)};
            const auto hour_at = [](TimePoint at) {
                return static_cast<std::size_t>(
                    std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count() % 24);
            };
            const auto up = [&](TimePoint at) {
                return at >= until && !(site.sleeps && hour_at(at) >= 2 && hour_at(at) < 5);
            };
            const auto begun = now;
            const auto history = [&] {
                AnswerHistory known;
                if (!learns) return known;
                for (std::size_t w = 0; w < kWaits.size(); ++w)
                    known.after_wait[w] = as_of(after[which][w], now);
                for (std::size_t h = 0; h < 24; ++h) known.by_hour[h] = as_of(hours[which][h], now);
                return known;
            };
            now += until_awake(history().by_hour, now, Duration{0});
            bool answered = false;
            std::optional<Duration> waited;
            int tries = 0;
            for (;;) {
                ++tries;
                answered = up(now);
                const double weight = evidence_weight(now);
                hours[which][hour_at(now)] += {answered ? weight : 0, weight};
                if (waited) after[which][wait_level(*waited)] += {answered ? weight : 0, weight};
                if (answered) break;
                AttemptEnd end;
                end.verdict = Verdict::unreachable;
                end.message = "the submission page answers HTTP 503";
                end.tries = tries;
                const auto advice = advise(end, history(), policy, jitter, now);
                if (advice.wait <= Duration{0}) break;
                waited = advice.wait;
                now += advice.wait;
            }
            if (day < 60) continue; // the first half teaches
            ++score.submissions;
            score.answered += answered;
            score.tries += tries;
            score.waited_s += std::chrono::duration<double>(now - begun).count();
        }
    return score;
}

void measure_retry(std::uint64_t seed) {
    const auto learnt = measure_retries(seed, true), fixed = measure_retries(seed, false);
    const auto share = [](const RetryScore& s) {
        return 1 - static_cast<double>(s.answered) / s.submissions;
    };
    report({"submissions given up because the site was away", 100 * share(learnt), "%", "back-off alone",
            100 * share(fixed), Target::ratio_at_most, 1, fmt::format("{} submissions", learnt.submissions)});
    report({"visits per submission", static_cast<double>(learnt.tries) / learnt.submissions, "",
            "back-off alone", static_cast<double>(fixed.tries) / fixed.submissions, Target::ratio_at_most, 1,
            fmt::format("mean wait {:.0f} s, {:.0f} s", learnt.waited_s / learnt.submissions,
                        fixed.waited_s / fixed.submissions)});
}

} // namespace
} // namespace bolt::bench

int main() {
    bolt::bench::measure_probability(11);
    bolt::bench::measure_retry(12);
}
