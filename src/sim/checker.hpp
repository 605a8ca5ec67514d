#pragma once
#include "sim/machine.hpp"
#include "sim/stripe.hpp"

#include <string>
#include <vector>

namespace bolt::sim {

/// True when every order's job has an end, or waits for a person who has been asked, and no message is on its
/// way: one whose relay died with a clock an hour ahead is passed on an hour later.
bool all_ended(store::InlineSqlite& rows);

/// Compares what happened outside (what Stripe was told, what the sites took, what the screens show) with the
/// tables. Gives one sentence for each promise that is broken; empty: all hold.
std::vector<std::string> check(Deployment& deployment, const Stripe& stripe, std::deque<FeedClient>& screens);

} // namespace bolt::sim
