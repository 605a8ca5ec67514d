#pragma once
#include "domain/profile.hpp"
#include "forms/choose.hpp"
#include "forms/upload_limits.hpp"

namespace bolt::forms {

enum class Action { goto_, fill, select, check, uncheck, upload, click, wait };

/// What a click is for.
enum class Purpose {
    none,
    next,  ///< leads to the next part of a form in steps: extract, plan and fill again
    submit ///< sends the form: the attempt is marked `sent` before it
};

struct Step {
    Action action = Action::fill;
    std::string url;                 ///< goto
    std::string selector;            ///< everything but goto and wait
    std::string stand_in;            ///< click this instead where the control itself is invisible
    std::string value;               ///< fill: text; select: the option's value; upload: URL of the picture
    std::string label;               ///< select: the option's text, for pages whose options share a value
    std::string until;               ///< wait: "load"
    double seconds = 0;              ///< wait
    Widget widget = Widget::none;    ///< how the control is operated in a browser
    std::vector<std::string> wanted; ///< picker, suggest, tokens: what would fit, the best first; upload: the
                                     ///< pictures' URLs
    std::string near;    ///< picker, suggest: words that tell alike choices apart ("TX Texas 78701")
    UploadLimits limits; ///< upload
    Meaning meaning = Meaning::none;
    std::string detail;
    Purpose purpose = Purpose::none;
    bool required = false; ///< the form cannot be sent without it
    /// What must stand in the control afterwards; nullopt where it cannot be read back (upload) or the page
    /// may format it.
    std::optional<std::string> expected;
};

/// A control that stays empty although the form wants it.
struct Unfilled {
    std::string selector;
    std::string label;
    Meaning meaning = Meaning::none;
    bool required = true;
    std::string reason; ///< for people: "the profile has no opening hours"
};

/// The steps that fill and send one form.
struct Plan {
    std::vector<Step> steps;
    std::vector<Unfilled> unfilled; ///< only required controls
    std::string form_selector;      ///< for state_script()
    /// "present": the page shows one, so the form cannot be sent without a person (or a service where the
    /// policy allows it).
    std::string captcha = "possible";
    /// Some lists get their choices only after these steps (category, then subcategory): fill, extract and
    /// plan again before sending. A control that holds its value already gets no step.
    bool plan_again = false;
    int rate_limit_ms = 1500;  ///< least time between two visits of the same site
    std::string business_name; ///< idempotency factor
    std::string directory;     ///< idempotency factor

    /// The submit or next click, the last step; nullptr if the form has no such button.
    const Step* sending() const;
    /// True if every required control is filled and there is a button to send with.
    bool complete() const;
};

struct PlanOptions {
    std::string directory; ///< the directory's name
    std::string url;       ///< first step: goto; "" leaves it out (later parts of a wizard)
    bool uploads = false;  ///< the lane can give the form the profile's pictures
};

/// Plans the page's submission form for this business. not_found if choose_form() finds none. Required
/// controls that the profile cannot fill are reported in `unfilled`, never invented; traps, hidden and
/// unknown optional controls are not touched.
Result<Plan> make_plan(const Page& page, const BusinessProfile& profile, const PlanOptions& options);
/// The same for a choice already made.
Result<Plan> make_plan(const Page& page, const Choice& choice, const BusinessProfile& profile,
                       const PlanOptions& options);

/// {"plan":[{action,url?,selector?,value?,until?,seconds?,...}],"constraints":{...},"idempotency_factors":{...},...}
json::object write_plan(const Plan& plan);
/// Reads it back (a stored recipe, a person's edit): unknown actions, missing selectors, wrong types are
/// invalid_argument.
Result<Plan> read_plan(const json::value& value);

/// True if what the page holds is what the step meant: blanks, case of URLs' hosts and phone formatting do
/// not count.
bool matches_expected(const Step& step, std::string_view found_value, bool found_checked);

std::string_view to_string(Action action);

} // namespace bolt::forms
