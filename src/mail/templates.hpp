#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::mail {

struct RenderedMail {
    std::string subject, text, html;
};
/// The names of all templates (files of src/mail/templates, in the binary), sorted.
std::vector<std::string> template_names();
/// Fills a template (Mustache) in that language, or in English where it has none. Values may come from
/// outside: in HTML they are escaped, in the subject they stay on one line, control characters go, and a
/// variable whose name ends in "url" and that holds no http(s) address counts as empty. not_found: no such
/// template; invalid_argument: the variables hold more than 64 KiB.
Result<RenderedMail> render_mail(std::string_view name, std::string_view language,
                                 const json::object& variables);

} // namespace bolt::mail
