#pragma once
#include "playground/core/site.hpp"

#include <memory>
#include <string_view>

namespace bolt::playground {

/// A practice directory that site.json tells alone; its pages are the files of its folder. "form" holds:
///   "steps": [{"path", "page", "title", "rules": [[control, rule, message]...], "asks": control}...]: the
///       pages that follow each other; the last one makes the listing. "asks": a page that starts over unless
///       its address names that control ("/add?plan=free"). Rules: need, email, phone, url, min:N and max:N
///       (characters), match:REGEX, same:CONTROL; empty controls pass all but need, min and same.
///   "pages": {path: file}: pages and JSON files without a form of their own.
///   "token": name of a hidden control that is bound to the visitor's cookie; {{token}} in the pages.
///   "free": [control, value]: every other value wants money: the record says needs_payment.
///   "account": {"signup", "login", "rules", "email", "password", "confirm": true}: the steps are for
///   members;
///       with "confirm" nobody becomes one before a link in a mail was followed. Passwords are never
///       recorded.
///   "refuse_twice": what a business hears that the site has.
///   "answer": {"as": page | redirect | json, "status", "title", "message", "page"}; {{{name}}} in the message
///       is the business. "problem_status" (422).
std::unique_ptr<Site> make_plain_site(SiteContext& context, std::string_view name);

} // namespace bolt::playground
