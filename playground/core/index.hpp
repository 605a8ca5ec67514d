#pragma once
#include "net/http.hpp"
#include "playground/core/records.hpp"

#include <cstdint>

namespace bolt::playground {

/// The page for hosts that are no site: every site with its link, what it is like and how much it has
/// received.
net::Response index_page(const Records& records, std::uint16_t port);

} // namespace bolt::playground
