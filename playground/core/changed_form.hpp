#pragma once
#include "playground/core/control.hpp"
#include "playground/core/site.hpp"

#include <optional>

namespace bolt::playground {

/// A page of a site that changed its form between two visits (Mode::new_field, new_question): every form that
/// has at least four fields has one more. Other modes and other
/// answers stay as they are.
net::Response change_form(Mode mode, net::Response response);
/// In Mode::new_question: the site's refusal of a POST of such a form without an answer to its question.
std::optional<net::Response> refuse_unanswered(Mode mode, Site& site, const Visit& visit);

} // namespace bolt::playground
