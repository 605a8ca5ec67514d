// The one repair of an attempt: a site that clearly refused single fields gets them written differently,
// once.
#include "submit/browser_attempt.hpp"

namespace bolt::submit {

/// True if the form is to be filled and sent once more: the attempt is unsent again then, and fixes_ says
/// what changes.
Async<bool> BrowserAttempt::prepare_repair(const forms::Judgement& judgement,
                                           const forms::Observation& observation, const Ending& refused) {
    if (refused_ || !judgement.clearly_refused || observation.is_next_step || hung_) co_return false;
    if (time_left() < Duration(settings_.times.least_to_send) || choice_.form >= model_.forms.size())
        co_return false;
    auto fixes = forms::plan_repair(model_.forms[choice_.form], plan_, judgement, attempt_.profile);
    if (fixes.empty()) co_return false;
    co_await take_picture("refused");
    if (sent_ && co_await unmark()) co_return false;
    for (const auto& fix : fixes)
        record_.reason(fmt::format("repair: \"{}\" becomes \"{}\" because the site says \"{}\"",
                                   fix.label.empty() ? fix.name : fix.label,
                                   fix.step.label.empty() ? fix.step.value : fix.step.label, fix.because_of));
    refused_ = refused;
    fixes_ = std::move(fixes);
    parts_sent_.clear();
    visit_status_ = 200;
    co_return true;
}

/// What the attempt ended with, in the light of the repair.
Ending BrowserAttempt::after_repair(Ending ending) const {
    if (!refused_) return ending;
    // Nothing was sent after the refusal: the refusal stands.
    if (!sent_again_) return *refused_;
    if (ending.verdict == Verdict::duplicate)
        return {Verdict::unknown,
                "The site refused the form and then called the corrected one a duplicate: it may have taken "
                "the first.",
                0.5};
    return ending;
}

} // namespace bolt::submit
