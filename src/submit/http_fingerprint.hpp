#pragma once
#include "forms/html_page.hpp"

#include <string>

namespace bolt::submit {

/// A digest of everything on the page that decides how this form is filled and sent: its attributes, its
/// controls with their labels and choices, its buttons, and the scripts and style sheets of the page. The
/// values of hidden fields (tokens), numbers and long random words in inline scripts do not count. Equal
/// digests: the same form.
std::string form_fingerprint(const forms::HtmlPage& page, std::size_t form);

} // namespace bolt::submit
