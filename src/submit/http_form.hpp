#pragma once
#include "domain/profile.hpp"
#include "forms/page_state.hpp"
#include "forms/plan.hpp"
#include "submit/http_profile.hpp"
#include "submit/http_request.hpp"

#include <string>
#include <string_view>

namespace bolt::submit {

/// A page as it came over the wire.
struct HttpAnswer {
    std::string url; ///< after redirects
    int status = 0;
    std::string content_type;
    std::string body;
    bool decoded = false; ///< the body is UTF-8 already, whatever content_type says (from a browser)
};

/// A submission form found in plain HTML, with what it takes to send it.
struct HttpForm {
    forms::HtmlPage page;
    Charset charset;
    forms::Choice choice;
    std::string fingerprint; ///< of the page as it came
};

/// A form filled for one business.
struct HttpSubmission {
    forms::Plan plan;
    FormRequest request;
    forms::PageState before; ///< for the verdict: with the values that were filled in
};

/// Reads the page and finds its submission form. `facts` (of the browser, for the form with this fingerprint)
/// are laid over it before anything is decided; nullptr: the page is taken as it is. conflict: this needs a
/// browser.
Result<HttpForm> find_http_form(const HttpAnswer& answer, const HttpProfile* profile);

/// The fingerprint of the one form on the page that has these controls; conflict if there is none, or
/// several.
Result<std::string> fingerprint_of(const HttpAnswer& answer, const std::vector<ControlFacts>& controls);

/// Fills it and makes the request. conflict where anything is left to doubt: a required field without a
/// value, a captcha, a wizard, a file to upload, choices that load others, a step or control that only a
/// browser can do, a value that the page's own rules refuse.
Result<HttpSubmission> fill_http_form(const HttpForm& form, const BusinessProfile& profile,
                                      const std::string& directory, std::string_view boundary);

/// An HTML answer as a page, in its own encoding; invalid_argument for anything else.
Result<forms::HtmlPage> read_answer_page(const HttpAnswer& answer);

/// What an answer shows, HTML or not.
forms::PageState answer_state(const HttpAnswer& answer, const forms::Form& sent,
                              const std::vector<std::string>& fields);

} // namespace bolt::submit
