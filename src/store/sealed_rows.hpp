#pragma once
#include "base/random.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

/// What stands sealed in tables (base/secret_box.hpp): what Stripe sent, and the columns that `directory-bolt
/// reseal` leads from one key to the next.
namespace bolt::store {
class Database;

/// A payload sealed for its JSON column: {"key": key_id(secret), "sealed": "<base64>"}.
Result<std::string> seal_payload(std::string_view secret, std::string_view payload, Random& random);
/// The reverse; a payload that is not sealed comes back as it is. data_loss: under another secret, or
/// changed.
Result<std::string> unseal_payload(std::string_view secret, std::string_view stored);
/// Tells keys apart and nothing about them: 8 hex digits.
std::string key_id(std::string_view secret);

struct ResealKeys {
    std::string current;       ///< everything is sealed under it afterwards
    std::string previous;      ///< opens what `current` does not; "" = none
    bool seal_payloads = true; ///< false: Stripe's payloads are opened
};
struct Resealed {
    int changed = 0; ///< sealed, sealed anew, or opened
    int kept = 0;    ///< were as they should be
    int lost = 0;    ///< no key opens them; left as they are
};
/// Leads every sealed column to `current`, a few hundred rows in a transaction, while everything goes on. May
/// be stopped anywhere and run again. Blocks; never on the io_context. invalid_argument: `current` is empty.
Result<Resealed> reseal_rows(Database& database, Random& random, const ResealKeys& keys);

} // namespace bolt::store
