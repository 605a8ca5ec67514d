#pragma once
#include "net/server.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// `POST /plan` {directory, business, hints?}: the steps for a directory. With hints.page (what the page
/// script of src/forms read) the form is understood and every step named; without it the plan is only to open
/// the page, because a form that nobody has read is not guessed at. 404 for an unknown directory, 422 when
/// the page has no form to fill.
Async<net::Response> answer_plan(net::Request& request, store::Database& database);

} // namespace bolt::roles
