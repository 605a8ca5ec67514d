#include "roles/alert_teller.hpp"

#include "base/json.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kLinesMax = 20;

// Slack reads <, > and & as markup (its "Formatting text" page): names of directories must not become links.
std::string slack_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

} // namespace

std::string alert_line(const store::AlertReport& report) {
    std::string line =
        fmt::format("[{}] {}: {}", report.active ? report.severity : "resolved", report.name, report.message);
    std::string details;
    for (const auto& [key, value] : report.details)
        details += fmt::format("{}{}: {}", details.empty() ? "" : ", ", std::string_view(key),
                               value.is_string() ? std::string(value.get_string()) : json::serialize(value));
    if (report.active && !details.empty()) line += fmt::format(" ({})", details);
    // One line each, whatever a directory's name holds.
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return line;
}

AlertTeller::AlertTeller(const Platform& platform, AlertTellerSettings settings, SendAlertMail mail)
    : platform_(platform), settings_(std::move(settings)), mail_(std::move(mail)),
      policy_(platform.clock, settings_.addresses), http_(platform.executor) {}

Async<Result<void>> AlertTeller::post(std::string text) {
    auto destination = co_await policy_.check(settings_.webhook_url);
    if (!destination) co_return forward(destination);
    net::ClientRequest request;
    request.method = "POST";
    request.url = settings_.webhook_url;
    request.headers.set("Content-Type", "application/json");
    request.body = json::serialize(json::object{{"text", std::move(text)}});
    for (const auto& address : destination->addresses) request.addresses.push_back(address.to_string());
    request.address_allowed = [checked = request.addresses](const std::string& address) {
        return std::ranges::find(checked, address) != checked.end();
    };
    request.response_bytes_max = 64 << 10;
    auto response = co_await http_.send(std::move(request));
    if (!response) co_return forward(response);
    if (response->status >= 300)
        co_return fail(ErrorCode::unavailable, fmt::format("it answered {}", response->status));
    co_return Result<void>{};
}

Async<void> AlertTeller::tell(std::vector<store::AlertReport> news, StopToken& stop) {
    if (news.empty() || !any()) co_return;
    std::string text;
    for (std::size_t i = 0; i < std::min(news.size(), kLinesMax); ++i) text += alert_line(news[i]) + "\n";
    if (news.size() > kLinesMax) text += fmt::format("... and {} more\n", news.size() - kLinesMax);
    if (!settings_.dashboard_url.empty()) text += settings_.dashboard_url + "\n";
    const auto subject = news.size() == 1 ? "Directory-Bolt " + alert_line(news.front()).substr(0, 120)
                                          : fmt::format("Directory-Bolt: {} alerts", news.size());
    bool by_webhook = !settings_.webhook_url.empty(), by_mail = static_cast<bool>(mail_);
    auto pause = settings_.first_pause;
    for (int number = 1; by_webhook || by_mail; ++number, pause *= 2) {
        Result<void> posted, mailed;
        if (by_webhook) posted = co_await post(slack_text(text));
        if (by_mail) mailed = co_await mail_(subject, text);
        by_webhook = by_webhook && !posted;
        by_mail = by_mail && !mailed;
        if (!by_webhook && !by_mail) co_return;
        if (number < settings_.tries_max && co_await stop.sleep(pause)) continue;
        if (!posted) log::error("an alert could not be posted", {{"error", posted.error().message}});
        if (!mailed) log::error("an alert could not be mailed", {{"error", mailed.error().message}});
        co_return;
    }
}

} // namespace bolt::roles
