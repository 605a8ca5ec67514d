#include "roles/settings.hpp"

#include "store/test_store.hpp"

#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <sys/stat.h>

namespace bolt::roles {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Environment = std::map<std::string, std::string, std::less<>>;

Result<Settings> read(Environment environment) {
    return read_settings([environment](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        return found == environment.end() ? std::nullopt : std::optional(found->second);
    });
}
std::string refusal(Environment environment) {
    auto settings = read(std::move(environment));
    return settings ? "" : settings.error().message;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}
std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Settings, EveryRowCanBeSet) {
    Environment values{{"DATABASE_URL", "sqlite:/srv/a.db"},
                       {"BOLT_DB_POOLER", "transaction"},
                       {"QUEUE_URL", "store:other"},
                       {"SQS_DLQ_URL", "sqs:dead"},
                       {"BOLT_DATA", "/srv/bolt"},
                       {"BOLT_ADDRESS", "0.0.0.0"},
                       {"PORT", "0"},
                       {"BOLT_BRAIN_PORT", "65535"},
                       {"PREFECT_API_URL", "http://prefect.example:4200/api"},
                       {"PREFECT_WORK_POOL", "pool"},
                       {"PREFECT_API_KEY", "key"},
                       {"PREFECT_API_AUTH_STRING", "user:password"},
                       {"BACKEND_ENQUEUE_URL", "https://brain.example"},
                       {"BOLT_PUBLIC_URL", "https://bolt.example"},
                       {"BOLT_TRUSTED_PROXIES", "10.0.0.0/8, ::1"},
                       {"BOLT_PROXY_HEADER", "Forwarded"},
                       {"BOLT_PACKAGES", "/srv/packages.yaml"},
                       {"BOLT_NODE", "/usr/bin/node20"},
                       {"PLAYWRIGHT_DIR", "/srv/playwright"},
                       {"BOLT_CHROMIUM", "/usr/bin/chrome"},
                       {"BOLT_BROWSER_USER", "bolt-browser"},
                       {"BOLT_BROWSER_MEMORY_MB", "4096"},
                       {"BOLT_WORKER_ID", "w7"},
                       {"BOLT_WORKER_CONCURRENCY", "64"},
                       {"BOLT_LEASE_SECONDS", "2"},
                       {"BOLT_ALLOWED_HOSTS", "*.localhost"},
                       {"BOLT_HTTP_LANE", "off"},
                       {"BOLT_ALERT_EMAILS", "ops@example.com"},
                       {"BOLT_ALERT_WEBHOOK_URL", "https://hooks.example/x"},
                       {"SMTP_USER", "mailer"},
                       {"SMTP_PASSWORD", "password"},
                       {"MAIL_FROM", "Bolt <mail@bolt.example>"},
                       {"MAIL_CA_FILE", "/srv/ca.pem"},
                       {"BOLT_CUSTOMER_MAIL", "off"},
                       {"BOLT_MAIL_KEEP_DAYS", "7"},
                       {"IMAP_URL", "imaps://mail.example/INBOX"},
                       {"IMAP_USER", "inbox"},
                       {"IMAP_PASSWORD", "password"},
                       {"SMTP_URL", "smtps://mail.example"},
                       {"BOLT_MODEL", "openai:small"},
                       {"BOLT_MODEL_URL", "http://127.0.0.1:8000"},
                       {"BOLT_MODEL_KEY", "model key"},
                       {"BOLT_MODEL_PRICES", "3/15"},
                       {"BOLT_MODEL_CENTS_PER_DAY", "1"},
                       {"BOLT_MODEL_CENTS_PER_JOB", "2"},
                       {"BOLT_MODEL_TOKENS_PER_DAY", "3"},
                       {"BOLT_MODEL_TOKENS_PER_JOB", "4"},
                       {"BOLT_CAPTCHA_KEY", "captcha key"},
                       {"BOLT_CAPTCHA_URL", "http://127.0.0.1:8001"},
                       {"BOLT_CAPTCHA_CENTS_PER_DAY", "1"},
                       {"BOLT_CAPTCHA_CENTS_PER_JOB", "2"},
                       {"BOLT_CAPTCHA_CENTS_PER_THOUSAND", "4"},
                       {"LOG_LEVEL", "debug"},
                       {"LOG_FORMAT", "human"},
                       {"STRIPE_WEBHOOK_SECRET", "whsec_a"},
                       {"STRIPE_SECRET_KEY", "key"},
                       {"STRIPE_API_URL", "http://stripe.example"},
                       {"STRIPE_AUTOMATIC_TAX", "on"},
                       {"BOLT_TEST_CHECKOUT", "on"},
                       {"BOLT_RETENTION_DAYS", "730"},
                       {"BOLT_RECHECK_DAYS", "7"},
                       {"BOLT_CANARY_HOURS", "6"},
                       {"BACKEND_ENQUEUE_TOKEN", "token"},
                       {"STAFF_API_KEY", "key"},
                       {"BOLT_SESSION_SECRET", "session"},
                       {"BOLT_SQS_ENDPOINT_SECRET", "endpoint"},
                       {"BOLT_SEAL_PAYLOADS", "on"},
                       {"BOLT_SECRET_KEY_PREVIOUS", "sealed"},
                       {"BOLT_SECRET_KEY", "sealing"}};
    for (const auto& row : setting_rows()) // AWS's own are kept as they are
        if (row.name.starts_with("AWS_")) values[std::string(row.name)] = "any";
    const auto unset = *read({});
    for (const auto& row : setting_rows()) {
        ASSERT_TRUE(values.contains(row.name)) << row.name << " is not tried here";
        Environment environment{{std::string(row.name), values.find(row.name)->second}};
        if (row.name == "SMTP_URL") environment["MAIL_FROM"] = values.at("MAIL_FROM");
        const auto set = read(environment);
        ASSERT_TRUE(set) << set.error().message;
        EXPECT_FALSE(*set == unset) << row.name << " has no effect";
    }
    EXPECT_EQ(values.size(), setting_rows().size());
    const auto all = read(values);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->gateway_port, 0);
    EXPECT_EQ(all->brain_port, 65535);
    EXPECT_EQ(all->lease_seconds, 2);
    EXPECT_EQ(all->session_secret, "session");
    EXPECT_EQ(all->aws.at("AWS_REGION"), "any");
}

TEST(Settings, WhatIsSaidToHoldWithoutASettingHolds) {
    const auto unset = *read({});
    for (const auto& row : setting_rows()) {
        EXPECT_FALSE(row.unset.empty()) << row.name;
        if (!row.unset.starts_with('`')) continue;
        const auto value = row.unset.substr(1, row.unset.find('`', 1) - 1);
        const auto set = read({{std::string(row.name), std::string(value)}});
        ASSERT_TRUE(set) << set.error().message;
        EXPECT_TRUE(*set == unset) << row.name;
        EXPECT_TRUE(*read({{std::string(row.name), ""}}) == unset) << "empty is unset";
    }
    EXPECT_EQ(read({{"BOLT_DATA", "/srv/bolt"}})->database_url, "sqlite:/srv/bolt/bolt.db");
}

TEST(Settings, AQueueIsTheStoresOrSqs) {
    for (const auto* good :
         {"store:jobs", "sqs:jobs", "https://sqs.us-east-2.amazonaws.com/123456789012/jobs"})
        EXPECT_EQ(read({{"QUEUE_URL", good}})->queue_url, good);
    EXPECT_THAT(refusal({{"QUEUE_URL", "redis://jobs"}}), AllOf(HasSubstr("QUEUE_URL"), HasSubstr("sqs:")));
    EXPECT_THAT(refusal({{"SQS_DLQ_URL", "store:jobs-dlq"}}), HasSubstr("SQS_DLQ_URL"));
}

TEST(Settings, BadValuesAreRefusedWithNameValueAndWhatIsAllowed) {
    EXPECT_THAT(refusal({{"PORT", "80800"}}), AllOf(HasSubstr("PORT=80800"), HasSubstr("0 to 65535")));
    for (const char* text : {"-1", "80x", " 80", "0x50", "99999999999999999999", "8080.0"})
        EXPECT_THAT(refusal({{"PORT", text}}), HasSubstr("PORT=")) << text;
    EXPECT_THAT(refusal({{"BOLT_WORKER_CONCURRENCY", "0"}}), HasSubstr("1 to 64"));
    EXPECT_THAT(refusal({{"BOLT_LEASE_SECONDS", "1"}}), HasSubstr("2 to 3600"));
    EXPECT_THAT(refusal({{"BOLT_MODEL", "clever:one"}}), HasSubstr("gemini:"));
    for (const char* text : {"3", "3/", "-1/2", "1/2/3", "a/b", "1/99999"})
        EXPECT_THAT(refusal({{"BOLT_MODEL_PRICES", text}}), HasSubstr("3/15")) << text;
    for (const char* text : {"ops", "ops@example.com,", "a@example.com b@example.com"})
        EXPECT_THAT(refusal({{"BOLT_ALERT_EMAILS", text}}), HasSubstr("e-mail addresses")) << text;
    EXPECT_THAT(refusal({{"LOG_LEVEL", "loud"}}), HasSubstr("debug, info, warn, error"));
    EXPECT_THAT(refusal({{"LOG_FORMAT", "xml"}}), HasSubstr("automatic"));
    for (const char* text : {"mysql://x", "bolt.db", "sqlite:"})
        EXPECT_THAT(refusal({{"DATABASE_URL", text}}), HasSubstr("sqlite:")) << text;
    EXPECT_THAT(refusal({{"QUEUE_URL", "store:"}}), HasSubstr("QUEUE_URL=store:"));
    for (const char* text : {"brain.example", "ftp://brain", "http://"})
        EXPECT_THAT(refusal({{"BACKEND_ENQUEUE_URL", text}}), HasSubstr("http://")) << text;
}

TEST(Settings, SecretsMayStandInFiles) {
    const store::TestFolder folder;
    const auto path = (folder.path / "secret").string();
    write_file(path, "whsec_from_file\r\n\n");
    EXPECT_EQ(read({{"STRIPE_WEBHOOK_SECRET_FILE", path}})->stripe_webhook_secret, "whsec_from_file");
    EXPECT_EQ(
        read({{"STRIPE_WEBHOOK_SECRET_FILE", path}, {"STRIPE_WEBHOOK_SECRET", ""}})->stripe_webhook_secret,
        "whsec_from_file")
        << "an empty variable is none";
    EXPECT_EQ(
        read({{"STRIPE_WEBHOOK_SECRET_FILE", path}, {"STRIPE_WEBHOOK_SECRET", "own"}})->stripe_webhook_secret,
        "own");
    EXPECT_EQ(read({{"BOLT_NODE_FILE", path}})->node, "node") << "only secrets";
    EXPECT_EQ(read({{"STAFF_API_KEY_FILE", ""}})->staff_api_key, "");

    EXPECT_THAT(refusal({{"STAFF_API_KEY_FILE", "/no/such/file"}}),
                AllOf(HasSubstr("STAFF_API_KEY_FILE"), HasSubstr("/no/such/file")));
    EXPECT_THAT(refusal({{"STAFF_API_KEY_FILE", folder.path.string()}}), HasSubstr("cannot read"));
    write_file(path, "\n");
    EXPECT_THAT(refusal({{"STAFF_API_KEY_FILE", path}}), HasSubstr("is empty"));
    write_file(path, std::string(70'000, 'x'));
    EXPECT_THAT(refusal({{"STAFF_API_KEY_FILE", path}}), AllOf(HasSubstr("64 KiB"), Not(HasSubstr("xxx"))));
}

TEST(Settings, SecretsMayBeCredentialsOfTheServiceManager) {
    store::TestFolder folder;
    write_file(folder.path / "STAFF_API_KEY", "from_credential\n");
    write_file(folder.path / "BOLT_NODE", "not a secret");
    const auto credentials = folder.path.string();
    EXPECT_EQ(read({{"CREDENTIALS_DIRECTORY", credentials}})->staff_api_key, "from_credential");
    EXPECT_EQ(read({{"CREDENTIALS_DIRECTORY", credentials}})->node, "node");
    EXPECT_EQ(read({{"CREDENTIALS_DIRECTORY", credentials}, {"STAFF_API_KEY", "own"}})->staff_api_key, "own");
    std::filesystem::create_directory(folder.path / "BOLT_SECRET_KEY");
    EXPECT_THAT(refusal({{"CREDENTIALS_DIRECTORY", credentials}}), HasSubstr("BOLT_SECRET_KEY"));
}

TEST(Settings, NamesEveryMissingSecret) {
    auto settings = *read({{"STAFF_API_KEY", "key"}});
    constexpr std::string_view names[] = {"STAFF_API_KEY", "STRIPE_WEBHOOK_SECRET", "BOLT_SESSION_SECRET"};
    const auto missing = require_secrets(settings, names);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(missing.error().message, AllOf(HasSubstr("STRIPE_WEBHOOK_SECRET, BOLT_SESSION_SECRET"),
                                               Not(HasSubstr("STAFF_API_KEY")), HasSubstr("NAME_FILE")));
    settings.stripe_webhook_secret = settings.session_secret = "x";
    EXPECT_TRUE(require_secrets(settings, names));
}

class FillSecrets : public testing::Test {
  protected:
    Settings fresh(Environment environment = {}) {
        environment["BOLT_DATA"] = data.string();
        return *read(std::move(environment));
    }
    std::function<std::string()> maker() {
        return [this] { return fmt::format("secret-{}", ++made); };
    }
    static mode_t mode(const std::filesystem::path& path) {
        struct stat facts{};
        return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
    }
    store::TestFolder folder;
    std::filesystem::path data = folder.path / "new" / "data";
    std::filesystem::path file = data / "secrets.json";
    int made = 0;
};

TEST_F(FillSecrets, MakesThemOnceForTheOwnerOnly) {
    auto first = fresh({{"STAFF_API_KEY", "own"}});
    ASSERT_TRUE(fill_secrets(first, maker()));
    EXPECT_EQ(made, 5);
    EXPECT_EQ(first.staff_api_key, "own");
    EXPECT_NE(first.session_secret, first.backend_enqueue_token);
    EXPECT_EQ(mode(file), 0600u);
    EXPECT_EQ(mode(data), 0700u);
    EXPECT_THAT(read_file(file), Not(HasSubstr("own"))) << "what comes from outside is not copied";

    const auto before = read_file(file);
    auto second = fresh({{"STAFF_API_KEY", "own"}});
    ASSERT_TRUE(fill_secrets(second, maker()));
    EXPECT_TRUE(second == first);
    EXPECT_EQ(made, 5);
    EXPECT_EQ(read_file(file), before);

    auto third = fresh();
    ASSERT_TRUE(fill_secrets(third, maker())) << "one more is needed now";
    EXPECT_EQ(made, 6);
    EXPECT_EQ(third.session_secret, first.session_secret);
}

TEST_F(FillSecrets, LeavesAFolderThatStandsAsItIs) {
    std::filesystem::create_directories(data);
    ::chmod(data.c_str(), 0755);
    write_file(file.string() + ".new", "left over");
    ::chmod((file.string() + ".new").c_str(), 0644);
    auto settings = fresh();
    ASSERT_TRUE(fill_secrets(settings, maker()));
    EXPECT_EQ(mode(data), 0755u);
    EXPECT_EQ(mode(file), 0600u);
}

TEST_F(FillSecrets, ADamagedFileIsNotReplaced) {
    std::filesystem::create_directories(data);
    for (const char* text : {"{\"STAFF_API_KEY\":", "[]", "", "null"}) {
        write_file(file, text);
        auto settings = fresh();
        const auto filled = fill_secrets(settings, maker());
        ASSERT_FALSE(filled) << text;
        EXPECT_EQ(filled.error().code, ErrorCode::data_loss);
        EXPECT_THAT(filled.error().message, HasSubstr(file.string()));
        EXPECT_EQ(read_file(file), text);
    }
    std::filesystem::remove(file);
    std::filesystem::create_directory(file); // there, but nobody can read it
    auto settings = fresh();
    EXPECT_EQ(fill_secrets(settings, maker()).error().code, ErrorCode::unavailable);
    EXPECT_TRUE(std::filesystem::is_directory(file));
}

TEST_F(FillSecrets, OnlyLooksWhenItMayMakeNone) {
    std::filesystem::create_directories(data);
    write_file(file, R"({"STAFF_API_KEY":"kept"})");
    auto settings = fresh();
    ASSERT_TRUE(fill_secrets(settings, [] { return std::string(); }));
    EXPECT_EQ(settings.staff_api_key, "kept");
    EXPECT_EQ(settings.session_secret, "");
    EXPECT_EQ(read_file(file), R"({"STAFF_API_KEY":"kept"})");
}

TEST_F(FillSecrets, SaysWhereItCannotWrite) {
    write_file(folder.path / "new", "a file where the folder should be");
    auto settings = fresh();
    const auto filled = fill_secrets(settings, maker());
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().code, ErrorCode::unavailable);
    EXPECT_THAT(filled.error().message, HasSubstr("secrets.json"));
}

TEST(ConfigurationDocument, HasTheTableOfAllSettings) {
    const auto document = read_file("docs/configuration.md");
    const std::string begin = "<!-- settings: begin -->\n", end = "<!-- settings: end -->";
    const auto from = document.find(begin), to = document.find(end);
    ASSERT_TRUE(from != std::string::npos && to != std::string::npos && from < to);
    std::string table = "| variable | what it says | without it |\n|---|---|---|\n";
    for (const auto& row : setting_rows()) {
        std::string help;
        for (const char c : row.help) help += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
        table +=
            fmt::format("| `{}`{} | {} | {} |\n", row.name, row.secret ? " (secret)" : "", help, row.unset);
    }
    EXPECT_EQ(document.substr(from + begin.size(), to - from - begin.size()), table);
}

} // namespace
} // namespace bolt::roles
