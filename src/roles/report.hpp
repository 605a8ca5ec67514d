#pragma once
#include "base/json.hpp"

#include <string>
#include <string_view>

namespace bolt::roles {

/// Where the report's style sheet stands: behind a link, as a page's Content-Security-Policy wants it, or in
/// the page itself, for print_report().
enum class ReportStyle { linked, inlined };

/// The customer's report of one job as a page of its own without script: `document` is job_document()'s;
/// `made_at` is the time of format_time(). Every text from outside is escaped; links are http(s) only.
std::string report_page(const json::object& document, std::string_view made_at,
                        ReportStyle style = ReportStyle::linked);

/// The page's stylesheet.
std::string_view report_style();

} // namespace bolt::roles
