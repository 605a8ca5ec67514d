#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// One function a subcommand; main.cpp reads the command line and calls them. Each gives the exit code
/// (process.hpp).
namespace bolt::cli {

struct UpOptions {
    std::string data = "bolt-data";
    int port = -1;              ///< -1: PORT, else 8080; 0: a free one
    bool demo = false;          ///< practice directories and a purchase
    bool quiet = false;         ///< no banner
    std::string sqs_endpoint{}; ///< [address:]port of the queue's SQS endpoint; "" = none
};
int run_up(const UpOptions& options);

/// `role`: gateway, brain, subscriber, worker or monitor.
int run_role(const std::string& role);

struct PlaygroundOptions {
    std::uint16_t port = 8090;
    std::string data_file;
};
int run_playground(const PlaygroundOptions& options);

int run_migrate();
/// Seals, seals anew or opens what the settings say (docs/security.md). `data`: data folder of `up`, "" =
/// environment.
int run_reseal(const std::string& data);
int run_doctor();

struct JobCreateOptions {
    std::string package = "starter";
    std::string profile_file; ///< JSON; "" = a test business
    int directories = 0;      ///< > 0 caps the package's number
};
int run_job_create(const JobCreateOptions& options);

struct StaffAddOptions {
    std::string email, name, role = "operator", data;
    bool password_from_stdin = false;
};
int run_staff_add(const StaffAddOptions& options);
int run_staff_link(const std::string& email, const std::string& data);

struct MailboxOptions {
    std::string customer_id, url, user, data;
};
/// Asks for the password, logs in once to try it, and keeps it sealed.
int run_mailbox_set(const MailboxOptions& options);
int run_mailbox_drop(const MailboxOptions& options);

/// `file`: "" = the built-in catalog. `data`: data folder of `up`, "" = environment.
int run_directories_check(const std::string& file);
int run_directories_import(const std::string& file, const std::string& data);
int run_directories_list(const std::string& data);
/// `despite_robots`: its operator agreed to visits that its robots.txt forbids; only with "allowed".
/// `captcha_service`: a paid service may solve its captchas; only with "allowed".
int run_directories_policy(const std::string& name, const std::string& policy, bool despite_robots,
                           bool captcha_service, const std::string& data);

struct ProbeCommandOptions {
    std::string url;
    std::string profile_file;               ///< JSON; "" = a test business
    std::string picture;                    ///< JPEG file to write, "" = none
    std::vector<std::string> allowed_hosts; ///< as BOLT_ALLOWED_HOSTS, in addition to it
    bool json = false;
    bool follow = false; ///< look for the form from there
};
/// Success if the page has a form that lists a business.
int run_directories_probe(const ProbeCommandOptions& options);

struct QueueOptions {
    std::string data;  ///< data folder of `up`, "" = environment
    bool live = false; ///< the queue itself, not its dead letters
    int count = 10;    ///< at most so many messages; redrive: 0 = all
    bool yes = false;  ///< purge without asking
};
int run_queue_setup(const std::string& data);
int run_queue_peek(const QueueOptions& options);
int run_queue_redrive(const QueueOptions& options);
int run_queue_purge(const QueueOptions& options);

/// Makes what directory-bolt needs in Prefect: work pool, queues, flow, deployment.
int run_prefect_setup(const std::string& data);

struct BackupOptions {
    std::string folder;        ///< new, or empty
    std::string data;          ///< data folder of `up`, "" = environment
    bool with_secrets = false; ///< secrets.json too
};
/// Database, evidence and a manifest with sums, while everything goes on (docs/backup.md).
int run_backup(const BackupOptions& options);
struct RestoreOptions {
    std::string folder;             ///< of a backup
    std::string data = "bolt-data"; ///< data folder to make; must not exist, or be empty
};
int run_restore(const RestoreOptions& options);

struct VerifyOptions {
    std::string url = "http://127.0.0.1:8080";
    std::string data;         ///< folder with secrets.json of an `up` on this machine; "" = environment only
    std::string output = "."; ///< folder for SYSTEM_INTEGRATION_TEST.md and .json
    int directories = 3;      ///< of the purchase it makes
    int timeout_seconds = 180;
    bool allow_real_directories = false;
};
int run_verify(const VerifyOptions& options);

} // namespace bolt::cli
