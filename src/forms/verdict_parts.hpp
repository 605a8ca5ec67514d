#pragma once
#include "forms/phrases.hpp"
#include "forms/verdict.hpp"

namespace bolt::forms {

/// A text that was not there before the click, and what it says.
struct NewText {
    std::string text;
    std::string
        kind; ///< Evidence::kind: "new_text", "heading", "title", "message", "dialog", "popup", "answer"
    Message::Tone tone = Message::Tone::neutral;
    Sayings sayings;

    /// True if the page puts it where answers stand, not somewhere in its running text.
    bool stands_out() const { return kind != "new_text" && kind != "title"; }
};

/// Every text that is new after the click: lines, headings, messages, dialogs, popups, answers to scripts.
/// What the business itself entered is taken out first, so that a description cannot speak for the site.
std::vector<NewText> new_texts(const Observation& observation);

/// What a script was told about single fields, by their names.
std::vector<FieldError> answered_errors(const Observation& observation);

/// What the site's answers to the click say by their status alone.
struct Transport {
    bool sent = false;     ///< a request that can carry the form left the browser
    bool answered = false; ///< and an answer came
    int status = 0;        ///< the one that counts: of the last such request, else of the last new document
    bool led_on = false;   ///< the status is that of the page which a redirect led to
    std::string text;      ///< for people: "POST /add-listing answered 303"
};
Transport read_exchanges(const Observation& observation);

/// True if the address is that of a cart, a checkout or a list of plans.
bool leads_to_payment(std::string_view url);
/// True if the page led to an address that is named for thanks or success and was not so named before.
bool is_thanks_page(const Observation& observation);

/// True if the page led to one for everybody: start page, search, terms, help. What its running text says is
/// no answer.
bool is_general_page(const Observation& observation);

/// Address of the new listing, from links and the page's own URL; "" if none is clear.
std::string find_listing_url(const Observation& observation);

} // namespace bolt::forms
