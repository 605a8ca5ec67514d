#include "roles/report.hpp"

#include "base/encoding.hpp"
#include "domain/profile.hpp"
#include "roles/report_csv.hpp"

#include <array>
#include <fmt/format.h>
#include <map>

namespace bolt::roles {
namespace {

std::string link(const std::string& url) {
    if (!is_http_url(url)) return escape_html(url);
    return fmt::format("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escape_html(url));
}

/// What became of one directory, as a customer reads it.
enum class Outcome { listed, in_review, known, under_way, not_taken };
constexpr std::array kOutcomes{Outcome::listed, Outcome::in_review, Outcome::known, Outcome::under_way,
                               Outcome::not_taken};

Outcome outcome_of(const json::value& result) {
    const auto status = get_string(result, "status");
    if (status == "submitted")
        return get_string(result, "listing_url").empty() ? Outcome::in_review : Outcome::listed;
    if (status == "skipped") return Outcome::known;
    if (status == "failed") return Outcome::not_taken;
    return Outcome::under_way;
}

struct Words {
    const char *name, *state, *tile;
};
Words words(Outcome outcome) {
    switch (outcome) {
    case Outcome::listed:
        return {"listed", "Listed", "listed"};
    case Outcome::in_review:
        return {"in-review", "In review at the directory", "in review"};
    case Outcome::known:
        return {"known", "Already listed or left out", "already listed or left out"};
    case Outcome::not_taken:
        return {"not-taken", "Not taken", "not taken"};
    default:
        return {"under-way", "Under way", "under way"};
    }
}

// A page with a Content-Security-Policy allows no style within it.
std::string head(std::string_view name, ReportStyle style) {
    return fmt::format("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">{}"
                       "<title>Listings of {}</title></head><body>",
                       style == ReportStyle::linked
                           ? "<link rel=\"stylesheet\" href=\"/api/staff/report.css\">"
                           : fmt::format("<style>{}</style>", report_style()),
                       name);
}

std::string summary(const json::array& results) {
    std::map<Outcome, int> counts;
    for (const auto& result : results) ++counts[outcome_of(result)];
    std::string tiles = "<ul class=\"tiles\">";
    for (const auto outcome : kOutcomes)
        if (counts[outcome] > 0)
            tiles += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>", words(outcome).name, counts[outcome],
                                 words(outcome).tile);
    return tiles + "</ul>";
}

std::string address_lines(const json::value& profile) {
    std::string lines;
    const auto add = [&](std::string text) {
        if (!text.empty()) lines += (lines.empty() ? "" : "<br>") + text;
    };
    add(escape_html(get_string(profile, "address")));
    std::string city;
    for (const auto* part : {"city", "state", "postal_code"})
        if (const auto text = get_string(profile, part); !text.empty())
            city += (city.empty() ? "" : " ") + text;
    add(escape_html(city));
    add(escape_html(get_string(profile, "phone")));
    add(link(get_string(profile, "website")));
    return lines;
}

std::string row(const json::value& result) {
    const auto outcome = words(outcome_of(result));
    const auto verified = get_string(result, "verified_at").substr(0, 10);
    // Why it is not there, where the state alone does not say.
    const auto kind = outcome_of(result);
    const bool explains = kind == Outcome::not_taken || kind == Outcome::known;
    std::string small;
    const auto add = [&](std::string_view text) {
        if (!text.empty()) small += fmt::format("<br><small>{}</small>", escape_html(text));
    };
    if (const auto why = outcome_words(result); explains && why != outcome.state) add(why);
    if (!verified.empty()) add("seen on " + verified);
    add(nap_words(result));
    return fmt::format(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td class=\"state\">{}{}</td><td>{}</td></tr>",
        outcome.name, escape_html(get_string(result, "directory_title")), outcome.state, small,
        link(get_string(result, "listing_url")));
}

} // namespace

std::string_view report_style() {
    return "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
           "color:#111;background:#fff}"
           "header{display:flex;flex-wrap:wrap;gap:1rem 2rem;justify-content:space-between;align-items:start}"
           "h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.1rem;margin:1.5rem 0 "
           ".25rem}"
           "p{margin:0}.quiet,small{color:#555}header p,h1{overflow-wrap:anywhere}"
           ".tiles{list-style:none;display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:1.2rem 0}"
           ".tiles li{border:1px solid #ccc;border-left:4px solid #888;border-radius:.4rem;padding:.4rem "
           ".8rem}"
           ".tiles b{font-size:1.3rem;margin-right:.3rem}"
           ".tiles .listed{border-left-color:#15803d}.tiles .in-review{border-left-color:#1d4ed8}"
           ".tiles .not-taken{border-left-color:#b91c1c}"
           ".bar{height:.5rem;border-radius:.25rem;background:#ddd;overflow:hidden;margin:.6rem 0 0}"
           ".bar rect{fill:#15803d}"
           "table{border-collapse:collapse;width:100%;margin-top:.5rem}thead{display:table-header-group}"
           "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #ccc;"
           "overflow-wrap:anywhere}thead th{color:#555;font-weight:600}tbody th{font-weight:500;width:30%}"
           ".state{width:28%}tr.listed .state{color:#15803d}tr.not-taken .state{color:#b91c1c}"
           "tr{break-inside:avoid}a{color:#0b57d0}"
           "@media print{body{margin:0;max-width:none;padding:0;font-size:11px}th,td{padding:.25rem "
           ".5rem}a{color:inherit;"
           "text-decoration:none}}";
}

std::string report_page(const json::object& document, std::string_view made_at, ReportStyle style) {
    const auto& job = document.at("job");
    const auto& profile = document.at("profile");
    const auto& results = document.at("results").as_array();
    const auto name = escape_html(get_string(profile, "business_name", "(no name)"));
    const auto done = get_int(job, "directories_done"), total = get_int(job, "directories_total");
    std::string page = head(name, style);
    page += fmt::format("<header><div><h1>Listings of {}</h1><p class=\"quiet\">{} package &middot; made on "
                        "{}</p></div><p>{}</p></header>",
                        name, escape_html(get_string(job, "package_title")),
                        escape_html(made_at.substr(0, 10)), address_lines(profile));
    page += "<main>" + summary(results);
    page += fmt::format("<p>{} of {} directories done.</p><svg class=\"bar\" width=\"100%\" role=\"img\" "
                        "aria-label=\"{} of {} done\"><rect width=\"{}%\" height=\"100%\"/></svg>",
                        done, total, done, total, total > 0 ? 100 * done / total : 0);
    page +=
        "<h2>Directories</h2><table><thead><tr><th scope=\"col\">Directory</th><th scope=\"col\">State</th>"
        "<th scope=\"col\">Listing</th></tr></thead><tbody>";
    for (const auto outcome : kOutcomes)
        for (const auto& result : results)
            if (outcome_of(result) == outcome) page += row(result);
    return page + "</tbody></table></main></body></html>";
}

} // namespace bolt::roles
