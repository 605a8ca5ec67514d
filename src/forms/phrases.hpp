#pragma once
#include <bitset>
#include <string_view>

namespace bolt::forms {

/// What a line of text on a page says about a submission.
enum class Says {
    accepted,      ///< "has been added", "your listing is live"
    thanks,        ///< "thank you", "success": too general to stand alone
    pending,       ///< "will be reviewed", "awaiting approval"
    confirm_email, ///< "we have sent you a link"
    duplicate,     ///< "is already listed"
    refused,       ///< "is required", "please correct", "could not be saved"
    captcha,       ///< "wrong security code", "verify you are human"
    login,         ///< "please log in"
    payment,       ///< "complete your payment"
    blocked,       ///< "access denied"
    try_later,     ///< "temporarily unavailable", "too many requests"
    next_step,     ///< "step 2 of 3", "review your entry"
    count
};
using Sayings = std::bitset<static_cast<std::size_t>(Says::count)>;

inline bool says(const Sayings& sayings, Says what) { return sayings.test(static_cast<std::size_t>(what)); }

/// Reads one line in English, German, French, Spanish, Italian, Portuguese or Dutch. A success that the same
/// line denies
/// ("could not be added") is none.
Sayings read_phrases(std::string_view line);

} // namespace bolt::forms
