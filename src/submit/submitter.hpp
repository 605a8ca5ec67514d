#pragma once
#include "base/async.hpp"
#include "base/platform.hpp"
#include "forms/account_form.hpp"
#include "store/attempts.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bolt::submit {

/// What an attempt may tell the store while it runs. Each answer decides whether it may go on.
struct AttemptHooks {
    /// Right before anything that may send the form. An error means: send nothing, end the attempt.
    std::function<Async<Result<void>>(json::object payload)> mark_sent;
    /// After a wizard's step that was no submission, or a site's clear refusal that is repaired and sent
    /// again.
    std::function<Async<Result<void>>()> mark_unsent;
    /// The account that was made for this customer at this directory's site; none: no account can be made.
    std::function<Async<Result<std::optional<forms::Credentials>>>()> find_account = nullptr;
    /// Right before the site is asked to make this account. An error means: do not ask.
    std::function<Async<Result<void>>(forms::Credentials credentials)> keep_account = nullptr;
    /// The site refused to make it.
    std::function<Async<Result<void>>()> drop_account = nullptr;
};

/// One attempt from plan to verdict in one lane. Never throws; whatever goes wrong becomes an outcome:
/// unreachable if nothing was sent and the site did not answer, unknown if it may have been sent.
class Submitter {
  public:
    virtual ~Submitter() = default;
    virtual Async<store::AttemptOutcome> run(const store::LeasedAttempt& attempt,
                                             const AttemptHooks& hooks) = 0;
    /// Ends children (browser) gracefully.
    virtual Async<void> close() = 0;
};

/// Where pictures go. Names are relative: "<job id>/<attempt id>-before.jpg".
class EvidenceStore {
  public:
    virtual ~EvidenceStore() = default;
    virtual Result<void> put(const std::string& name, const std::string& bytes) = 0;
    /// not_found; invalid_argument for a name that leaves the folder.
    virtual Result<std::string> get(const std::string& name) = 0;
    /// Removes all that is kept under a job's id (the name's first part); gives how many. Nothing there: 0.
    virtual Result<int> remove_job(const std::string& job_id) = 0;
};
/// Files below `folder`, written whole or not at all.
std::unique_ptr<EvidenceStore> make_folder_evidence(std::string folder);

} // namespace bolt::submit
