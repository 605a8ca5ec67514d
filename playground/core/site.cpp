#include "playground/core/site.hpp"

#include "base/encoding.hpp"
#include "playground_assets.hpp"

namespace bolt::playground {
namespace {

// Nothing that a visitor sent may run, whatever a template forgets; own scripts are files.
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; base-uri 'none'; form-action 'self'";
constexpr std::string_view kUnframed = "frame-ancestors 'none'";
// A site of several hosts shows pages of one in those of the other.
constexpr std::string_view kFramed = "frame-src http://*.localhost:*; frame-ancestors http://*.localhost:*";

std::string_view content_type(std::string_view file) {
    if (file.ends_with(".css")) return "text/css; charset=utf-8";
    if (file.ends_with(".js")) return "text/javascript; charset=utf-8";
    return "image/svg+xml";
}

} // namespace

std::string_view site_file(std::string_view site, std::string_view file) {
    const auto own = fmt::format("sites/{}/{}", site, file);
    const auto shared = fmt::format("shared/{}", file);
    std::string_view found;
    for (const auto& embedded : assets::playground()) {
        if (embedded.name == own) return embedded.content;
        if (embedded.name == shared) found = embedded.content;
    }
    return found;
}

Site::Site(SiteContext& context, std::string_view name) : context_(context) {
    const auto& all = sites();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SiteInfo& info) { return info.name == name; });
    info_ = &*found;
    facts_ = json::parse(info_->site_json);
    static const auto words = json::parse(site_file("", "words.json"));
    const auto* own = find(words, info_->language);
    words_ = (own == nullptr ? words.at("en") : *own).as_object();
}

std::string Site::word(std::string_view key) const { return get_string(words_, key); }

net::Response Site::handle(Visit& visit) {
    const auto& request = visit.request;
    const std::string_view path = request.path;
    host_ = request.headers.get("Host").substr(0, 100);
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (get && path == "/") return home("");
    if (get && path == "/search") return home(request.query_value("q").value_or(""));
    if (get && path.starts_with("/listing/")) return listing(path.substr(9));
    if (get && path == "/favicon.ico") return net::Response::empty(204);
    if (get && path == "/robots.txt") return net::Response::text(200, "User-agent: *\nDisallow: /search\n");
    if (get && path.starts_with("/assets/")) {
        const auto name = path.substr(8);
        const auto file = name.ends_with(".css") || name.ends_with(".js") || name.ends_with(".svg")
                              ? site_file(info_->name, name)
                              : std::string_view{};
        if (file.empty()) return not_found();
        auto response = net::Response::text(200, std::string(file));
        response.headers.set("Content-Type", std::string(content_type(name)));
        return response;
    }
    if (request.method == "POST" && path == "/newsletter") {
        keep(visit, "newsletter", false);
        return refuse(200, "Newsletter", word("subscribed"));
    }
    return answer(visit);
}

net::Response Site::show(std::string_view file, Values values, int status) {
    auto& texts = values.texts;
    texts.insert({{"lang", info_->language},
                  {"site_title", info_->title},
                  {"submit_path", info_->submit_path},
                  {"host", host_},
                  {"charset", charset() == Charset::windows_1252 ? "ISO-8859-1" : "utf-8"}});
    for (const auto& [key, text] : words_)
        texts.emplace("word." + std::string(key), std::string(text.as_string()));
    const auto content = render(site_file(info_->name, file), values);
    values.texts["content"] = content;
    auto html = render(site_file(info_->name, "layout.html"), values);
    if (charset() == Charset::windows_1252) html = utf8_to_windows_1252(html);
    auto response = net::Response::html(status, std::move(html));
    if (charset() == Charset::windows_1252)
        response.headers.set("Content-Type", "text/html; charset=ISO-8859-1");
    response.headers.set("Content-Security-Policy",
                         fmt::format("{}; {}", kPolicy, info_->hosts.empty() ? kUnframed : kFramed));
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

net::Response Site::refuse(int status, std::string_view title, std::string_view text) {
    Values values;
    values.texts = {{"title", std::string(title)}, {"text", std::string(text)}};
    return show("notice.html", std::move(values), status);
}

net::Response Site::not_found() { return refuse(404, word("not_found"), word("not_found_text")); }

net::Response Site::show_form(std::string_view file, std::string_view title, const Visit& visit,
                              const Problems& problems, Values values) {
    values.texts["title"] = std::string(title);
    values.fields = visit.fields;
    problems.show_in(values);
    return show(file, std::move(values), problems.any() ? 422 : 200);
}

std::string Site::spoken(std::string_view, std::string_view value) const { return std::string(value); }

std::string Site::meant(const Fields& fields, std::string_view meaning) const {
    const auto* controls = find(facts_, "controls");
    std::string out;
    for (const auto& [name, value] : fields) {
        if (value.empty() || controls == nullptr || get_string(*controls, name) != meaning) continue;
        if (!out.empty()) out += ", ";
        out += value;
    }
    return out;
}

bool Site::trapped(const Fields& fields) const { return !meant(fields, "trap").empty(); }

std::string Site::key_of(const Fields& fields) const {
    return business_key(meant(fields, "business_name"), meant(fields, "phone"));
}

std::string Site::keep(Visit& visit, std::string_view answer, bool accepted, bool trap) {
    Record record{.id = context_.platform.random.token(6),
                  .site = info_->name,
                  .at = format_time(context_.platform.now()),
                  .remote = visit.request.remote,
                  .user_agent = to_valid_utf8(visit.request.headers.get("User-Agent").substr(0, 500)),
                  .business_key = key_of(visit.fields),
                  .answer = std::string(answer),
                  .accepted = accepted,
                  .trap = trap,
                  .fields = visit.fields};
    auto id = record.id;
    visit.stored = visit.stored || accepted;
    context_.records.add(std::move(record));
    return id;
}

} // namespace bolt::playground
