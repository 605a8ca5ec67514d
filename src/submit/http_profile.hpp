#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "domain/words.hpp"
#include "forms/classify.hpp"

#include <string>
#include <vector>

namespace bolt::submit {

/// What the browser knows of one control and plain HTML does not: what style sheets and scripts hide.
struct ControlFacts {
    std::string key;     ///< tag, type and name
    std::string meaning; ///< what it asks for, as it read in the browser ("hours_open:mon")
    bool visible = true, proxy = false, required = false, readonly = false, disabled = false;
    int honeypot_score = 0;
    std::vector<std::string> hidden_reasons;
};

/// What a browser attempt proved of a directory's form: the request that the browser sent was, byte by byte,
/// the one that is made from the page's HTML alone, and the answer's HTML alone gives the same verdict.
struct HttpProfile {
    std::string page_url;               ///< of the form, after redirects
    std::string fingerprint;            ///< form_fingerprint() of the page as the server sent it
    std::vector<ControlFacts> controls; ///< of that form, in its order
    std::vector<std::string> cookies;   ///< names that page scripts saw; all must come from the server
    Duration took{0};                   ///< from the page to the click: the form is not sent sooner than that
    Verdict verdict = Verdict::unknown;
};

json::object write_profile(const HttpProfile& profile);
/// invalid_argument for anything that write_profile() does not write.
Result<HttpProfile> read_profile(const json::value& value);

/// "input/text/company".
std::string control_key(const forms::Control& control);
/// The facts of a form as the browser's model tells them.
std::vector<ControlFacts> control_facts(const forms::Form& form,
                                        const std::vector<forms::Classified>& meaning);
/// Puts the browser's facts over the same form read from HTML. False if they are not of the same controls.
bool lay_over(const std::vector<ControlFacts>& facts, forms::Form& form);
/// True if every control means what it meant in the browser.
bool reads_alike(const std::vector<ControlFacts>& facts, const std::vector<forms::Classified>& meaning);

} // namespace bolt::submit
