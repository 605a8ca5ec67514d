#pragma once
#include "roles/gateway_browser.hpp"

#include <string>

namespace bolt::roles {

/// Prints a page of ours (report_page() with ReportStyle::inlined) as a PDF with page numbers: Letter for
/// customers in the US and Canada (`country`, ISO 3166-1 alpha-2), A4 elsewhere. The page gets nothing from
/// the network and must carry its styles. Takes about a second, the first time two more for the browser's
/// start. unavailable: there is no browser here, or it has too much to do; the message says how to mend it.
Async<Result<std::string>> print_report(GatewayBrowser& browser, std::string html, std::string country);

} // namespace bolt::roles
