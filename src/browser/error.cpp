#include "browser/error.hpp"

#include "browser/text.hpp"

namespace bolt::browser {
namespace {

constexpr std::size_t message_bytes_max = 2000;
constexpr std::size_t log_lines_max = 50;
constexpr std::size_t log_line_bytes_max = 500;

ErrorCode code_of(Failure failure) {
    switch (failure) {
    case Failure::timeout:
    case Failure::stuck:
        return ErrorCode::timeout;
    case Failure::closed:
    case Failure::crashed:
    case Failure::driver_gone:
    case Failure::navigation:
    case Failure::setup:
        return ErrorCode::unavailable;
    case Failure::not_unique:
    case Failure::download:
    case Failure::script:
    case Failure::element:
        return ErrorCode::invalid_argument;
    case Failure::interrupted:
        return ErrorCode::conflict;
    case Failure::cancelled:
        return ErrorCode::cancelled;
    case Failure::rejected:
        return ErrorCode::internal;
    }
    return ErrorCode::internal;
}

} // namespace

const char* to_string(Failure failure) {
    switch (failure) {
    case Failure::timeout:
        return "timeout";
    case Failure::stuck:
        return "stuck";
    case Failure::closed:
        return "closed";
    case Failure::crashed:
        return "crashed";
    case Failure::driver_gone:
        return "driver_gone";
    case Failure::not_unique:
        return "not_unique";
    case Failure::navigation:
        return "navigation";
    case Failure::interrupted:
        return "interrupted";
    case Failure::download:
        return "download";
    case Failure::script:
        return "script";
    case Failure::element:
        return "element";
    case Failure::cancelled:
        return "cancelled";
    case Failure::rejected:
        return "rejected";
    case Failure::setup:
        return "setup";
    }
    return "unknown";
}

BrowserError::BrowserError(Failure why, std::string text, std::vector<std::string> lines) : failure(why) {
    code = code_of(why);
    message = bounded_text(text, message_bytes_max);
    // The last lines say where it got stuck; the first ones repeat the call.
    if (lines.size() > log_lines_max)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(log_lines_max));
    for (auto& line : lines) log.push_back(bounded_text(line, log_line_bytes_max));
}

bool BrowserError::mentions(std::string_view text) const {
    if (message.find(text) != std::string::npos) return true;
    return std::any_of(log.begin(), log.end(),
                       [&](const auto& line) { return line.find(text) != std::string::npos; });
}

} // namespace bolt::browser
