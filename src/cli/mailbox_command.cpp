#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/password_prompt.hpp"
#include "cli/process.hpp"

#include "base/secret_box.hpp"
#include "mail/imap.hpp"
#include "store/history.hpp"
#include "store/inboxes.hpp"

#include <fmt/format.h>

namespace bolt::cli {
namespace {

/// Logs in and looks for a mail that cannot be there.
Result<void> try_login(const roles::Settings& settings, const MailboxOptions& options,
                       const std::string& password) {
    mail::MailServer server;
    server.url = options.url;
    server.user = options.user;
    server.password = password;
    server.ca_file = settings.mail_ca_file;
    mail::ImapMailbox mailbox(std::move(server));
    auto looked =
        mailbox.search("1-Jan-2000", {"nobody@directory-bolt.invalid"}, {"directory-bolt.invalid"}, 1);
    if (!looked) return forward(looked);
    return {};
}

} // namespace

int run_mailbox_set(const MailboxOptions& options) {
    auto settings = environment_settings(options.data);
    if (!settings) return report(settings.error());
    if (auto filled = roles::fill_secrets(*settings, [] { return std::string(); }); !filled)
        return report(filled.error());
    constexpr std::string_view kSecrets[] = {"BOLT_SECRET_KEY"};
    if (auto set = roles::require_secrets(*settings, kSecrets); !set) return report(set.error());
    const auto password = read_password("Password of the mailbox: ");
    if (auto entered = try_login(*settings, options, password); !entered) return report(entered.error());
    Process process(*settings);
    auto sealed = seal(settings->secret_key, password, process.platform().random);
    if (!sealed) return report(sealed.error());
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto kept = (*database)->write_blocking([&](store::Tx& tx) -> Result<void> {
        auto done = store::keep_customer_inbox(tx, process.platform(),
                                               {"", options.customer_id, options.url, options.user, *sealed});
        if (!done) return done;
        return store::add_audit(tx, process.platform().now(), "command line", "mailbox.set",
                                "customer:" + options.customer_id, {});
    });
    (*database)->close();
    if (!kept) return report(kept.error());
    fmt::print("Confirmations for customer {} are looked for in that mailbox.\n", options.customer_id);
    return kSuccess;
}

int run_mailbox_drop(const MailboxOptions& options) {
    auto settings = environment_settings(options.data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    auto database = open_database(process.platform(), *settings);
    if (!database) return report(database.error());
    auto dropped = (*database)->write_blocking([&](store::Tx& tx) -> Result<void> {
        auto done = store::drop_customer_inbox(tx, options.customer_id);
        if (!done) return forward(done);
        if (!*done)
            return fail(ErrorCode::not_found,
                        fmt::format("no mailbox of a customer {} is known", options.customer_id));
        return store::add_audit(tx, process.platform().now(), "command line", "mailbox.drop",
                                "customer:" + options.customer_id, {});
    });
    (*database)->close();
    if (!dropped) return report(dropped.error());
    fmt::print("The mailbox of customer {} is forgotten.\n", options.customer_id);
    return kSuccess;
}

} // namespace bolt::cli
