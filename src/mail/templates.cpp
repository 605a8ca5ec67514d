#include "mail/templates.hpp"

#include "base/encoding.hpp"
#include "domain/profile.hpp"
#include "mail_templates_assets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <set>

namespace bolt::mail {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t kVariableBytesMax = 64 << 10;
constexpr int kDepthMax = 4;

std::string_view find_file(std::string_view name) {
    for (const auto& file : assets::mail_templates())
        if (file.name == name) return file.content;
    return {};
}

/// Without control characters, so that no terminal and no mail program takes a value for more than text.
std::string clean(std::string_view value) {
    auto text = to_valid_utf8(value);
    for (auto& c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) c = ' ';
    return text;
}

mustache::data to_data(std::string_view name, const json::value& value, int depth) {
    if (value.is_object() && depth < kDepthMax) {
        mustache::data out{mustache::data::type::object};
        for (const auto& [key, member] : value.get_object())
            out.set(std::string(key), to_data(key, member, depth + 1));
        return out;
    }
    if (value.is_array() && depth < kDepthMax) {
        mustache::data out{mustache::data::type::list};
        for (const auto& member : value.get_array()) out.push_back(to_data(name, member, depth + 1));
        return out;
    }
    if (value.is_bool()) return mustache::data{value.get_bool()};
    if (value.is_number()) return mustache::data{json::serialize(value)};
    if (!value.is_string()) return mustache::data{false};
    const auto text = clean(std::string_view(value.get_string()));
    if (text.empty() || (name.ends_with("url") && !is_http_url(text))) return mustache::data{false};
    return mustache::data{text};
}

std::string fill(std::string_view text, const mustache::data& data, bool html) {
    mustache::mustache page{std::string(text)};
    if (!html) page.set_custom_escape([](const std::string& value) { return value; });
    return page.render(data);
}

/// The parts of a template's text file: "Subject: ...", an empty line, the text.
struct TextFile {
    std::string_view subject, body;
};
TextFile split(std::string_view file) {
    constexpr std::string_view kField = "Subject: ";
    const auto end = file.find('\n');
    if (!file.starts_with(kField) || end == std::string_view::npos) return {};
    auto body = file.substr(end + 1);
    while (body.starts_with('\n')) body.remove_prefix(1);
    return {file.substr(kField.size(), end - kField.size()), body};
}

} // namespace

std::vector<std::string> template_names() {
    std::set<std::string> names;
    for (const auto& file : assets::mail_templates())
        if (file.name.starts_with("en/") && file.name.ends_with(".txt"))
            names.emplace(file.name.substr(3, file.name.size() - 7));
    return {names.begin(), names.end()};
}

Result<RenderedMail> render_mail(std::string_view name, std::string_view language,
                                 const json::object& variables) {
    auto folder = std::string(language);
    if (find_file(fmt::format("{}/{}.txt", folder, name)).empty()) folder = "en";
    const auto file = split(find_file(fmt::format("{}/{}.txt", folder, name)));
    const auto content = find_file(fmt::format("{}/{}.html", folder, name));
    if (file.subject.empty() || content.empty())
        return fail(ErrorCode::not_found, fmt::format("there is no e-mail template \"{}\"", clean(name)));
    if (json::serialize(variables).size() > kVariableBytesMax)
        return fail(ErrorCode::invalid_argument, "the variables of an e-mail hold more than 64 KiB");
    auto data = to_data("", variables, 0);
    RenderedMail mail;
    mail.subject = fill(file.subject, data, false);
    std::ranges::replace(mail.subject, '\n', ' ');
    mail.text = fill(file.body, data, false) + fill(find_file("footer.txt"), data, false);
    data.set("subject", mail.subject);
    data.set("language", folder);
    data.set("content", fill(content, data, true));
    mail.html = fill(find_file("layout.html"), data, true);
    return mail;
}

} // namespace bolt::mail
