#include "cli/commands.hpp"

#include "roles/health.hpp"

#include <CLI/CLI.hpp>
#include <functional>

namespace {

using namespace bolt::cli;

/// What the chosen subcommand will run.
using Chosen = std::function<int()>;

void add_up(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<UpOptions>();
    auto* up =
        app.add_subcommand("up", "Run everything on this machine: all roles, one process, one data folder");
    up->add_option("--data", options->data, "Folder for database, evidence and secrets")
        ->capture_default_str();
    up->add_option("--port", options->port,
                   "Port of gateway and dashboard (0: a free one; default: PORT or 8080)")
        ->check(CLI::Range(0, 65535));
    up->add_flag("--demo", options->demo, "Start practice directories and buy a package, to watch it work");
    up->add_flag("--quiet", options->quiet, "Print no banner");
    up->add_option(
          "--sqs-endpoint", options->sqs_endpoint,
          "Also serve the queue over SQS's protocol, at [address:]port (9324 on 127.0.0.1; docs/queue.md)")
        ->expected(0, 1)
        ->default_str("127.0.0.1:9324");
    up->callback([options, &chosen] { chosen = [options] { return run_up(*options); }; });
}

void add_roles(CLI::App& app, Chosen& chosen) {
    static constexpr std::pair<const char*, const char*> kRoles[] = {
        {"gateway", "Webhook, staff API, realtime, dashboard and outbox relay"},
        {"brain", "Takes jobs into the queue; plans forms"},
        {"subscriber", "Takes jobs from the queue and starts their flow"},
        {"worker", "Submits to directories"},
        {"monitor", "Recovers stale work and raises alerts"}};
    for (const auto& [role, help] : kRoles) {
        auto* command =
            app.add_subcommand(role, help)->group("Roles, one process each (settings from the environment)");
        command->callback(
            [name = std::string(role), &chosen] { chosen = [name] { return run_role(name); }; });
    }
}

void add_tools(CLI::App& app, Chosen& chosen) {
    auto practice = std::make_shared<PlaygroundOptions>();
    auto* playground = app.add_subcommand("playground", "Serve practice directories on loopback");
    playground->add_option("--port", practice->port, "Port (0: a free one)")->capture_default_str();
    playground->add_option("--record", practice->data_file, "File that keeps what was received");
    playground->callback([practice, &chosen] { chosen = [practice] { return run_playground(*practice); }; });

    app.add_subcommand("migrate", "Bring the database to this version's schema")->callback([&chosen] {
        chosen = run_migrate;
    });
    app.add_subcommand("doctor", "Say what is missing here and how to fix it")->callback([&chosen] {
        chosen = run_doctor;
    });

    auto job_options = std::make_shared<JobCreateOptions>();
    auto* job = app.add_subcommand("job", "Jobs");
    job->require_subcommand(1);
    auto* create = job->add_subcommand(
        "create", "Make a job by hand (a test business unless --profile is given); prints its id");
    create->add_option("--package", job_options->package, "Package")->capture_default_str();
    create->add_option("--profile", job_options->profile_file, "JSON file with the business profile");
    create->add_option("--directories", job_options->directories, "At most so many directories");
    create->callback(
        [job_options, &chosen] { chosen = [job_options] { return run_job_create(*job_options); }; });
}

void add_staff(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<StaffAddOptions>();
    auto* staff = app.add_subcommand("staff", "People who may use the dashboard");
    staff->require_subcommand(1);
    auto* add = staff->add_subcommand("add", "Add a person");
    add->add_option("email", options->email, "E-mail address")->required();
    add->add_option("--name", options->name, "Name");
    add->add_option("--role", options->role, "viewer, operator or admin")
        ->capture_default_str()
        ->check(CLI::IsMember({"viewer", "operator", "admin"}));
    add->add_flag("--password", options->password_from_stdin,
                  "Ask for a password (standard input); otherwise login links only");
    add->add_option("--data", options->data, "Data folder of `up`");
    add->callback([options, &chosen] { chosen = [options] { return run_staff_add(*options); }; });
    auto* link = staff->add_subcommand("link", "Print a one-time login link");
    link->add_option("email", options->email, "E-mail address")->required();
    link->add_option("--data", options->data, "Data folder of `up`");
    link->callback(
        [options, &chosen] { chosen = [options] { return run_staff_link(options->email, options->data); }; });
}

void add_mailbox(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<MailboxOptions>();
    auto* mailbox =
        app.add_subcommand("mailbox", "Customers' own mailboxes, in which confirmations are looked for");
    mailbox->require_subcommand(1);
    auto* set =
        mailbox->add_subcommand("set", "Keep a customer's mailbox (the password comes from standard input)");
    set->add_option("customer", options->customer_id, "Id of the customer")->required();
    set->add_option("--url", options->url, "imaps://host:port/folder, or imap:// with STARTTLS")->required();
    set->add_option("--user", options->user, "User name")->required();
    set->add_option("--data", options->data, "Data folder of `up`");
    set->callback([options, &chosen] { chosen = [options] { return run_mailbox_set(*options); }; });
    auto* drop = mailbox->add_subcommand("drop", "Forget a customer's mailbox");
    drop->add_option("customer", options->customer_id, "Id of the customer")->required();
    drop->add_option("--data", options->data, "Data folder of `up`");
    drop->callback([options, &chosen] { chosen = [options] { return run_mailbox_drop(*options); }; });
}

void add_reseal(CLI::App& app, Chosen& chosen) {
    auto data = std::make_shared<std::string>();
    auto* reseal = app.add_subcommand(
        "reseal",
        "Seal what is stored under BOLT_SECRET_KEY, as BOLT_SEAL_PAYLOADS says; a change of that key");
    reseal->add_option("--data", *data, "Data folder of `up`");
    reseal->callback([data, &chosen] { chosen = [data] { return run_reseal(*data); }; });
}

void add_probe(CLI::App& directories, Chosen& chosen) {
    auto options = std::make_shared<ProbeCommandOptions>();
    auto* probe = directories.add_subcommand(
        "probe",
        "Open a page and say which fields an attempt would fill with what; nothing is filled or sent");
    probe->add_option("url", options->url, "The submission page, or the home page with --follow")->required();
    probe->add_flag("--follow", options->follow,
                    "Follow links such as \"Add your business\" until a page has the form");
    probe->add_flag("--json", options->json, "Print JSON");
    probe->add_option("--picture", options->picture, "Write a picture (.jpg) with every field marked");
    probe->add_option("--profile", options->profile_file, "JSON file with a business profile");
    probe
        ->add_option("--allow-host", options->allowed_hosts,
                     "A host that may resolve to a private address, e.g. *.localhost (repeatable)")
        ->take_all();
    probe->callback([options, &chosen] { chosen = [options] { return run_directories_probe(*options); }; });
}

void add_directories(CLI::App& app, Chosen& chosen) {
    struct Options {
        std::string file, data, name, policy;
        bool despite_robots = false, captcha_service = false;
    };
    auto options = std::make_shared<Options>();
    auto* directories = app.add_subcommand("directories", "The catalog of directories");
    directories->require_subcommand(1);
    auto* list = directories->add_subcommand("list", "List what the database knows");
    auto* import =
        directories->add_subcommand("import", "Import a catalog file (the built-in one if none is given)");
    auto* check = directories->add_subcommand("check", "Check a catalog file without importing it");
    auto* policy =
        directories->add_subcommand("policy", "Decide whether submissions to a directory may be automated");
    for (auto* command : {import, check}) command->add_option("file", options->file, "YAML file");
    for (auto* command : {list, import, policy})
        command->add_option("--data", options->data, "Data folder of `up`");
    policy->add_option("name", options->name, "The directory's name")->required();
    policy->add_option("policy", options->policy, "allowed, ask or never")
        ->required()
        ->check(CLI::IsMember({"allowed", "ask", "never"}));
    policy->add_flag("--despite-robots", options->despite_robots,
                     "With \"allowed\": its operator agreed to visits that its robots.txt forbids");
    policy->add_flag("--captcha-service", options->captcha_service,
                     "With \"allowed\": a paid service may solve its captchas (BOLT_CAPTCHA_KEY)");
    add_probe(*directories, chosen);
    list->callback(
        [options, &chosen] { chosen = [options] { return run_directories_list(options->data); }; });
    import->callback([options, &chosen] {
        chosen = [options] { return run_directories_import(options->file, options->data); };
    });
    check->callback(
        [options, &chosen] { chosen = [options] { return run_directories_check(options->file); }; });
    policy->callback([options, &chosen] {
        chosen = [options] {
            return run_directories_policy(options->name, options->policy, options->despite_robots,
                                          options->captcha_service, options->data);
        };
    });
}

void add_queue(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<QueueOptions>();
    auto* queue = app.add_subcommand("queue", "The job queue that QUEUE_URL names, and its dead letters");
    queue->require_subcommand(1);
    auto* setup = queue->add_subcommand(
        "setup", "Make the SQS queue, its dead-letter queue and the redrive policy where they do not exist");
    auto* peek =
        queue->add_subcommand("peek", "Show how many messages wait, and the dead letters with their reasons");
    auto* redrive = queue->add_subcommand("redrive", "Put dead letters back into the queue");
    auto* purge = queue->add_subcommand("purge", "Delete every dead letter; asks first");
    for (auto* command : {setup, peek, redrive, purge})
        command->add_option("--data", options->data, "Data folder of `up`");
    peek->add_option("--count", options->count, "At most so many messages")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    peek->add_flag(
        "--live", options->live,
        "Show the messages that wait instead (each look counts as a delivery, and the queue gives up on a "
        "message after a few)");
    auto moved = std::make_shared<int>(0);
    redrive->add_option("--count", *moved, "At most so many messages (0: all)")->capture_default_str();
    purge->add_flag("--live", options->live, "The messages that wait instead: jobs that nobody has started");
    purge->add_flag("--yes", options->yes, "Do not ask");
    setup->callback([options, &chosen] { chosen = [options] { return run_queue_setup(options->data); }; });
    peek->callback([options, &chosen] { chosen = [options] { return run_queue_peek(*options); }; });
    redrive->callback([options, moved, &chosen] {
        options->count = *moved;
        chosen = [options] { return run_queue_redrive(*options); };
    });
    purge->callback([options, &chosen] { chosen = [options] { return run_queue_purge(*options); }; });
}

void add_prefect(CLI::App& app, Chosen& chosen) {
    auto data = std::make_shared<std::string>();
    auto* prefect = app.add_subcommand("prefect", "The flow runs in Prefect that PREFECT_API_URL names");
    prefect->require_subcommand(1);
    auto* setup = prefect->add_subcommand(
        "setup", "Make the work pool, its work queues, the flow and the deployment where they do not exist");
    setup->add_option("--data", *data, "Data folder of `up`");
    setup->callback([data, &chosen] { chosen = [data] { return run_prefect_setup(*data); }; });
}

void add_verify(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<VerifyOptions>();
    auto* verify = app.add_subcommand(
        "verify", "Prove that a running deployment works, end to end; exit code 0 only if all passed");
    verify->add_option("--url", options->url, "The gateway")->capture_default_str();
    verify->add_option("--data", options->data, "Data folder of an `up` on this machine (its secrets)");
    verify->add_option("--output", options->output, "Folder for SYSTEM_INTEGRATION_TEST.md and .json")
        ->capture_default_str();
    verify->add_option("--directories", options->directories, "Directories of the purchase it makes")
        ->capture_default_str()
        ->check(CLI::Range(1, 500));
    verify->add_option("--timeout", options->timeout_seconds, "Seconds until it gives up")
        ->capture_default_str()
        ->check(CLI::Range(5, 3600));
    verify->add_flag("--allow-real-directories", options->allow_real_directories,
                     "Submit a test business even to directories that are no practice ones");
    verify->callback([options, &chosen] { chosen = [options] { return run_verify(*options); }; });
}

void add_backup(CLI::App& app, Chosen& chosen) {
    auto back_up = std::make_shared<BackupOptions>();
    auto* backup =
        app.add_subcommand("backup", "Copy database and evidence into a folder, while everything goes on");
    backup->add_option("folder", back_up->folder, "New folder")->required();
    backup->add_option("--data", back_up->data, "Data folder of `up`");
    backup->add_flag("--with-secrets", back_up->with_secrets, "Put secrets.json into it too");
    backup->callback([back_up, &chosen] { chosen = [back_up] { return run_backup(*back_up); }; });
    auto put_back = std::make_shared<RestoreOptions>();
    auto* restore =
        app.add_subcommand("restore", "Make a data folder of a backup, after checking every file");
    restore->add_option("folder", put_back->folder, "Folder of the backup")->required();
    restore->add_option("--data", put_back->data, "Data folder to make; nothing may stand there")
        ->capture_default_str();
    restore->callback([put_back, &chosen] { chosen = [put_back] { return run_restore(*put_back); }; });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Directory-Bolt submits a business to online directories, proves what each one answered, "
                 "and shows it live.\n\n"
                 "Examples:\n"
                 "  directory-bolt up --demo          everything on this machine, with practice directories\n"
                 "  directory-bolt up --data /srv/bolt --port 8080\n"
                 "  directory-bolt verify --url http://127.0.0.1:8080 --data /srv/bolt\n"
                 "  directory-bolt doctor\n"};
    app.set_version_flag("--version", std::string("directory-bolt ") + std::string(bolt::roles::version()));
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    Chosen chosen;
    add_up(app, chosen);
    add_roles(app, chosen);
    add_verify(app, chosen);
    add_tools(app, chosen);
    add_directories(app, chosen);
    add_queue(app, chosen);
    add_prefect(app, chosen);
    add_staff(app, chosen);
    add_backup(app, chosen);
    add_mailbox(app, chosen);
    add_reseal(app, chosen);
    app.footer("Settings come from the environment: see docs/configuration.md.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 2;
    }
    return chosen ? chosen() : 2;
}
