#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/password_prompt.hpp"
#include "cli/process.hpp"

#include "roles/password.hpp"
#include "roles/staff_auth.hpp"
#include "store/history.hpp"
#include "store/staff.hpp"

#include <fmt/format.h>

namespace bolt::cli {
namespace {

constexpr auto kLinkLifetime = std::chrono::hours{1};

} // namespace

int run_staff_add(const StaffAddOptions& options) {
    auto settings = environment_settings(options.data);
    if (!settings) return report(settings.error());
    if (!is_email(options.email) && !options.email.ends_with("@localhost"))
        return report(
            Error{ErrorCode::invalid_argument, fmt::format("'{}' is no e-mail address", options.email)});
    store::StaffUser user;
    user.email = options.email;
    user.name = options.name.empty() ? options.email : options.name;
    user.role = options.role;
    if (options.password_from_stdin) {
        auto hash = roles::PasswordHasher::hash_blocking(read_password("Password (10 characters or more): "));
        if (!hash) return report(hash.error());
        user.password_hash = *hash;
    }
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto added = (*database)->write_blocking([&](store::Tx& tx) -> Result<store::StaffUser> {
        auto made = store::add_staff_user(tx, process.platform(), user);
        if (!made) return made;
        auto audited = store::add_audit(tx, process.platform().now(), "command line", "staff.add",
                                        "user:" + made->id, {{"role", user.role}});
        if (!audited) return forward(audited);
        return made;
    });
    (*database)->close();
    if (!added) return report(added.error());
    fmt::print("{} may sign in as {}{}\n", added->email, added->role,
               options.password_from_stdin ? ""
                                           : " (no password: make a link with `directory-bolt staff link`)");
    return kSuccess;
}

int run_staff_link(const std::string& email, const std::string& data) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    const auto token = process.platform().random.token();
    auto made = (*database)->write_blocking([&](store::Tx& tx) -> Result<void> {
        auto user = store::find_staff_user(tx, email);
        if (!user) return forward(user);
        if (!*user)
            return fail(ErrorCode::not_found,
                        fmt::format("no staff user {}: add one with `directory-bolt staff add`", email));
        return store::add_login_link(tx, process.platform().now(), (*user)->id,
                                     roles::StaffAuth::token_hash(token), kLinkLifetime);
    });
    (*database)->close();
    if (!made) return report(made.error());
    const auto base = settings->public_url.empty()
                          ? fmt::format("http://{}:{}", settings->address, settings->gateway_port)
                          : settings->public_url;
    fmt::print("{}{}\n", base, roles::StaffAuth::login_path(token));
    return kSuccess;
}

} // namespace bolt::cli
