#pragma once
#include "submit/attempt_record.hpp"
#include "submit/browser_submitter.hpp"
#include "submit/http_visitor.hpp"

#include <optional>
#include <string>

namespace bolt::submit {

/// How an attempt of the HTTP lane ended, or why the browser lane has to make it. While there is a doubt
/// nothing was sent and nothing was told to the store.
struct HttpResult {
    std::optional<Ending> ending;
    std::string doubt;
};

/// One attempt without a browser at a directory that was profiled. run() once. All references must outlive
/// it.
class HttpAttempt {
  public:
    HttpAttempt(const Platform& platform, net::HttpClient& client, AddressPolicy& policy,
                EvidenceStore& evidence, const SubmitterSettings& settings,
                const store::LeasedAttempt& attempt, const AttemptHooks& hooks);

    Async<HttpResult> run(const HttpProfile& profile);
    store::AttemptOutcome outcome(const Ending& ending) const;
    /// The form may have left.
    bool sent() const { return sent_; }
    AttemptRecord& record() { return record_; }

  private:
    Async<Result<HttpForm>> look(const HttpProfile& profile);
    Async<HttpResult> send(const HttpForm& form, HttpSubmission submission, const HttpProfile& profile);
    Ending judge(const HttpForm& form, const HttpSubmission& submission, HttpVisit visit);
    void note_fields(const HttpForm& form, const forms::Plan& plan);
    void keep(std::string_view moment, const std::string& text);
    Duration time_left() const;

    const Platform& platform_;
    EvidenceStore& evidence_;
    const SubmitterSettings& settings_;
    const store::LeasedAttempt& attempt_;
    const AttemptHooks& hooks_;
    HttpVisitor visitor_;
    AttemptRecord record_;
    Duration started_;
    Duration page_came_{0};
    bool sent_ = false;
};

} // namespace bolt::submit
