#pragma once
#include "browser/pool.hpp"
#include "forms/captcha.hpp"
#include "forms/choose.hpp"
#include "submit/address_policy.hpp"
#include "submit/address_proxy.hpp"
#include "submit/http_profile.hpp"
#include "submit/submitter.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bolt::submit {

class RobotsPolicy;

/// The times one attempt keeps to. All are upper bounds; none is a pause.
struct AttemptTimes {
    std::chrono::milliseconds attempt{120'000}; ///< from lease to verdict
    std::chrono::milliseconds place{60'000};    ///< waiting for a free browser context
    std::chrono::milliseconds visit{30'000};    ///< opening the submission page
    std::chrono::milliseconds field{2'000};     ///< one field
    std::chrono::milliseconds click{10'000};    ///< the click that sends
    std::chrono::milliseconds script{10'000};   ///< one look at the page
    std::chrono::milliseconds styles{15'000};   ///< until the page's style sheets have come
    std::chrono::milliseconds picture{5'000};
    std::chrono::milliseconds settle{20'000}; ///< from the click to a settled page
    std::chrono::milliseconds silence{1'500}; ///< nothing at all happens after a click: it is settled
    std::chrono::milliseconds quiet{300};     ///< after an answer to what was sent
    /// Less than this left before the click: nothing is sent, the attempt is tried again.
    std::chrono::milliseconds least_to_send{10'000};
    /// For a service that solves captchas; does not count as the attempt's.
    std::chrono::milliseconds captcha{150'000};
};

struct SubmitterSettings {
    browser::PoolSettings pool;
    AddressSettings addresses;
    ProxySettings proxy;
    AttemptTimes times;
    /// Added to the browser's own User-Agent: sites shall see who visits them.
    std::string user_agent_suffix = "directory-bolt/0.1";
    /// Asked before the search for a submission page opens one (the page itself: guest_submitter.hpp); null:
    /// nobody is asked.
    std::shared_ptr<RobotsPolicy> robots;
    int form_steps_max = 8;    ///< parts of a wizard
    int picture_quality = 60;  ///< JPEG
    int picture_height = 6000; ///< pages taller than this are pictured as far as the window shows them
    /// Told after an attempt that proved that the directory's form needs no browser; empty: nobody asks, and
    /// nothing is looked at for it.
    std::function<Async<void>(const store::LeasedAttempt&, HttpProfile)> profiled;
    /// Asked once an attempt, for a form that no recipe fits: another reading of it, or nullopt. Empty:
    /// nobody is asked. What it names is only meanings; see assist/form_planner.hpp.
    std::function<Async<std::optional<forms::Choice>>(const store::LeasedAttempt&, forms::Page,
                                                      forms::Choice)>
        plan_form;
    /// Asked before a form with a field for the description is filled: a text that suits the field better, or
    /// nullopt. Empty: nobody is asked. Both lanes ask; see assist/description_writer.hpp.
    std::function<Async<std::optional<std::string>>(const store::LeasedAttempt&, forms::Page, forms::Choice)>
        write_description;
    /// Asked for a captcha beside a filled form, where Directory::captcha_service allows it. Empty: captchas
    /// are left to people.
    std::function<Async<Result<forms::CaptchaAnswer>>(const store::LeasedAttempt&, forms::Captcha,
                                                      Duration at_most)>
        solve_captcha;
    /// Told whether the site took such an answer, where it said so.
    std::function<Async<void>(forms::CaptchaAnswer, bool good)> captcha_judged;
};

/// The browser lane. Keeps one browser and the proxy that guards its requests; attempts may run side by side
/// up to settings.pool.contexts_max. The first run() starts the browser. `platform` and `evidence` must
/// outlive it. Verdicts of its own: blocked (address refused by the policy, 401/403), rejected (page gone, a
/// required field that the profile cannot fill), unreachable (no answer, 429, 5xx, before anything was sent).
std::unique_ptr<Submitter> make_browser_submitter(const Platform& platform, EvidenceStore& evidence,
                                                  SubmitterSettings settings,
                                                  Resolver resolver = system_resolver());

} // namespace bolt::submit
