#include "browser/driver_error.hpp"

#include <fmt/format.h>

namespace bolt::browser {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What the texts of a page's navigation look like when they fail.
Failure navigation_failure(std::string_view message) {
    if (has(message, "Download is starting")) return Failure::download;
    if (has(message, "interrupted by another navigation") || has(message, "frame was detached"))
        return Failure::interrupted;
    return Failure::navigation;
}

Failure classify(std::string_view method, std::string_view name, std::string_view message) {
    if (name == "TimeoutError") return Failure::timeout;
    if (name == "AbortError") return Failure::cancelled;
    if (has(message, "Target crashed") || has(message, "Page crashed")) return Failure::crashed;
    if (name == "TargetClosedError") return Failure::closed;
    if (name == "ValidationError" || has(message, "Mismatching dispatcher")) return Failure::rejected;
    if (has(message, "strict mode violation")) return Failure::not_unique;
    if (method == "launch") return Failure::setup;
    if (method == "goto") return navigation_failure(message);
    if (has(message, "Execution context was destroyed") || has(message, "rame was detached") ||
        has(message, "Cannot find context with specified id") || has(message, "because of a navigation"))
        return Failure::interrupted;
    if (method == "evaluateExpression") return Failure::script;
    return Failure::element;
}

} // namespace

BrowserError driver_error(std::string_view method, const json::object& reply) {
    std::string name;
    std::string message;
    if (const auto* outer = reply.if_contains("error")) {
        if (const auto* inner = find(*outer, "error")) {
            name = get_string(*inner, "name");
            message = get_string(*inner, "message");
        } else {
            message = "a value that is no Error was thrown";
        }
    }
    std::vector<std::string> log;
    if (const auto* lines = reply.if_contains("log"); lines != nullptr && lines->is_array())
        for (const auto& line : lines->get_array())
            if (line.is_string()) log.emplace_back(line.get_string());
    return BrowserError(classify(method, name, message), fmt::format("{}: {}", method, message),
                        std::move(log));
}

} // namespace bolt::browser
