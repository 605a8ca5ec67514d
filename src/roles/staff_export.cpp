#include "base/log.hpp"
#include "domain/directory_csv.hpp"
#include "roles/contact_mask.hpp"
#include "roles/job_query.hpp"
#include "roles/report.hpp"
#include "roles/report_pdf.hpp"
#include "roles/staff_routes.hpp"
#include "store/history.hpp"
#include "store/views.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr int kPage = 200;
/// Rows of one export.
constexpr std::size_t kRowsMax = 1'000'000;

std::string text_of(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_null()) return {};
    return json::serialize(value);
}

constexpr const char* kColumns[] = {"id",
                                    "business_name",
                                    "email",
                                    "package_type",
                                    "status",
                                    "paused",
                                    "priority",
                                    "directories_total",
                                    "directories_done",
                                    "progress",
                                    "error_message",
                                    "created_at",
                                    "started_at",
                                    "completed_at"};
constexpr const char* kCounts[] = {"submitted", "failed", "skipped", "action_required", "pending"};

void add_line(std::string& csv, json::object job, bool masked) {
    if (masked) job["email"] = masked_email(get_string(job, "email"));
    for (const auto* column : kColumns) csv += csv_cell(text_of(job.at(column))) + ',';
    const auto& counts = job.at("counts").as_object();
    for (const auto* count : kCounts) csv += text_of(counts.at(count)) + ',';
    csv.back() = '\r';
    csv += '\n';
}

/// A file with contact data in it leaves: the audit log says who took it. Viewers get it without them.
Async<Result<void>> note_file(StaffContext& context, const StaffSession& session, const char* action,
                              std::string target) {
    if (!may_reveal(session)) co_return Result<void>{};
    co_return co_await context.database.write(
        [now = context.platform.now(), actor = actor_of(session)->name, action, target](Tx& tx) {
            return store::add_audit(tx, now, actor, action, target);
        });
}

/// The rows of a filter, page after page, each a short read: a long export holds up nobody and is never whole
/// in memory.
struct Export {
    StaffContext& context;
    store::JobFilter filter;
    bool masked = false, ended = false;
    std::size_t rows = 0;

    /// The next page as lines; "" at the end.
    Async<Result<std::string>> next() {
        if (ended || rows >= kRowsMax) co_return std::string();
        auto page = co_await context.database.read(
            [filter = filter](Tx& tx) { return store::list_jobs(tx, filter); });
        if (!page) co_return forward(page);
        const auto& jobs = page->at("jobs").as_array();
        std::string lines;
        for (const auto& job : jobs) add_line(lines, job.as_object(), masked);
        rows += jobs.size();
        ended = page->at("next_cursor").is_null();
        if (!ended) filter.cursor = page->at("next_cursor").as_string();
        co_return lines;
    }
};

Async<net::Response> export_jobs(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto filter = job_filter(request, context.packages, context.platform.now());
    if (!filter) co_return problem_of(filter.error());
    filter->limit = kPage;
    filter->cursor.clear();
    auto noted = co_await note_file(context, session, "jobs.export", "jobs");
    if (!noted) co_return problem_of(noted.error());
    const auto rows = std::make_shared<Export>(Export{context, std::move(*filter), !may_reveal(session)});
    // Before anything is sent an error can still be told.
    auto first = co_await rows->next();
    if (!first) co_return problem_of(first.error());
    net::Response response;
    response.body = "\xEF\xBB\xBF"; // so that spreadsheets read it as UTF-8
    for (const auto* column : kColumns) response.body += fmt::format("{},", column);
    response.body += fmt::format("{}\r\n{}", fmt::join(kCounts, ","), *first);
    response.more = [rows] { return rows->next(); };
    response.headers.set("Content-Type", "text/csv; charset=utf-8");
    response.headers.set("Content-Disposition", "attachment; filename=\"jobs.csv\"");
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

/// The report's document; hidden from viewers, and noted for who gets it whole.
Async<Result<json::object>> report_document(StaffContext& context, net::Request& request,
                                            const StaffSession& session) {
    const auto id = request.params["id"];
    auto document = co_await context.database.read([id](Tx& tx) { return store::job_document(tx, id); });
    if (!document) co_return document;
    auto noted = co_await note_file(context, session, "job.report", "job:" + id);
    if (!noted) co_return forward(noted);
    if (may_reveal(session)) co_return document;
    json::value masked = std::move(*document);
    mask_contacts(masked);
    co_return std::move(masked.as_object());
}

Async<net::Response> report(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto document = co_await report_document(context, request, session);
    if (!document) co_return problem_of(document.error());
    auto response = net::Response::html(200, report_page(*document, format_time(context.platform.now())));
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

Async<net::Response> report_as_pdf(StaffContext& context, net::Request& request,
                                   const StaffSession& session) {
    auto document = co_await report_document(context, request, session);
    if (!document) co_return problem_of(document.error());
    auto page = report_page(*document, format_time(context.platform.now()), ReportStyle::inlined);
    auto pdf = co_await print_report(context.browser, std::move(page),
                                     get_string(document->at("profile"), "country"));
    if (!pdf) {
        log::error("a report could not be printed", {{"error", pdf.error().message}});
        co_return net::problem(
            503, "The PDF cannot be made now",
            "The server has no browser to print with, or it is busy. The report itself can be "
            "opened and saved as PDF.",
            "no_browser");
    }
    net::Response response;
    response.body = std::move(*pdf);
    response.headers.set("Content-Type", "application/pdf");
    response.headers.set("Content-Disposition", "attachment; filename=\"listings.pdf\"");
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

Async<net::Response> evidence(StaffContext& context, net::Request& request, const StaffSession&) {
    auto bytes = context.evidence.get(request.params["job_id"] + "/" + request.params["file"]);
    if (!bytes)
        co_return net::problem(404, "No such picture", "It was never taken, or it was erased.", "not_found");
    net::Response response;
    response.body = std::move(*bytes);
    // What a site said is never shown as its own HTML: pictures, or plain text of the lane without a browser.
    const auto& file = request.params["file"];
    response.headers.set("Content-Type", file.ends_with(".txt")    ? "text/plain; charset=utf-8"
                                         : file.ends_with(".png")  ? "image/png"
                                         : file.ends_with(".webp") ? "image/webp"
                                                                   : "image/jpeg");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Cache-Control", "private, max-age=86400, immutable");
    co_return response;
}

} // namespace

void add_export_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* pattern, auto handler, Role role = Role::viewer) {
        routes.add("GET", pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("/api/staff/export/jobs", export_jobs);
    add("/api/staff/jobs/{id}/report", report);
    add("/api/staff/jobs/{id}/report.pdf", report_as_pdf);
    routes.add("GET", "/api/staff/report.css", Role::viewer,
               [](net::Request&, const StaffSession&) -> Async<net::Response> {
                   net::Response response;
                   response.body = report_style();
                   response.headers.set("Content-Type", "text/css; charset=utf-8");
                   response.headers.set("Cache-Control", "private, max-age=3600");
                   co_return response;
               });
    // Pictures show what was entered.
    add("/api/staff/evidence/{job_id}/{file}", evidence, Role::operator_);
}

} // namespace bolt::roles
