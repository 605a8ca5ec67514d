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
    std::string database_url;             ///< sqlite:<file>
    std::string queue_url = "store:jobs"; ///< store:<name>, sqs:<name> or an SQS queue's URL
    std::string dead_letter_url; ///< with SQS: sqs:<name> or URL; "" = what the queue's redrive policy names
    /// The variables of AWS's own tools that are set, by name: region, credentials, endpoint.
    std::map<std::string, std::string, std::less<>> aws;
    std::string data_folder = "bolt-data"; ///< evidence, secrets, the embedded database
    std::string address = "127.0.0.1";     ///< where servers listen
    std::uint16_t gateway_port = 8080;
    std::uint16_t brain_port = 8081;
    std::string brain_url;     ///< where the gateway's relay finds the brain; "" = address and brain_port
    std::string public_url;    ///< how browsers reach the gateway; https makes cookies Secure
    std::string packages_file; ///< "" = the built-in catalog/packages.yaml
    std::string node = "node";
    std::string playwright_folder; ///< "" = searched: see docs/configuration.md
    std::string chromium;          ///< "" = searched
    std::string worker_id;         ///< "" = new at each start
    int worker_concurrency = 3;
    int lease_seconds = 30;
    std::string allowed_hosts; ///< comma list of host suffixes exempt from the address policy (playground)
    std::string http_lane = "on"; ///< on, off: forms that need no script are sent without a browser
    std::string log_level = "info";
    std::string log_format = "automatic"; ///< automatic, json, human

    std::string stripe_webhook_secret;
    std::string backend_enqueue_token;
    std::string staff_api_key;  ///< "" = no API key access
    std::string session_secret; ///< signs realtime tokens

    bool operator==(const Settings&) const = default;
};

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
