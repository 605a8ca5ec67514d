#pragma once
#include "domain/words.hpp"
#include "forms/classify.hpp"

namespace bolt::forms {

/// What a page offers to somebody who wants to list a business.
enum class PageKind {
    submission, ///< has the form; see Choice::form
    login,      ///< wants an account first
    captcha,    ///< a wall in front of everything (not a captcha inside the form)
    payment,    ///< wants money first
    blocked,    ///< access denied, bot wall, error page
    no_form     ///< nothing of the kind
};

struct Choice {
    PageKind kind = PageKind::no_form;
    std::size_t form = 0;            ///< index into Page::forms, if kind is submission
    std::vector<Classified> meaning; ///< of that form's controls
    double score = 0;                ///< of the form; compare frames of one page by it
    std::string reason;
};

/// Finds the form that lists a business; search, login, newsletter, comment and contact forms are none.
Choice choose_form(const Page& page);

/// The verdict of an attempt that ends before anything is filled, because the page is of this kind:
/// needs_login, needs_captcha, needs_payment, blocked; unknown for no_form and submission.
Verdict verdict_of(PageKind kind);

} // namespace bolt::forms
