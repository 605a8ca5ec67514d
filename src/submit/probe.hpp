#pragma once
#include "domain/profile.hpp"
#include "forms/choose.hpp"
#include "forms/plan.hpp"
#include "submit/browser_lane.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bolt::submit {

struct ProbeOptions {
    std::string url;
    BusinessProfile profile; ///< what would be filled in
    bool picture = false;
    bool follow = false; ///< no form there: go on to the pages that its links offer (form_search.hpp)
    std::string locale = "en-US"; ///< of the browser: sites speak several languages
};

/// One control of the chosen form.
struct ProbeField {
    forms::Control control;
    forms::Classified meaning;
    bool trap = false; ///< hidden from people or scored as a trap: never touched
    std::optional<std::string>
        fill;             ///< what an attempt would put in: text, option, "checked"; nullopt: nothing
    std::string unfilled; ///< why a required control stays empty
};

/// What an attempt would see and do on a page.
struct ProbeReport {
    std::string url; ///< after redirects
    int status = 0;  ///< HTTP
    std::string title, language;
    forms::PageKind kind = forms::PageKind::no_form;
    std::string reason;    ///< why this form, or what stands in the way
    double score = 0;      ///< of the form
    std::string frame_url; ///< where the form stands; another than `url` if in a frame
    std::string form;      ///< selector
    std::vector<ProbeField> fields;
    std::vector<std::string> other_forms; ///< "search (2 controls)"; of the form's frame
    std::string button, button_selector;  ///< the button that would be pressed: its text, where it is
    forms::Purpose button_purpose = forms::Purpose::none;
    bool complete = false;             ///< every required control can be filled and there is a button
    std::vector<std::string> captchas; ///< kinds that the page shows
    std::vector<std::string> visited;  ///< if `follow`: the pages opened on the way and what is there
    std::string robots;    ///< why robots.txt keeps attempts away from the page, "" if it does not
    std::string picture;   ///< JPEG with the fields marked, "" if none was asked for
    bool unstyled = false; ///< its style sheets did not come: its traps look like fields
    forms::Page model;     ///< as an attempt reads it, and what it would choose there
    forms::Choice choice;
};

/// Opens the page as an attempt would, under the same address policy, and says what an attempt would do. It
/// fills nothing, presses nothing and sends nothing. invalid_argument, permission_denied: the address is not
/// visited; unavailable: no browser, or the page cannot be opened or read.
Async<Result<ProbeReport>> probe(const Platform& platform, BrowserLane& lane, ProbeOptions options);

/// The report as JSON, without the picture.
json::object write_probe(const ProbeReport& report);
/// "submission", "login", "captcha", "payment", "blocked", "no_form".
std::string_view to_string(forms::PageKind kind);

} // namespace bolt::submit
