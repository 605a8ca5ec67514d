#pragma once
#include "browser/context.hpp"
#include "forms/account_form.hpp"
#include "forms/choose.hpp"
#include "forms/plan.hpp"
#include "forms/recipe.hpp"
#include "forms/repair.hpp"
#include "submit/attempt_record.hpp"
#include "submit/browser_submitter.hpp"
#include "submit/form_filler.hpp"
#include "submit/http_profiler.hpp"
#include "submit/picture_source.hpp"
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
    /// What the attempt did with the directory's recipe and learnt for the next one.
    store::RecipeReport recipe_report() const;
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

    Async<Ending> go_through(browser::Context& context);
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
    Async<MaybeEnding> enter_account(browser::Context& context, bool& entered);
    Async<MaybeEnding> reach_sign_up();
    Async<MaybeEnding> use_account(browser::Context& context, forms::AccountDoor door,
                                   forms::Credentials credentials, bool& entered);
    Async<MaybeEnding> fill_form();
    Async<MaybeEnding> send(browser::Context& context);
    Async<MaybeEnding> refuse_to_send();
    bool may_solve_captcha() const;
    Async<MaybeEnding> solve_captcha();
    Async<Ending> leave_captcha(std::string why);
    Async<bool> enter_token();
    Async<void> judge_captcha(const Ending& ending);
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
    Async<bool> prepare_repair(const forms::Judgement& judgement, const forms::Observation& observation,
                               const Ending& refused);
    Ending after_repair(Ending ending) const;
    Ending after_kept_part(Ending ending) const;
    void use_recipe();
    Async<void> ask_planner();
    Async<void> suit_description();
    bool use_planned();
    void learn_part();
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
    AttemptRecord account_record_; ///< of signing up: kept apart, it is nothing that the listing received
    std::unique_ptr<PictureSource> pictures_;
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
    int account_tries_ = 0;
    std::vector<forms::Fix> fixes_; ///< what the one repair enters instead
    std::optional<Ending> refused_; ///< the first verdict, once the repair has begun
    bool sent_again_ = false;       ///< the repaired form was marked as sent
    forms::Recipe learnt_;          ///< the parts that were sent
    std::string seen_;              ///< fingerprint of the present part before it is filled
    int recipe_used_ = 0;           ///< version, once a part of it was replayed
    int recipe_drifted_ = 0;        ///< version, once a form did not fit
    forms::Recipe planned_;         ///< what the language model made of forms of this attempt
    bool planner_asked_ = false;
    BusinessProfile profile_;                    ///< the customer's, with a description that suits this form
    bool described_ = false;                     ///< it has such a description
    Duration captcha_wait_{0};                   ///< for a service, which is no time of the site's
    std::optional<forms::CaptchaAnswer> solved_; ///< of the part that is sent; nobody judged it yet
    std::string token_kind_;                     ///< "": solved_ has been typed already
    int visit_status_ = 0;
    bool unstyled_ = false; ///< a form was found whose style sheets had not come
    bool sent_ = false;
    bool kept_part_ = false; ///< a part went on by "Save & Preview": it counts as sent until the next part is
    bool hung_ = false;
};

} // namespace bolt::submit
