#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::store {
class Tx;

/// An account that was made for a customer at a directory's site. The password is ours, made for this site,
/// and stored only sealed (base/secret_box.hpp).
struct SiteAccount {
    std::string customer_id;
    std::string host; ///< of the directory, lower case, with a port that is not the scheme's
    std::string email, username;
    std::string sealed_password;
};

Result<std::optional<SiteAccount>> find_site_account(Tx& tx, std::string_view customer_id,
                                                     std::string_view host);
/// Kept before the site is asked to make it, so that nobody can be left with an account that he cannot enter;
/// replaces an older one of the same customer and host.
Result<void> keep_site_account(Tx& tx, const Platform& platform, const SiteAccount& account);
/// The site refused to make it.
Result<void> drop_site_account(Tx& tx, std::string_view customer_id, std::string_view host);

} // namespace bolt::store
