#pragma once
#include "base/clock.hpp"
#include "forms/plan.hpp"
#include "forms/verdict.hpp"
#include "store/attempts.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bolt::submit {

/// How an attempt ended, before it is written down.
struct Ending {
    Verdict verdict = Verdict::unknown;
    std::string message; ///< for people
    double confidence = 1;
    Duration retry_after{0};
    std::string listing_url = {};
};

/// Collects what an attempt did and saw; becomes the outcome's payload and response_log. Everything from
/// pages is bounded here.
class AttemptRecord {
  public:
    void reason(std::string_view text);
    /// A field that was filled. Passwords and files' paths are left out.
    void field(const forms::Step& step, std::string_view label);
    /// Forgets that field again (its value did not stay).
    void drop_field(const std::string& selector);
    /// A step taken, for the log: "fill phone", with a note if it did not work.
    void step(const forms::Step& step, std::string_view note = "");
    void judged(const forms::Judgement& judgement, const forms::Observation& observation);
    void picture(std::string_view moment, std::string name);
    void timing(std::string_view part, Duration took);
    /// For the outcome's fields of these names.
    void found(std::string url) { found_url_ = std::move(url); }
    void ask_person(std::string text) { ask_person_ = std::move(text); }
    void crawl_delay(Duration delay) { crawl_delay_ = delay; }

    /// {"fields":[{"label","meaning","value"}]}
    json::object payload() const;
    store::AttemptOutcome outcome(const Ending& ending, Duration took) const;

  private:
    struct Field {
        std::string selector, label, meaning, value;
    };
    std::vector<Field> fields_;
    json::array reasons_, responses_, steps_, field_errors_, dialogs_;
    json::object evidence_;
    std::map<std::string, Duration> timings_;
    std::string found_url_, ask_person_;
    std::optional<Duration> crawl_delay_;
};

/// Reads a Retry-After header: seconds or an HTTP date; 0 if it is neither, at most a day.
Duration read_retry_after(std::string_view header, TimePoint now);

} // namespace bolt::submit
