#include "roles/report_pdf.hpp"

namespace bolt::roles {
namespace {

constexpr std::string_view kFooter =
    "<div style=\"width:100%;margin:0 14mm;font:8px sans-serif;color:#555;text-align:right\">"
    "<span class=\"pageNumber\"></span> / <span class=\"totalPages\"></span></div>";

Async<Result<std::string>> print(browser::Context& context, std::string html, std::string paper) {
    auto page = co_await context.new_page();
    if (!page) co_return fail(ErrorCode::unavailable, page.error().message);
    auto shown = co_await (*page)->main_frame().set_content(std::move(html));
    if (!shown) co_return fail(ErrorCode::unavailable, shown.error().message);
    auto bytes = co_await (*page)->pdf({std::move(paper), std::string(kFooter)});
    if (!bytes) co_return fail(ErrorCode::unavailable, bytes.error().message);
    co_return std::move(*bytes);
}

} // namespace

Async<Result<std::string>> print_report(GatewayBrowser& browser, std::string html, std::string country) {
    GatewayBrowser::Use use(browser);
    auto lease = co_await use.lane().open_offline();
    if (!lease) co_return forward(lease);
    auto printed = co_await print(lease->context(), std::move(html),
                                  country == "US" || country == "CA" ? "Letter" : "A4");
    co_await lease->release();
    co_return printed;
}

} // namespace bolt::roles
