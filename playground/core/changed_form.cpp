#include "playground/core/changed_form.hpp"

#include "base/encoding.hpp"

namespace bolt::playground {
namespace {

constexpr std::string_view kField =
    "<p><label>Fax number <input type=\"text\" name=\"fax_line\"></label></p>\n";
constexpr std::string_view kQuestion =
    "<p><label>Guild charter number <input type=\"text\" name=\"charter_no\" required></label></p>\n";
/// Fewer fields make a search, a login or a newsletter.
constexpr int kFieldsLeast = 4;

int count(std::string_view text, std::string_view what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size()))
        ++found;
    return found;
}

int fields_of(std::string_view form) {
    return count(form, "<input") + count(form, "<select") + count(form, "<textarea") -
           count(form, "type=\"hidden\"");
}

} // namespace

net::Response change_form(Mode mode, net::Response response) {
    const auto more = mode == Mode::new_field ? kField : mode == Mode::new_question ? kQuestion : "";
    if (more.empty() || !response.headers.get("Content-Type").starts_with("text/html")) return response;
    auto& body = response.body;
    for (auto begin = body.find("<form"); begin != std::string::npos; begin = body.find("<form", begin + 1)) {
        const auto end = body.find("</form>", begin), tag = body.find('>', begin);
        if (end == std::string::npos || tag == std::string::npos) break;
        if (fields_of(std::string_view(body).substr(begin, end - begin)) >= kFieldsLeast)
            body.insert(tag + 1, more);
    }
    return response;
}

std::optional<net::Response> refuse_unanswered(Mode mode, Site& site, const Visit& visit) {
    if (mode != Mode::new_question || visit.request.method != "POST") return std::nullopt;
    if (static_cast<int>(visit.fields.size()) < kFieldsLeast || filled(visit.fields, "charter_no"))
        return std::nullopt;
    return site.refuse(422, "Please check your entry", "Guild charter number: please fill in this field.");
}

} // namespace bolt::playground
