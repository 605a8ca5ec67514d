#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bolt::roles {

/// What tells the roles which implementation of each port to use, where to listen and whom to trust. Read
/// from the environment (read_settings); command line options of a subcommand win over it. The table is
/// setting_rows().
struct Settings {
    std::string database_url;                  ///< sqlite:<file> or postgresql://...
    std::string database_pooler = "automatic"; ///< automatic, session, transaction
    std::string queue_url = "store:jobs";      ///< store:<name>, sqs:<name> or an SQS queue's URL
    std::string dead_letter_url; ///< with SQS: sqs:<name> or URL; "" = what the queue's redrive policy names
    /// The variables of AWS's own tools that are set, by name: region, credentials, endpoint.
    std::map<std::string, std::string, std::less<>> aws;
    std::string prefect_api_url; ///< "" = flow runs in the store
    std::string prefect_work_pool = "directory-bolt";
    std::string data_folder = "bolt-data"; ///< evidence, secrets, the embedded database
    std::string address = "127.0.0.1";     ///< where servers listen
    std::uint16_t gateway_port = 8080;
    std::uint16_t brain_port = 8081;
    std::string brain_url;       ///< where the gateway's relay finds the brain; "" = address and brain_port
    std::string public_url;      ///< how browsers reach the gateway; https makes cookies Secure
    std::string trusted_proxies; ///< comma list of addresses and ranges; "" = nobody
    std::string proxy_header = "X-Forwarded-For"; ///< X-Forwarded-For, Forwarded
    std::string packages_file;                    ///< "" = the built-in catalog/packages.yaml
    std::string node = "node";
    std::string playwright_folder; ///< "" = searched: see docs/configuration.md
    std::string chromium;          ///< "" = searched
    std::string browser_user;      ///< "" = this process's own
    int browser_memory_mb = 0;     ///< 0 = no limit
    std::string worker_id;         ///< "" = new at each start
    int worker_concurrency = 3;
    int lease_seconds = 30;
    std::string allowed_hosts;    ///< comma list of host suffixes exempt from the address policy (playground)
    std::string http_lane = "on"; ///< on, off: forms that need no script are sent without a browser
    std::string alert_emails;     ///< comma list of who gets alerts by e-mail; "" = nobody
    std::string stripe_api_url = "https://api.stripe.com";
    std::string stripe_automatic_tax = "off"; ///< on, off: Stripe Tax is set up in the account
    std::string test_checkout =
        "automatic";                   ///< automatic, on, off: a marked test page stands in for Stripe's
    int retention_days = 0;            ///< 0: customers' data stay until they are erased
    int canary_hours = 24;             ///< between two looks at a known form; 0: none
    int recheck_days = 30;             ///< 0: listings are not looked at again
    std::string seal_payloads = "off"; ///< on, off: what Stripe sent is kept sealed
    std::string smtp_url;              ///< smtp:// (STARTTLS) or smtps://; "" = no mail is sent
    std::string smtp_user;             ///< "" = no login
    std::string mail_from;             ///< "name <address>" or "address"
    std::string mail_ca_file;          ///< certificates that mail servers are trusted by; "" = the system's
    std::string customer_mail = "on";  ///< on, off: customers are told of their orders
    int mail_keep_days = 30;           ///< of mails that were sent or will not be
    std::string imap_url; ///< imaps://host/folder: where confirmations are looked for; "" = nowhere
    std::string imap_user;
    std::string
        mail_folder;       ///< no variable: where `up` on loopback puts mails that nobody sends; "" = nowhere
    std::string model;     ///< anthropic:, openai: or gemini:<name>; "" = no language model
    std::string model_url; ///< where it is served; "" = the vendor's own
    int model_cents_per_day = 500, model_cents_per_job = 50;
    int model_tokens_per_day = 2'000'000, model_tokens_per_job = 100'000;
    std::string model_prices; ///< "<input>/<output>" in US dollars per million tokens; "" = 5/25, local 0/0
    std::string captcha_url = "https://api.2captcha.com"; ///< of the service that solves captchas
    int captcha_cents_per_day = 200, captcha_cents_per_job = 20;
    int captcha_cents_per_thousand = 300; ///< most that its answers cost
    std::string log_level = "info";
    std::string log_format = "automatic"; ///< automatic, json, human

    std::string smtp_password, imap_password;
    std::string prefect_api_key;     ///< Prefect Cloud
    std::string prefect_auth_string; ///< a Prefect server's user:password
    std::string stripe_webhook_secret;
    std::string stripe_secret_key; ///< "" = no checkout at Stripe
    std::string backend_enqueue_token;
    std::string staff_api_key;       ///< "" = no API key access
    std::string model_key;           ///< of the language model's service
    std::string captcha_key;         ///< of 2Captcha; "" = captchas are for people
    std::string session_secret;      ///< signs realtime tokens
    std::string sqs_endpoint_secret; ///< signs requests to `up --sqs-endpoint`
    std::string alert_webhook_url;   ///< Slack-compatible; a secret, since whoever knows it may post
    std::string secret_key; ///< seals the passwords of accounts made at directories; "" = none are made

    std::string secret_key_previous; ///< `reseal` opens with it what it seals anew; "" = none

    bool operator==(const Settings&) const = default;
};

/// "3/15": prices of input and output in US dollars per million tokens; nullopt for anything else.
std::optional<std::pair<double, double>> read_prices(std::string_view text);

/// One row of the table of settings: docs/configuration.md is checked against it.
struct SettingRow {
    std::string_view name; ///< environment variable
    bool secret = false;   ///< also read from the file that NAME_FILE names; never printed
    std::string_view help;
    std::string_view unset; ///< what holds without it, for people; in backticks where it is a value
    std::function<Result<void>(Settings&, std::string)> set;
};
std::span<const SettingRow> setting_rows();

/// Looks a name up in the environment.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;
/// invalid_argument names the variable, its value (unless secret) and what is allowed.
Result<Settings> read_settings(const Lookup& environment);

/// invalid_argument naming every secret that is missing and how to set it: services do not start without.
Result<void> require_secrets(const Settings& settings, std::span<const std::string_view> names);

/// Fills unset secrets from `<data_folder>/secrets.json`, making new random ones (file mode 0600) the first
/// time: for `up` on one machine. `new_secret` may give "" to make none. data_loss: the file is damaged;
/// unavailable: it cannot be read or written, and is as it was.
Result<void> fill_secrets(Settings& settings, const std::function<std::string()>& new_secret);

} // namespace bolt::roles
