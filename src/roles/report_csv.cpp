#include "roles/report_csv.hpp"

#include "domain/directory_csv.hpp"

namespace bolt::roles {
namespace {

std::string shown(const json::value& result, std::string_view part) {
    const auto* nap = find(result, "nap");
    const auto* value = nap == nullptr ? nullptr : find(*nap, part);
    if (value == nullptr || !value->is_bool()) return "not checked";
    return value->get_bool() ? "right" : "differs";
}

} // namespace

std::string_view outcome_words(const json::value& result) {
    const auto status = get_string(result, "status"), verdict = get_string(result, "verdict");
    if (get_bool(result, "gone")) return "No longer found";
    if (status == "submitted")
        return !get_string(result, "listing_url").empty() ? "Live"
               : verdict == "accepted"                    ? "Accepted"
                                                          : "In review";
    if (status == "failed") {
        if (verdict == "rejected") return "Refused by the directory";
        if (verdict == "unreachable") return "The directory could not be reached";
        if (verdict == "blocked") return "The directory takes no submissions from us";
        return "Not taken";
    }
    if (status == "skipped") return verdict == "duplicate" ? "Already listed" : "Left out";
    if (status == "action_required") return "Waits for a person";
    return status == "submitting" ? "Being submitted" : "Waiting";
}

std::string report_csv(const json::object& document) {
    std::string csv = "\xEF\xBB\xBF"
                      "directory,website,outcome,listing,verified,name,address,phone,listing website\r\n";
    for (const auto& result : document.at("results").as_array()) {
        for (const auto& cell : {get_string(result, "directory"), get_string(result, "website"),
                                 std::string(outcome_words(result)), get_string(result, "listing_url"),
                                 get_string(result, "verified_at").substr(0, 10), shown(result, "name"),
                                 shown(result, "address"), shown(result, "phone"), shown(result, "website")})
            csv += csv_cell(cell) + ',';
        csv.back() = '\r';
        csv += '\n';
    }
    return csv;
}

} // namespace bolt::roles
