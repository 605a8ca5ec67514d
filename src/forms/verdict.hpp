#pragma once
#include "domain/words.hpp"
#include "forms/page_state.hpp"

#include <string>
#include <vector>

namespace bolt::forms {

/// One answer of the site to a request that the page made after the click.
struct Exchange {
    std::string method; ///< upper case
    std::string url;
    int status = 0;             ///< 0: no answer came (connection dropped, timed out)
    bool is_navigation = false; ///< of the document itself
    std::string failure;        ///< the browser's words when status is 0
    std::string body; ///< the first bytes of a JSON or text answer to a script's request; "" if not taken
};

/// Everything seen between "about to click" and "the page has settled".
struct Observation {
    PageState before;
    PageState after;
    bool after_known = true;              ///< false: the page died or never settled; `after` means nothing
    std::vector<Exchange> exchanges;      ///< in order; GETs of scripts and pictures may be left out
    std::vector<std::string> navigations; ///< URLs of new documents in the form's frame
    std::vector<std::string> dialogs;     ///< messages of alert/confirm/prompt
    std::vector<PageState> popups;        ///< windows that opened
    bool is_next_step = false;            ///< the click was a wizard's "next"
};

/// A piece of evidence, kept with the attempt.
struct Evidence {
    std::string kind; ///< "new_text", "heading", "message", "answer", "status", "form", "field_error",
                      ///< "dialog", "navigation", "link", "popup"
    std::string text;  ///< for people
    double weight = 0; ///< towards success (positive) or refusal (negative)
};

struct FieldError {
    std::string field;
    std::string message;
};

struct Judgement {
    Verdict verdict = Verdict::unknown;
    double confidence = 0;
    std::vector<Evidence> evidence;
    std::vector<FieldError> field_errors;
    std::string listing_url;    ///< of the new listing, "" if none was seen
    bool continue_step = false; ///< no answer yet: the form shows its next part; extract and plan again
    bool nothing_sent = false; ///< no request left the browser (its own validation stopped the form): safe to
                               ///< repair and resend
    /// rejected, and beyond doubt: the form is still there, the answer came, marks fields or says so, and
    /// nothing speaks of success. It may be corrected and sent again.
    bool clearly_refused = false;
    std::string summary; ///< one sentence for the activity feed
};

/// What the site said, from the difference between before and after. `accepted` and its kin need new text, a
/// dialog or an answer that says so and nothing that speaks against it; text that stood on the page before is
/// no evidence. Obstacles (captcha, login, payment, duplicate, refusal) are looked for before success. When
/// in doubt: unknown.
Judgement judge(const Observation& observation);

} // namespace bolt::forms
