#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

/// One line of JSON per event on stderr, or a short human line on a terminal. Any thread.
namespace bolt::log {

using Fields = boost::json::object;

/// `none` lets nothing through: the simulator's failures are its report.
enum class Level { debug, info, warn, error, none };
enum class Format { automatic, json, human };

/// Call once, first thing in main. `automatic` picks human on a terminal. Before that, warn and error go out
/// as JSON.
void configure(Level level, Format format = Format::automatic);
/// Reads "debug", "info", "warn", "error"; anything else is info.
Level parse_level(std::string_view text);

/// The message is a fixed sentence; what varies stands in the fields (job_id, directory, error, ...). Never a
/// secret.
void debug(std::string_view message, const Fields& fields = {});
void info(std::string_view message, const Fields& fields = {});
void warn(std::string_view message, const Fields& fields = {});
void error(std::string_view message, const Fields& fields = {});

} // namespace bolt::log
