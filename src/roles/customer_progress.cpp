#include "roles/customer_routes.hpp"
#include "roles/report.hpp"
#include "roles/report_csv.hpp"
#include "roles/report_pdf.hpp"
#include "roles/staff_routes.hpp"
#include "store/customer_portal.hpp"
#include "store/inbox.hpp"
#include "store/views.hpp"
#include "submit/picture_parts.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::CustomerSession;
using store::Tx;

Result<json::object> with_title(const CustomerContext& context, Result<json::object> document) {
    if (!document) return document;
    auto& job = (*document)["job"].as_object();
    const auto* package = context.packages.find(get_string(job, "package_type"));
    job["package_title"] = package ? package->title : get_string(job, "package_type");
    return document;
}

Async<net::Response> progress(CustomerContext& context, net::Request& request,
                              const CustomerSession& session) {
    auto document = co_await context.database.read([id = request.params["id"], session](Tx& tx) {
        return store::progress_document(tx, session.customer_id, id);
    });
    co_return customer_answer(with_title(context, std::move(document)));
}

Async<net::Response> picture(CustomerContext& context, net::Request& request,
                             const CustomerSession& session) {
    auto name = co_await context.database.read(
        [id = request.params["id"], result = request.params["result"], session](Tx& tx) {
            return store::picture_of_result(tx, session.customer_id, id, result);
        });
    if (!name) co_return customer_problem(name.error());
    auto bytes = context.evidence.get(*name);
    if (!bytes) co_return customer_problem({ErrorCode::not_found, ""});
    net::Response response;
    response.headers.set("Content-Type", name->ends_with(".png")    ? "image/png"
                                         : name->ends_with(".webp") ? "image/webp"
                                                                    : "image/jpeg");
    response.headers.set("Cache-Control", "private, max-age=3600");
    response.body = std::move(*bytes);
    co_return response;
}

constexpr std::size_t kNoteMax = 2'000;

/// "I have done it": the submission ends as listed on the customer's word, which its log keeps; "again": it
/// is to be tried once more; "skip": this directory is left out.
Result<store::Resolution> read_answer(const json::object& body) {
    store::Resolution said;
    const auto answer = get_string(body, "answer");
    if (answer == "done") said.answer = "submitted";
    if (answer == "again") said.answer = "retry";
    if (answer == "skip") said.answer = "skipped";
    if (said.answer.empty())
        return fail(ErrorCode::invalid_argument, "answer: must be one of done, again, skip.");
    said.listing_url = get_string(body, "listing_url");
    said.note = get_string(body, "note");
    if (!said.listing_url.empty() && !is_http_url(said.listing_url))
        return fail(ErrorCode::invalid_argument,
                    "listing_url: must be a web address that starts with https://.");
    if (character_count(said.note) > kNoteMax)
        return fail(ErrorCode::invalid_argument, "note: longer than 2000 characters.");
    return said;
}

store::Actor actor_of_customer(const CustomerSession& session) {
    return {.name = "customer:" + session.customer_id, .reason = ""};
}

/// The customer's own open item, or why it cannot be answered.
Result<store::OwnItem> answerable(Tx& tx, const CustomerSession& session, const std::string& job_id,
                                  const std::string& item_id) {
    auto item = store::own_item(tx, session.customer_id, job_id, item_id);
    if (!item) return item;
    if (!item->customers || item->result_id.empty())
        return fail(ErrorCode::conflict, "Our staff look after this one: there is nothing for you to do.");
    return item;
}

Async<net::Response> act(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto body = body_of(request);
    if (!body) co_return customer_problem(body.error());
    auto said = read_answer(*body);
    if (!said) co_return customer_problem(said.error());
    const auto job_id = request.params["id"];
    auto done = co_await context.database.write([&platform = context.platform, session, job_id,
                                                 item_id = request.params["item"],
                                                 said = *said](Tx& tx) -> Result<json::object> {
        auto item = answerable(tx, session, job_id, item_id);
        if (!item) return forward(item);
        auto resolved = store::resolve_item(tx, platform, item_id, said, actor_of_customer(session));
        if (!resolved) return forward(resolved);
        return store::progress_document(tx, session.customer_id, job_id);
    });
    co_return customer_answer(with_title(context, std::move(done)));
}

/// A picture for our staff: of a confirmation, of a document that a directory asks for.
Async<net::Response> upload(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    const auto shown = submit::read_picture(request.body);
    const auto parts = shown ? submit::picture_parts(*shown) : std::nullopt;
    if (!parts)
        co_return net::problem(415, "That is no picture we can read",
                               "Please send a JPEG, PNG or WebP picture of at most 1 MB.", "no_picture");
    const auto job_id = request.params["id"], item_id = request.params["item"];
    auto item = co_await context.database.read(
        [session, job_id, item_id](Tx& tx) { return answerable(tx, session, job_id, item_id); });
    if (!item) co_return customer_problem(item.error());
    const auto file = fmt::format("{}-proof-{}.{}", item_id, context.platform.new_id().substr(24),
                                  shown->format == "jpeg" ? "jpg" : shown->format);
    auto kept = context.evidence.put(fmt::format("{}/{}", job_id, file), *parts);
    if (!kept) co_return customer_problem(kept.error());
    auto done = co_await context.database.write(
        [&platform = context.platform, session, job_id, item_id, file](Tx& tx) -> Result<json::object> {
            auto still = answerable(tx, session, job_id, item_id);
            if (!still) return forward(still);
            auto noted = store::set_proof(tx, platform, item_id, file, actor_of_customer(session));
            if (!noted) return forward(noted);
            return store::progress_document(tx, session.customer_id, job_id);
        });
    co_return customer_answer(with_title(context, std::move(done)));
}

/// The report without what only staff may open: it links to nothing of ours but its own style sheet.
Async<Result<json::object>> report_of(CustomerContext& context, net::Request& request,
                                      const CustomerSession& session) {
    co_return co_await context.database.read(
        [id = request.params["id"], session](Tx& tx) -> Result<json::object> {
            if (auto own = store::progress_document(tx, session.customer_id, id); !own) return own;
            return store::job_document(tx, id);
        });
}

constexpr std::string_view kStaffStyle = "/api/staff/report.css", kOwnStyle = "/api/report.css";

Async<net::Response> report(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto document = co_await report_of(context, request, session);
    if (!document) co_return customer_problem(document.error());
    auto page = report_page(*document, format_time(context.platform.now()));
    if (const auto at = page.find(kStaffStyle); at != std::string::npos)
        page.replace(at, kStaffStyle.size(), kOwnStyle);
    co_return net::Response::html(200, std::move(page));
}

Async<net::Response> pdf(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto document = co_await report_of(context, request, session);
    if (!document) co_return customer_problem(document.error());
    auto page = report_page(*document, format_time(context.platform.now()), ReportStyle::inlined);
    auto printed = co_await print_report(context.browser, std::move(page),
                                         get_string(document->at("profile"), "country"));
    if (!printed) co_return customer_problem(printed.error());
    net::Response response;
    response.body = std::move(*printed);
    response.headers.set("Content-Type", "application/pdf");
    response.headers.set("Content-Disposition", "attachment; filename=\"listings.pdf\"");
    co_return response;
}

Async<net::Response> csv(CustomerContext& context, net::Request& request, const CustomerSession& session) {
    auto document = co_await context.database.read([id = request.params["id"], session](Tx& tx) {
        return store::progress_document(tx, session.customer_id, id);
    });
    if (!document) co_return customer_problem(document.error());
    net::Response response;
    response.body = report_csv(*document);
    response.headers.set("Content-Type", "text/csv; charset=utf-8");
    response.headers.set("Content-Disposition", "attachment; filename=\"listings.csv\"");
    co_return response;
}

} // namespace

void add_progress_routes(net::Router& router, CustomerContext& context) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(
            method, pattern,
            context.auth.of_job([&context, handler](net::Request& request, const CustomerSession& session) {
                return handler(context, request, session);
            }));
    };
    add("GET", "/api/my/jobs/{id}", progress);
    add("GET", "/api/my/jobs/{id}/pictures/{result}", picture);
    add("POST", "/api/my/jobs/{id}/actions/{item}", act);
    add("PUT", "/api/my/jobs/{id}/actions/{item}/picture", upload);
    add("GET", "/api/my/jobs/{id}/report", report);
    add("GET", "/api/my/jobs/{id}/report.pdf", pdf);
    add("GET", "/api/my/jobs/{id}/report.csv", csv);
    router.add("GET", "/api/report.css", [](net::Request&) -> Async<net::Response> {
        net::Response response;
        response.body = report_style();
        response.headers.set("Content-Type", "text/css; charset=utf-8");
        response.headers.set("Cache-Control", "public, max-age=3600");
        co_return response;
    });
}

} // namespace bolt::roles
