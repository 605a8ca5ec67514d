#include "store/job_views.hpp"
#include "store/sql.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::store {
namespace {

const Statement kCustomers{
    "SELECT c.id, c.business_name, c.email FROM customer_search s JOIN customers c ON c.id = s.customer_id "
    "WHERE "
    "/*LITE*/instr(s.text, $1) > 0/*END*//*PG*/position(CAST($1 AS TEXT) IN s.text) > 0/*END*/ LIMIT 6"};
const Statement kDirectories{
    "SELECT name, title FROM directories WHERE "
    "/*LITE*/instr(lower(name || ' ' || title), $1) > 0/*END*/"
    "/*PG*/position(CAST($1 AS TEXT) IN lower(name || ' ' || title)) > 0/*END*/ ORDER BY name LIMIT 6"};
// Ids begin with their time: a beginning is a range of the primary key.
const Statement kJobs{
    "SELECT j.id, c.business_name FROM jobs j JOIN customers c ON c.id = j.customer_id WHERE "
    "/*LITE*/j.id >= $1 AND j.id < $1 || 'g'/*END*//*PG*/CAST(j.id AS TEXT) LIKE $1 || '%'/*END*/ "
    "ORDER BY j.id LIMIT 5"};

constexpr std::size_t kTextMax = 200;

void add(json::array& list, std::string_view kind, std::string_view value, std::string_view label,
         std::string_view parameter) {
    list.push_back({{"kind", kind}, {"value", value}, {"label", label}, {"query", {{parameter, value}}}});
}

} // namespace

Result<json::object> suggest(Tx& tx, std::string_view text) {
    if (text.size() > kTextMax) return fail(ErrorCode::invalid_argument, "q: longer than 200 bytes");
    std::string wanted(text);
    for (auto& c : wanted)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    json::array list;
    for (const auto* status : {"pending", "queued", "in_progress", "completed", "failed", "cancelled"})
        if (wanted.empty() || std::string_view(status).starts_with(wanted))
            add(list, "status", status, status, "status");
    if (wanted.empty()) return json::object{{"suggestions", std::move(list)}};
    for (const auto* package : {"starter", "growth", "professional", "enterprise"})
        if (std::string_view(package).starts_with(wanted)) add(list, "package", package, package, "package");
    const bool hexadecimal = wanted.size() >= 4 && std::ranges::all_of(wanted, [](char c) {
                                 return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
                             });
    if (hexadecimal) {
        const auto jobs = tx.run(kJobs, {wanted});
        for (std::size_t i = 0; i < jobs.size(); ++i)
            add(list, "job", jobs.text(i, 0), fmt::format("{} {}", jobs.text(i, 1), jobs.text(i, 0)), "q");
    }
    const auto customers = tx.run(kCustomers, {wanted});
    for (std::size_t i = 0; i < customers.size(); ++i)
        add(list, "customer", customers.text(i, 0),
            fmt::format("{} <{}>", customers.text(i, 1), customers.text(i, 2)), "customer_id");
    const auto directories = tx.run(kDirectories, {wanted});
    for (std::size_t i = 0; i < directories.size(); ++i)
        add(list, "directory", directories.text(i, 0), directories.text(i, 1), "directory");
    add(list, "text", text, text, "q");
    return json::object{{"suggestions", std::move(list)}};
}

} // namespace bolt::store
