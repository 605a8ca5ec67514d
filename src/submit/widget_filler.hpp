#pragma once
#include "browser/page.hpp"
#include "forms/plan.hpp"
#include "submit/browser_submitter.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bolt::submit {

/// Sets the controls that a script of the page has drawn a widget for, the way the widget wants it.
class WidgetFiller {
  public:
    /// `time_left` bounds every call; `times` must outlive the filler.
    WidgetFiller(browser::Frame frame, const AttemptTimes& times, std::function<Duration()> time_left)
        : frame_(std::move(frame)), times_(times), time_left_(std::move(time_left)) {}

    /// True if the widget now holds what the step means; false if the control itself has to be set. Fails for
    /// a picker of which nothing fits, and where the page does not answer.
    Async<browser::BrowserResult<bool>> set(const forms::Step& step);

    /// The text of the choice that the last set() took, "" if it took none.
    const std::string& chosen() const { return chosen_; }

  private:
    struct Suggestions {
        json::value raw; ///< for the next look: these are known
        std::vector<std::string> texts;
        std::vector<std::string> selectors;
        std::string active; ///< the text field that has the focus
    };

    std::chrono::milliseconds within(std::chrono::milliseconds most) const;
    Async<browser::BrowserResult<json::value>> operate(json::object argument);
    Async<browser::BrowserResult<bool>> operate(const forms::Step& step);
    Async<browser::BrowserResult<bool>> type_words(const forms::Step& step, const std::string& field);
    Async<browser::BrowserResult<Suggestions>> look(const forms::Step& step, const Suggestions& known,
                                                    std::chrono::milliseconds most);
    Async<browser::BrowserResult<bool>> choose(const forms::Step& step, const Suggestions& offered);
    Async<browser::BrowserResult<bool>> pick(const forms::Step& step);
    Async<browser::BrowserResult<bool>> suggest(const forms::Step& step);
    Async<browser::BrowserResult<bool>> type_and_choose(const forms::Step& step, const std::string& field,
                                                        const std::string& text, const Suggestions& known);

    browser::Frame frame_;
    const AttemptTimes& times_;
    std::function<Duration()> time_left_;
    std::string chosen_;
};

} // namespace bolt::submit
