#include "roles/report_csv.hpp"

#include "domain/directory_csv.hpp"

#include <array>
#include <optional>

namespace bolt::roles {
namespace {

constexpr std::array<std::string_view, 4> kFacts{"name", "address", "phone", "website"};

/// Whether the listing shows that fact as the profile has it; nothing where it was not looked for.
std::optional<bool> agrees(const json::value& result, std::string_view fact) {
    const auto* nap = find(result, "nap");
    if (nap == nullptr)
        if (const auto* log = find(result, "response_log")) nap = find(*log, "listing");
    const auto* value = nap == nullptr ? nullptr : find(*nap, fact);
    if (value == nullptr || !value->is_bool()) return std::nullopt;
    return value->get_bool();
}

std::string shown(const json::value& result, std::string_view fact) {
    const auto right = agrees(result, fact);
    return !right ? "not checked" : *right ? "right" : "differs";
}

} // namespace

std::string nap_words(const json::value& result) {
    std::string right, wrong;
    for (const auto fact : kFacts)
        if (const auto known = agrees(result, fact)) {
            auto& list = *known ? right : wrong;
            list += (list.empty() ? "" : ", ") + std::string(fact);
        }
    std::string said;
    if (!right.empty()) said = "Right: " + right + ".";
    if (!wrong.empty()) said += (said.empty() ? "Differs: " : " Differs: ") + wrong + ".";
    return said;
}

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
