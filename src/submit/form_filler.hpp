#pragma once
#include "browser/page.hpp"
#include "forms/plan.hpp"
#include "submit/attempt_record.hpp"
#include "submit/browser_submitter.hpp"
#include "submit/picture_source.hpp"
#include "submit/widget_filler.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace bolt::submit {

/// Fills one form in one frame, step by step, and makes sure that what stands in it is what was meant.
class FormFiller {
  public:
    /// `time_left` bounds every call; all references must outlive the filler.
    FormFiller(browser::Frame frame, const AttemptTimes& times, std::function<Duration()> time_left,
               AttemptRecord& record, PictureSource& pictures)
        : frame_(frame), times_(times), time_left_(time_left), record_(record), pictures_(pictures),
          widgets_(std::move(frame), times, std::move(time_left)) {}

    /// Does the plan's filling steps that were not done yet, in order; the sending click is left out. Gives
    /// how many were done. A step that fails is noted; of required ones problems() tells. Errors only where
    /// going on makes no sense: the page is dead, gone or replaced.
    Async<browser::BrowserResult<int>> fill(const forms::Plan& plan, const forms::Page& page);

    /// Reads every value back in one look. What differs is done once more, by typing where it was filled; an
    /// optional field that still differs is emptied, and so is a field that was hidden once it was filled: a
    /// trap. The business's name counts as required whatever the page says: a listing without it is none.
    Async<browser::BrowserResult<void>> verify(const std::string& form);

    /// The controls that were filled.
    std::vector<std::string> selectors() const;
    /// What is wrong with required fields, for people; empty if nothing is.
    const std::vector<std::string>& problems() const { return problems_; }
    /// Fields, for people, that the page was too slow to take: sent without them, the listing would lack what
    /// a later attempt can give it.
    const std::vector<std::string>& too_slow() const { return too_slow_; }

  private:
    struct Done {
        forms::Step step;
        std::string label;
        bool failed = false;
        bool slow = false;      ///< the last failure was the page's not reacting in time
        bool by_widget = false; ///< the widget itself said that it holds the value
    };
    std::chrono::milliseconds within(std::chrono::milliseconds most) const;
    Async<browser::BrowserResult<void>> perform(Done& done);
    Async<browser::BrowserResult<void>> perform_step(const forms::Step& step);
    Async<browser::BrowserResult<void>> perform_once(const forms::Step& step);
    Async<browser::BrowserResult<void>> upload(const forms::Step& step);
    Async<browser::BrowserResult<void>> toggle(const forms::Step& step);
    Async<browser::BrowserResult<void>> repair(Done& done);
    Async<browser::BrowserResult<void>> empty_traps();
    Async<browser::BrowserResult<std::vector<std::string>>> differing(const std::string& form);
    Async<void> give_up(Done& done, const std::string& why);

    browser::Frame frame_;
    const AttemptTimes& times_;
    std::function<Duration()> time_left_;
    AttemptRecord& record_;
    PictureSource& pictures_;
    WidgetFiller widgets_;
    std::vector<Done> done_;
    std::set<std::string> keys_;
    std::vector<std::string> problems_;
    std::vector<std::string> too_slow_;
};

/// True for failures after which nothing more can be done on the page.
bool is_final(const browser::BrowserError& error);

} // namespace bolt::submit
