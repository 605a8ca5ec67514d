#pragma once
#include "base/json.hpp"
#include "browser/error.hpp"

#include <string_view>

namespace bolt::browser {

/// Reads the error of a driver's reply ({"error":{"error":{"name","message"}},"log":[..]}) to a call of
/// `method`. The meaning of names and texts is that of driver_version (settings.hpp).
BrowserError driver_error(std::string_view method, const json::object& reply);

} // namespace bolt::browser
