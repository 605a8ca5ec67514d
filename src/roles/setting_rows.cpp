#include "roles/settings.hpp"

#include "domain/profile.hpp"
#include "mail/message.hpp"
#include "net/forwarded.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace bolt::roles {
namespace {

using Set = std::function<Result<void>(Settings&, std::string)>;

Set text(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        settings.*member = std::move(value);
        return {};
    };
}

template <class T>
Set number(T Settings::* member, int least, int most) {
    return [member, least, most](Settings& settings, std::string value) -> Result<void> {
        int parsed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc{} || end != value.data() + value.size() || parsed < least || parsed > most)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("must be a whole number from {} to {}", least, most));
        settings.*member = static_cast<T>(parsed);
        return {};
    };
}

Set choice(std::string Settings::* member, std::vector<std::string> allowed) {
    return [member, allowed = std::move(allowed)](Settings& settings, std::string value) -> Result<void> {
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
            return fail(ErrorCode::invalid_argument,
                        fmt::format("must be one of {}", fmt::join(allowed, ", ")));
        settings.*member = std::move(value);
        return {};
    };
}

Set prefixed(std::string Settings::* member, std::vector<std::string> prefixes) {
    return [member, prefixes = std::move(prefixes)](Settings& settings, std::string value) -> Result<void> {
        for (const auto& prefix : prefixes)
            if (value.starts_with(prefix) && value.size() > prefix.size()) {
                settings.*member = std::move(value);
                return {};
            }
        return fail(ErrorCode::invalid_argument,
                    fmt::format("must start with {} and go on", fmt::join(prefixes, " or ")));
    };
}

Set mailbox(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        if (auto read = mail::read_mailbox(value); !read) return forward(read);
        settings.*member = std::move(value);
        return {};
    };
}

Set addresses(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        for (std::size_t begin = 0; begin <= value.size();) {
            const auto end = std::min(value.find(',', begin), value.size());
            auto each = std::string_view(value).substr(begin, end - begin);
            while (each.starts_with(' ')) each.remove_prefix(1);
            while (each.ends_with(' ')) each.remove_suffix(1);
            if (!is_email(each))
                return fail(ErrorCode::invalid_argument, "must be e-mail addresses with commas between");
            begin = end + 1;
        }
        settings.*member = std::move(value);
        return {};
    };
}

Set proxies(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        if (auto read = net::TrustedProxies::read(value); !read) return forward(read);
        settings.*member = std::move(value);
        return {};
    };
}

Set prices(std::string Settings::* member) {
    return [member](Settings& settings, std::string value) -> Result<void> {
        if (!read_prices(value))
            return fail(ErrorCode::invalid_argument, "must be two numbers like 3/15, each from 0 to 10000");
        settings.*member = std::move(value);
        return {};
    };
}

Set aws(std::string name) {
    return [name = std::move(name)](Settings& settings, std::string value) -> Result<void> {
        settings.aws[name] = std::move(value);
        return {};
    };
}

} // namespace

std::optional<std::pair<double, double>> read_prices(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto one = [](std::string_view part) -> std::optional<double> {
        double price = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), price);
        const bool good =
            error == std::errc{} && end == part.data() + part.size() && price >= 0 && price <= 10'000;
        return good ? std::optional(price) : std::nullopt;
    };
    const auto input = one(text.substr(0, slash)), output = one(text.substr(slash + 1));
    if (!input || !output) return std::nullopt;
    return std::pair(*input, *output);
}

std::span<const SettingRow> setting_rows() {
    static const std::vector<SettingRow> rows = {
        {"DATABASE_URL", true,
         "Where everything is stored: sqlite:<file>, or postgresql://user:password@host:port/database",
         "`sqlite:bolt-data/bolt.db`, or `bolt.db` in the folder of BOLT_DATA",
         prefixed(&Settings::database_url, {"sqlite:", "postgresql://", "postgres://"})},
        {"BOLT_DB_POOLER", false,
         "What stands before PostgreSQL: session (nothing, or a pooler in session mode) or transaction",
         "`automatic`: transaction for port 6543 or `pgbouncer=true` in DATABASE_URL",
         choice(&Settings::database_pooler, {"automatic", "session", "transaction"})},
        {"QUEUE_URL", false, "The job queue: store:<name>, sqs:<name>, or an SQS queue's URL", "`store:jobs`",
         prefixed(&Settings::queue_url, {"store:", "sqs:", "https://", "http://"})},
        {"SQS_DLQ_URL", false, "The dead-letter queue of an SQS queue: sqs:<name> or its URL",
         "the one that the queue's redrive policy names",
         prefixed(&Settings::dead_letter_url, {"sqs:", "https://", "http://"})},
        {"PREFECT_API_URL", false,
         "API of a Prefect 3 server or of Prefect Cloud, which then holds the flow runs",
         "they are held in the database", prefixed(&Settings::prefect_api_url, {"http://", "https://"})},
        {"PREFECT_WORK_POOL", false, "Prefect's work pool that the workers serve", "`directory-bolt`",
         text(&Settings::prefect_work_pool)},
        {"PREFECT_API_KEY", true, "API key for Prefect Cloud", "none", text(&Settings::prefect_api_key)},
        {"PREFECT_API_AUTH_STRING", true, "user:password of a Prefect server; wins over PREFECT_API_KEY",
         "none", text(&Settings::prefect_auth_string)},
        {"BOLT_DATA", false, "Folder for evidence, secrets and the embedded database", "`bolt-data`",
         text(&Settings::data_folder)},
        {"BOLT_ADDRESS", false, "IP address that servers listen on", "`127.0.0.1`", text(&Settings::address)},
        {"PORT", false, "Port of the gateway", "`8080`", number(&Settings::gateway_port, 0, 65535)},
        {"BOLT_BRAIN_PORT", false, "Port of the brain", "`8081`", number(&Settings::brain_port, 0, 65535)},
        {"BACKEND_ENQUEUE_URL", false, "Where the gateway finds the brain",
         "BOLT_ADDRESS and BOLT_BRAIN_PORT", prefixed(&Settings::brain_url, {"http://", "https://"})},
        {"BOLT_PUBLIC_URL", false, "How browsers reach the gateway; https:// makes cookies Secure",
         "BOLT_ADDRESS and PORT, over http", prefixed(&Settings::public_url, {"http://", "https://"})},
        {"BOLT_TRUSTED_PROXIES", false,
         "Proxies that may say whom they speak for: IP addresses and ranges (10.0.0.0/8), commas between",
         "every request comes from whom its connection comes from", proxies(&Settings::trusted_proxies)},
        {"BOLT_PROXY_HEADER", false, "The header in which they say it: X-Forwarded-For or Forwarded",
         "`X-Forwarded-For`", choice(&Settings::proxy_header, {"X-Forwarded-For", "Forwarded"})},
        {"BOLT_PACKAGES", false, "A packages.yaml that replaces the built-in one", "the built-in catalog",
         text(&Settings::packages_file)},
        {"BOLT_NODE", false, "The node program (20 or newer) that runs Playwright's driver", "`node`",
         text(&Settings::node)},
        {"PLAYWRIGHT_DIR", false, "Folder of the playwright-core package", "searched",
         text(&Settings::playwright_folder)},
        {"BOLT_CHROMIUM", false, "The chromium-headless-shell program", "searched",
         text(&Settings::chromium)},
        {"BOLT_BROWSER_USER", false, "User that runs the browser, where this program runs as root",
         "root, without a sandbox", text(&Settings::browser_user)},
        {"BOLT_BROWSER_MEMORY_MB", false,
         "Most data memory (RLIMIT_DATA) of each process of the browser, in MiB; 0: no limit", "`0`",
         number(&Settings::browser_memory_mb, 0, 1 << 20)},
        {"BOLT_WORKER_ID", false, "Name of this worker", "new at each start", text(&Settings::worker_id)},
        {"BOLT_WORKER_CONCURRENCY", false, "Submissions that a worker runs at a time", "`3`",
         number(&Settings::worker_concurrency, 1, 64)},
        {"BOLT_LEASE_SECONDS", false,
         "After how long without a sign of life a worker's submissions are taken back", "`30`",
         number(&Settings::lease_seconds, 2, 3600)},
        {"BOLT_ALLOWED_HOSTS", false,
         "Host suffixes that may resolve to private addresses (practice directories)", "none",
         text(&Settings::allowed_hosts)},
        {"BOLT_HTTP_LANE", false, "on or off: send forms that provably need no script without a browser",
         "`on`", choice(&Settings::http_lane, {"on", "off"})},
        {"BOLT_ALERT_EMAILS", false, "Who gets alerts by e-mail: addresses, with commas between", "nobody",
         addresses(&Settings::alert_emails)},
        {"SMTP_URL", false, "The mail server: smtp://host:port (STARTTLS) or smtps://host:port",
         "no mail is sent; `up` on a loopback address keeps it and shows it at /dev/mail",
         prefixed(&Settings::smtp_url, {"smtp://", "smtps://"})},
        {"SMTP_USER", false, "User name for the mail server", "no login", text(&Settings::smtp_user)},
        {"SMTP_PASSWORD", true, "Its password", "none", text(&Settings::smtp_password)},
        {"MAIL_FROM", false, "Sender of our mails: an address, or a name and <address>",
         "must be set where SMTP_URL is", mailbox(&Settings::mail_from)},
        {"MAIL_CA_FILE", false, "File of certificates that mail servers are trusted by", "the system's",
         text(&Settings::mail_ca_file)},
        {"BOLT_CUSTOMER_MAIL", false, "on or off: customers are told of their orders by mail", "`on`",
         choice(&Settings::customer_mail, {"on", "off"})},
        {"BOLT_MAIL_KEEP_DAYS", false, "So many days the table of mails remembers those that have ended",
         "`30`", number(&Settings::mail_keep_days, 1, 3'650)},
        {"IMAP_URL", false,
         "The mailbox in which directories' confirmations are looked for: imaps://host:port/folder, or "
         "imap:// "
         "with STARTTLS",
         "a person opens them, unless the customer's own mailbox is known",
         prefixed(&Settings::imap_url, {"imaps://", "imap://"})},
        {"IMAP_USER", false, "User name of that mailbox", "none", text(&Settings::imap_user)},
        {"IMAP_PASSWORD", true, "Its password", "none", text(&Settings::imap_password)},
        {"BOLT_MODEL", false,
         "Language model for forms that are not understood: anthropic:<name>, openai:<name> (also llama.cpp "
         "and "
         "Ollama) or gemini:<name>",
         "none: forms are read without one",
         prefixed(&Settings::model, {"anthropic:", "openai:", "gemini:"})},
        {"BOLT_MODEL_URL", false, "Where it is served: scheme, host and port", "the vendor's own address",
         prefixed(&Settings::model_url, {"http://", "https://"})},
        {"BOLT_MODEL_KEY", true, "API key of that service", "none is sent", text(&Settings::model_key)},
        {"BOLT_MODEL_PRICES", false,
         "<input>/<output> in US dollars per million tokens, for the budgets below",
         "5/25 at a vendor's address, 0/0 elsewhere", prices(&Settings::model_prices)},
        {"BOLT_MODEL_CENTS_PER_DAY", false, "US cents that language models may cost a day (UTC)", "`500`",
         number(&Settings::model_cents_per_day, 0, 10'000'000)},
        {"BOLT_MODEL_CENTS_PER_JOB", false, "The same for one job", "`50`",
         number(&Settings::model_cents_per_job, 0, 10'000'000)},
        {"BOLT_MODEL_TOKENS_PER_DAY", false, "Tokens that language models may use a day (UTC)", "`2000000`",
         number(&Settings::model_tokens_per_day, 0, 2'000'000'000)},
        {"BOLT_MODEL_TOKENS_PER_JOB", false, "The same for one job", "`100000`",
         number(&Settings::model_tokens_per_job, 0, 2'000'000'000)},
        {"BOLT_CAPTCHA_KEY", true,
         "API key of 2Captcha, for the directories at which a person allowed it (--captcha-service)",
         "captchas are for people", text(&Settings::captcha_key)},
        {"BOLT_CAPTCHA_URL", false, "Where its API v2 is (a test server)", "`https://api.2captcha.com`",
         prefixed(&Settings::captcha_url, {"https://", "http://"})},
        {"BOLT_CAPTCHA_CENTS_PER_DAY", false, "US cents that solved captchas may cost a day (UTC)", "`200`",
         number(&Settings::captcha_cents_per_day, 0, 10'000'000)},
        {"BOLT_CAPTCHA_CENTS_PER_JOB", false, "The same for one job", "`20`",
         number(&Settings::captcha_cents_per_job, 0, 10'000'000)},
        {"BOLT_CAPTCHA_CENTS_PER_THOUSAND", false,
         "US cents that a thousand captchas cost at most, for these budgets", "`300`",
         number(&Settings::captcha_cents_per_thousand, 0, 100'000)},
        {"LOG_LEVEL", false, "debug, info, warn or error", "`info`",
         choice(&Settings::log_level, {"debug", "info", "warn", "error"})},
        {"LOG_FORMAT", false, "automatic, json or human",
         "`automatic`: lines for people on a terminal, else JSON",
         choice(&Settings::log_format, {"automatic", "json", "human"})},
        {"AWS_REGION", false, "Region of AWS", "AWS_DEFAULT_REGION, the queue's URL or the profile",
         aws("AWS_REGION")},
        {"AWS_DEFAULT_REGION", false, "The same, where AWS_REGION is not set", "see AWS_REGION",
         aws("AWS_DEFAULT_REGION")},
        {"AWS_ENDPOINT_URL_SQS", false, "Where SQS is called (a VPC endpoint, a local server)",
         "AWS_ENDPOINT_URL, or as the queue's URL and the region say", aws("AWS_ENDPOINT_URL_SQS")},
        {"AWS_ENDPOINT_URL", false, "The same for all of AWS", "see AWS_ENDPOINT_URL_SQS",
         aws("AWS_ENDPOINT_URL")},
        {"AWS_ACCESS_KEY_ID", false, "Access key; goes with AWS_SECRET_ACCESS_KEY",
         "profile, container or instance: see docs/queue.md", aws("AWS_ACCESS_KEY_ID")},
        {"AWS_SECRET_ACCESS_KEY", true, "Its secret", "see AWS_ACCESS_KEY_ID", aws("AWS_SECRET_ACCESS_KEY")},
        {"AWS_SESSION_TOKEN", true, "Token of temporary keys", "none", aws("AWS_SESSION_TOKEN")},
        {"AWS_PROFILE", false, "Profile of the two files below", "the profile named default",
         aws("AWS_PROFILE")},
        {"AWS_SHARED_CREDENTIALS_FILE", false, "The credentials file", "~/.aws/credentials",
         aws("AWS_SHARED_CREDENTIALS_FILE")},
        {"AWS_CONFIG_FILE", false, "The config file", "~/.aws/config", aws("AWS_CONFIG_FILE")},
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", false, "Set by ECS: path of the task's credentials",
         "none", aws("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")},
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI", false, "Set by EKS and others: URL of the credentials", "none",
         aws("AWS_CONTAINER_CREDENTIALS_FULL_URI")},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN", true, "Token for that URL", "none",
         aws("AWS_CONTAINER_AUTHORIZATION_TOKEN")},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", false, "File with that token, read anew each time", "none",
         aws("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")},
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT", false, "The instance's metadata service",
         "http://169.254.169.254", aws("AWS_EC2_METADATA_SERVICE_ENDPOINT")},
        {"AWS_EC2_METADATA_DISABLED", false, "true: never ask the instance for credentials",
         "it is asked last", aws("AWS_EC2_METADATA_DISABLED")},
        {"STRIPE_WEBHOOK_SECRET", true, "Stripe's signing secret of the webhook endpoint",
         "the gateway does not start", text(&Settings::stripe_webhook_secret)},
        {"STRIPE_SECRET_KEY", true, "Stripe's API key, with which checkouts are made",
         "nothing can be bought on the packages page", text(&Settings::stripe_secret_key)},
        {"STRIPE_API_URL", false, "Where Stripe's API is (a test server)", "`https://api.stripe.com`",
         prefixed(&Settings::stripe_api_url, {"https://", "http://"})},
        {"STRIPE_AUTOMATIC_TAX", false, "on or off: Stripe Tax is set up in the account and adds taxes",
         "`off`", choice(&Settings::stripe_automatic_tax, {"on", "off"})},
        {"BOLT_TEST_CHECKOUT", false,
         "automatic, on or off: without STRIPE_SECRET_KEY a marked test page takes the place of Stripe's: "
         "nobody "
         "pays",
         "`automatic`: on with `up` on a loopback address without secrets of Stripe, else off",
         choice(&Settings::test_checkout, {"automatic", "on", "off"})},
        {"BOLT_RETENTION_DAYS", false,
         "So many days after their last job has ended customers' data are erased; 0: never by itself", "`0`",
         number(&Settings::retention_days, 0, 36'500)},
        {"BOLT_RECHECK_DAYS", false,
         "So many days after it was seen live a listing is looked at again; 0: never", "`30`",
         number(&Settings::recheck_days, 0, 3'650)},
        {"BOLT_CANARY_HOURS", false,
         "So many hours lie between two looks at a form that has a recipe; nothing is sent; 0: no looks",
         "`24`", number(&Settings::canary_hours, 0, 8'760)},
        {"BOLT_SEAL_PAYLOADS", false,
         "on or off: what Stripe sent (names, addresses, phones) is kept sealed under BOLT_SECRET_KEY",
         "`off`", choice(&Settings::seal_payloads, {"on", "off"})},
        {"BACKEND_ENQUEUE_TOKEN", true, "Token that gateway and brain share",
         "gateway and brain do not start", text(&Settings::backend_enqueue_token)},
        {"STAFF_API_KEY", true, "API key for staff tools and Realtime clients", "no API key access",
         text(&Settings::staff_api_key)},
        {"BOLT_SESSION_SECRET", true, "Signs the realtime tokens of staff sessions",
         "the gateway does not start", text(&Settings::session_secret)},
        {"BOLT_SQS_ENDPOINT_SECRET", true,
         "Secret access key of `up --sqs-endpoint`, where AWS_SECRET_ACCESS_KEY is not set; its id is "
         "directory-bolt",
         "made by `up`", text(&Settings::sqs_endpoint_secret)},
        {"BOLT_ALERT_WEBHOOK_URL", true, "Where alerts are posted: Slack's incoming webhook, or one like it",
         "alerts are in the log and on the dashboard",
         prefixed(&Settings::alert_webhook_url, {"https://", "http://"})},
        {"BOLT_SECRET_KEY", true, "Encrypts the passwords of accounts that were made at directories",
         "no accounts are made", text(&Settings::secret_key)},
        {"BOLT_SECRET_KEY_PREVIOUS", true,
         "What BOLT_SECRET_KEY was before: `directory-bolt reseal` seals anew what is sealed under it",
         "none", text(&Settings::secret_key_previous)},
    };
    return rows;
}

} // namespace bolt::roles
