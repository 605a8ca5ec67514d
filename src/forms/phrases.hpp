#pragma once
#include <bitset>
#include <string_view>

namespace bolt::forms {

/// What a line of text on a page says about a submission.
enum class Says {
    accepted,       ///< "has been added", "your listing is live"
    thanks,         ///< "thank you", "success": too general to stand alone
    pending,        ///< "will be reviewed", "awaiting approval"
    confirm_email,  ///< "we have sent you a link"
    duplicate,      ///< "is already listed"
    refused,        ///< "is required", "please correct", "could not be saved"
    captcha,        ///< "wrong security code", "verify you are human"
    login,          ///< "please log in"
    account_exists, ///< "this e-mail address already has an account": log in first
    payment,        ///< "complete your payment"
    offer,          ///< "choose a plan": may be an obligation or an offer beside a success
    blocked,        ///< "access denied"
    maintenance,    ///< "down for maintenance"
    try_later,      ///< "temporarily unavailable", "too many requests"
    next_step,      ///< "step 2 of 3", "review your entry"
    to_us,          ///< the sentence that reports success speaks to the one who submitted
    habit,          ///< "every submission is reviewed": a rule of the house, no answer
    other_matter,   ///< newsletter, comment, cookies: not the listing (internal to read_phrases)
    news,           ///< "was added 2 hours ago": of somebody else (internal to read_phrases)
    count
};
using Sayings = std::bitset<static_cast<std::size_t>(Says::count)>;

inline bool says(const Sayings& sayings, Says what) { return sayings.test(static_cast<std::size_t>(what)); }

/// Reads one line in English, German, French, Spanish, Italian, Portuguese or Dutch, sentence by sentence. A
/// success that its sentence denies ("could not be added"), asks ("has my listing been added?"), tells of
/// somebody else ("was added 2 hours ago") or of another matter (newsletter) is none.
Sayings read_phrases(std::string_view line);

} // namespace bolt::forms
