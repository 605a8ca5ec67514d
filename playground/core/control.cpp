#include "playground/core/control.hpp"

#include "playground/playground.hpp"

namespace bolt::playground {
namespace {

constexpr std::array<std::pair<std::string_view, Mode>, 7> kModes = {
    {{"normal", Mode::normal},
     {"down", Mode::down},
     {"slow", Mode::slow},
     {"drop_after_store", Mode::drop_after_store},
     {"always_503", Mode::always_503},
     {"new_field", Mode::new_field},
     {"new_question", Mode::new_question}}};

bool wanted(const Record& record, std::string_view site, std::string_view business) {
    if (!site.empty() && record.site != site) return false;
    if (business.empty()) return true;
    const auto key = lower(trimmed(business));
    return record.business_key == key ||
           std::string_view(record.business_key).substr(0, record.business_key.rfind('|')) == key;
}

} // namespace

net::Response Control::handle(const net::Request& request, std::string_view path) {
    const auto origin = request.headers.get("Origin");
    if (!origin.empty() && origin != fmt::format("http://{}", request.headers.get("Host")))
        return net::problem(403, "Forbidden", "pages of other origins may not use the control routes");
    const bool get = request.method == "GET" || request.method == "HEAD";
    const bool post = request.method == "POST";
    if (path == "received" && get) return received(request);
    if (path == "duplicates" && get) return duplicates();
    if (path == "reset" && post) return reset();
    if (path == "mode" && post) return set_mode(request);
    if (path == "received" || path == "duplicates" || path == "reset" || path == "mode")
        return net::problem(405, "Method Not Allowed",
                            "received and duplicates take GET, reset and mode take POST");
    return net::problem(404, "Not Found", "control routes: received, duplicates, reset, mode");
}

net::Response Control::received(const net::Request& request) const {
    const auto site = request.query_value("site").value_or("");
    const auto business = request.query_value("business").value_or("");
    json::array out;
    for (const auto& record : records_.all())
        if (wanted(record, site, business)) out.push_back(to_json(record));
    return net::Response::json(200, json::serialize(json::object{{"submissions", std::move(out)}}));
}

net::Response Control::duplicates() const {
    std::map<std::pair<std::string, std::string>, int> counts;
    for (const auto& record : records_.all())
        if (record.accepted) ++counts[{record.site, record.business_key}];
    json::array out;
    int duplicates = 0;
    for (const auto& [key, count] : counts) {
        out.push_back(json::object{{"site", key.first}, {"business", key.second}, {"count", count}});
        duplicates += count > 1 ? 1 : 0;
    }
    return net::Response::json(
        200, json::serialize(json::object{{"counts", std::move(out)}, {"duplicates", duplicates}}));
}

net::Response Control::reset() {
    modes_.clear();
    ++resets_;
    if (const auto cleared = records_.clear(); !cleared)
        return net::problem(500, "Not cleared", cleared.error().message);
    return net::Response::json(200, R"({"reset":true})");
}

net::Response Control::set_mode(const net::Request& request) {
    const auto body = parse_json(request.body);
    if (!body) return net::problem(400, "Bad Request", body.error().message);
    const auto name = get_string(*body, "site");
    const auto word = get_string(*body, "mode");
    const auto& all = sites();
    if (std::none_of(all.begin(), all.end(), [&](const SiteInfo& site) { return site.name == name; }))
        return net::problem(400, "Bad Request", "site must be the name of a practice site");
    const auto found =
        std::find_if(kModes.begin(), kModes.end(), [&](const auto& mode) { return mode.first == word; });
    if (found == kModes.end())
        return net::problem(400, "Bad Request",
                            "mode must be normal, down, slow, drop_after_store, always_503, new_field or "
                            "new_question");
    modes_[name] = found->second;
    return net::Response::json(200, json::serialize(json::object{{"site", name}, {"mode", word}}));
}

Mode Control::mode(std::string_view site) const {
    const auto found = modes_.find(site);
    return found == modes_.end() ? Mode::normal : found->second;
}

} // namespace bolt::playground
