#pragma once
#include "browser/page.hpp"
#include "forms/choose.hpp"
#include "store/attempts.hpp"
#include "submit/http_form.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace bolt::submit {

/// Watches one browser attempt and finds out whether the HTTP lane could have made it: whether the page's
/// HTML alone gives the same form, the same plan, byte by byte the same request and the same verdict. Changes
/// nothing on the page and never fails the attempt. `attempt` must outlive it.
class HttpProfiler {
  public:
    explicit HttpProfiler(const store::LeasedAttempt& attempt) : attempt_(attempt) {}

    /// When the form was found in `frame`, before anything is filled.
    Async<void> read_page(browser::Page& page, browser::Frame frame, const forms::Page& model,
                          const forms::Choice& choice, std::chrono::milliseconds timeout);
    /// When the click (after event `seen`) has settled and `verdict` was given. Only the first click counts.
    Async<void> read_answer(browser::Page& page, std::uint64_t seen, Verdict verdict,
                            std::chrono::milliseconds timeout);

    /// The proof, if there is one.
    const std::optional<HttpProfile>& profile() const { return profile_; }
    /// Else the reason, for the log.
    const std::string& why_not() const { return why_not_; }

  private:
    bool refuse(std::string why);
    bool compare_choices(const forms::Page& model, const forms::Choice& choice);
    bool compare_request(const std::vector<browser::PageEvent>& events, std::uint64_t seen);
    bool compare_verdict(const std::vector<browser::PageEvent>& events, std::uint64_t seen, std::string body,
                         Verdict verdict);

    const store::LeasedAttempt& attempt_;
    HttpProfile draft_;
    std::optional<HttpForm> form_;
    std::optional<HttpSubmission> submission_;
    std::optional<HttpProfile> profile_;
    Duration page_came_{0};
    std::string why_not_;
    int parts_ = 0;
};

} // namespace bolt::submit
