#pragma once
#include "store/records.hpp"

namespace bolt::store {
class Tx;

/// {workers:[Worker]} seen within the last day, newest heartbeat first, with what each is working on. A
/// worker is alive when its heartbeat is younger than a minute and it has not stopped.
Result<json::object> worker_list(Tx& tx, TimePoint now);

} // namespace bolt::store
