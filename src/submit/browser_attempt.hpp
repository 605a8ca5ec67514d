#pragma once
#include "browser/context.hpp"
#include "forms/choose.hpp"
#include "forms/plan.hpp"
#include "submit/attempt_record.hpp"
#include "submit/browser_submitter.hpp"
#include "submit/form_filler.hpp"
#include "submit/http_profiler.hpp"
#include "submit/settle.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace bolt::submit {

/// One attempt in one fresh browser context. run() once. All references must outlive it.
class BrowserAttempt {
  public:
    BrowserAttempt(const Platform& platform, EvidenceStore& evidence, AddressPolicy& policy,
                   const AddressProxy& proxy, const SubmitterSettings& settings,
                   const store::LeasedAttempt& attempt, const AttemptHooks& hooks, Duration started);

    /// From the empty context to a verdict. Says in `hung` if the page stopped to react.
    Async<Ending> run(browser::Context& context);
    const AttemptRecord& record() const { return record_; }
    AttemptRecord& record() { return record_; }
    /// The form may have left: whatever failed, the site may hold the business now.
    bool sent() const { return sent_; }
    bool hung() const { return hung_; }
    /// What was learnt about doing it without a browser.
    const HttpProfiler& profiler() const { return profiler_; }
    /// Monotonic time at which the attempt began.
    Duration started() const { return started_; }

  private:
    using MaybeEnding = std::optional<Ending>;

    Duration time_left() const;
    std::chrono::milliseconds within(std::chrono::milliseconds most) const;

    Async<MaybeEnding> visit(browser::Context& context);
    Async<MaybeEnding> go_to(std::string url);
    Ending refused_visit(const std::string& url, const browser::BrowserError& error) const;
    MaybeEnding bad_status(const browser::Navigation& answer) const;
    std::string home_page() const;
    Async<MaybeEnding> ask_robots(const std::string& url);
    Async<MaybeEnding> search(browser::Context& context, std::string why);
    Ending not_found();
    Async<MaybeEnding> find_form(browser::Context& context);
    Async<MaybeEnding> look_on(Duration patience);
    Async<MaybeEnding> lead_on(browser::Context& context, bool& passed);
    Async<MaybeEnding> pass_door(bool& passed);
    Async<MaybeEnding> fill_form();
    Async<MaybeEnding> send(browser::Context& context);
    Async<MaybeEnding> refuse_to_send();
    Async<MaybeEnding> mark_sent(const forms::Step& step);
    Async<void> keep_answer_here(const forms::Step& step);
    Async<MaybeEnding> press(const browser::Context& context, const forms::Step& step, std::uint64_t seen);
    Async<forms::Observation> observe(browser::Context& context, const forms::Step& step,
                                      forms::PageState before, std::uint64_t seen);
    Async<void> read_answers(Happenings& what);
    Async<void> look_at_popups(browser::Context& context, forms::Observation& observation);
    Async<MaybeEnding> decide(browser::Context& context, const forms::Step& step, forms::PageState before,
                              std::uint64_t seen);
    Async<MaybeEnding> unmark();
    Async<void> note_if_hung(const browser::BrowserError& error);
    Async<Ending> failed(browser::BrowserError error);
    Async<void> take_picture(std::string moment);

    const Platform& platform_;
    EvidenceStore& evidence_;
    AddressPolicy& policy_;
    const AddressProxy& proxy_;
    const SubmitterSettings& settings_;
    const store::LeasedAttempt& attempt_;
    const AttemptHooks& hooks_;
    Duration started_;
    AttemptRecord record_;
    HttpProfiler profiler_{attempt_};
    std::string address_;  ///< of the submission page, once it is known
    std::string searched_; ///< how the search for it went; "" if there was none
    std::shared_ptr<browser::Page> page_;
    std::optional<browser::Frame> frame_; ///< of the form
    forms::Page model_;
    forms::Choice choice_;
    forms::Plan plan_;
    std::vector<std::string> filled_;    ///< selectors of this part's filled controls
    std::set<std::string> parts_sent_;   ///< button and fields of every part that was sent
    std::set<std::string> doors_passed_; ///< page and selector of what was pressed on the way to the form
    int visit_status_ = 0;
    bool unstyled_ = false; ///< a form was found whose style sheets had not come
    bool sent_ = false;
    bool hung_ = false;
};

} // namespace bolt::submit
