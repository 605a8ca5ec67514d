#include "base/log.hpp"

#include <boost/json/serialize.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace bolt::log {
namespace {

bool human = false;

spdlog::logger& logger() {
    static const auto instance = [] {
        auto created =
            std::make_shared<spdlog::logger>("bolt", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        created->set_level(spdlog::level::warn);
        created->set_formatter(std::make_unique<spdlog::pattern_formatter>(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
        return created;
    }();
    return *instance;
}

std::string human_line(std::string_view message, const Fields& fields) {
    std::string line(message);
    for (const auto& [key, value] : fields) {
        line += fmt::format("  {}=", std::string_view(key));
        if (const auto* text = value.if_string())
            line += std::string_view(*text);
        else
            line += boost::json::serialize(value);
    }
    // Text from outside must not drive the terminal.
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return line;
}

void write(spdlog::level::level_enum level, std::string_view message, const Fields& fields) {
    auto& out = logger();
    if (!out.should_log(level)) return;
    if (human) {
        out.log(level, human_line(message, fields));
        return;
    }
    boost::json::object body;
    body["message"] = message;
    for (const auto& [key, value] : fields) body[key] = value;
    const auto text = boost::json::serialize(body);
    out.log(level, std::string_view(text).substr(1, text.size() - 2));
}

} // namespace

void configure(Level level, Format format) {
    human = format == Format::human || (format == Format::automatic && ::isatty(STDERR_FILENO));
    auto& out = logger();
    switch (level) {
    case Level::debug:
        out.set_level(spdlog::level::debug);
        break;
    case Level::info:
        out.set_level(spdlog::level::info);
        break;
    case Level::warn:
        out.set_level(spdlog::level::warn);
        break;
    case Level::error:
        out.set_level(spdlog::level::err);
        break;
    case Level::none:
        out.set_level(spdlog::level::off);
        break;
    }
    if (human) out.set_formatter(std::make_unique<spdlog::pattern_formatter>("%H:%M:%S.%e %-7l %v"));
}

Level parse_level(std::string_view text) {
    if (text == "debug") return Level::debug;
    if (text == "warn") return Level::warn;
    if (text == "error") return Level::error;
    return Level::info;
}

void debug(std::string_view message, const Fields& fields) { write(spdlog::level::debug, message, fields); }
void info(std::string_view message, const Fields& fields) { write(spdlog::level::info, message, fields); }
void warn(std::string_view message, const Fields& fields) { write(spdlog::level::warn, message, fields); }
void error(std::string_view message, const Fields& fields) { write(spdlog::level::err, message, fields); }

} // namespace bolt::log
