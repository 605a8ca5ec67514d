#include "tests/peers/postgres_server.hpp"

#include "tests/peers/child.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bolt::peers {
namespace {

namespace fs = std::filesystem;

/// Debian keeps the programs out of the PATH: the newest version of 15 or later.
fs::path programs() {
    std::error_code ignored;
    for (int version = 25; version >= 15; --version)
        if (const fs::path bin = fmt::format("/usr/lib/postgresql/{}/bin", version);
            fs::exists(bin / "initdb", ignored))
            return bin;
    return {};
}

/// Who may run a server: nobody needs to be found where we are not root.
const passwd* unprivileged() {
    if (const auto* user = ::getpwnam("postgres")) return user;
    return ::getpwnam("nobody");
}

struct Ran {
    int status = -1;
    std::string output;
};

/// Runs a program to its end, as the unprivileged user where asked; output and errors together.
Ran run(const std::vector<std::string>& words, bool unprivileged_user, const std::string& input = "") {
    int out[2], in[2];
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(in, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto* user = unprivileged_user && ::geteuid() == 0 ? unprivileged() : nullptr;
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(in[0], 0);
        ::dup2(out[1], 1);
        ::dup2(out[1], 2);
        if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
        if (::chdir("/") != 0) ::_exit(126);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    std::size_t written = 0;
    while (written < input.size()) {
        const auto put = ::write(in[1], input.data() + written, input.size() - written);
        if (put <= 0) break;
        written += static_cast<std::size_t>(put);
    }
    ::close(in[1]);
    Ran ran;
    char chunk[4096];
    for (ssize_t got = 0; (got = ::read(out[0], chunk, sizeof chunk)) > 0;)
        ran.output.append(chunk, static_cast<std::size_t>(got));
    ::close(out[0]);
    ::waitpid(child, &ran.status, 0);
    return ran;
}

void must(const std::vector<std::string>& words, bool unprivileged_user) {
    const auto ran = run(words, unprivileged_user);
    if (ran.status != 0) throw std::runtime_error(fmt::format("{} failed: {}", words[0], ran.output));
}

} // namespace

std::string PostgresServer::why_absent() {
    if (programs().empty()) return "PostgreSQL's server is not there: run scripts/setup";
    return "";
}

PostgresServer::PostgresServer(bool durable) : port_(free_port()), owner_(::getpid()) {
    std::string name = (fs::temp_directory_path() / "bolt-pg-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder_ = name;
    if (::geteuid() == 0)
        if (const auto* user = unprivileged(); ::chown(name.c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("cannot give the folder away");
    must({programs() / "initdb", "-D", folder_ / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
          "--locale=C.UTF-8", "--no-sync"},
         true);
    // Written by root where we are root: the server only reads it.
    std::ofstream settings(folder_ / "data/postgresql.conf", std::ios::app);
    settings << "\nport = " << port_ << "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '"
             << folder_.string()
             << "'\nmax_connections = 200\nshared_buffers = 64MB\nlogging_collector = off\nlog_min_messages "
                "= warning\n"
             << "timezone = 'Asia/Kathmandu'\n" // our own sessions must not depend on it
             << (durable ? "" : "fsync = off\nsynchronous_commit = on\nfull_page_writes = off\n");
    settings.close();
    start();
}

// As our child and not through pg_ctl: so it ends with us, also when we crash.
void PostgresServer::start() {
    const auto program = (programs() / "postgres").string(), data = (folder_ / "data").string();
    const auto* user = ::geteuid() == 0 ? unprivileged() : nullptr;
    const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const auto parent = ::getpid();
    server_ = ::fork();
    if (server_ == 0) {
        ::dup2(log, 1);
        ::dup2(log, 2);
        if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
        // After the change of user, which would clear it.
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (::getppid() != parent || ::chdir("/") != 0) ::_exit(126);
        ::execl(program.c_str(), program.c_str(), "-D", data.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(log);
    const std::vector<std::string> ask{programs() / "pg_isready", "-q", "-h", folder_, "-p",
                                       std::to_string(port_)};
    for (int tries = 0; run(ask, false).status != 0; ++tries) {
        if (tries > 2000 || ::waitpid(server_, nullptr, WNOHANG) != 0) {
            std::ostringstream said;
            if (std::ifstream in(folder_ / "log"); in) said << in.rdbuf();
            throw std::runtime_error("PostgreSQL does not start: " + said.str());
        }
        ::usleep(20'000);
    }
}

// SIGQUIT is `pg_ctl stop -m immediate`.
void PostgresServer::stop_at_once() {
    if (server_ <= 0) return;
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
}

void PostgresServer::restart_at_once() {
    stop_at_once();
    start();
}

void PostgresServer::freeze(bool frozen) {
    // Every process of the server: the backends are its children.
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server_));
    for (pid_t child = 0; children >> child;) ::kill(child, frozen ? SIGSTOP : SIGCONT);
    ::kill(server_, frozen ? SIGSTOP : SIGCONT);
}

PostgresServer::~PostgresServer() {
    if (::getpid() != owner_) return; // a test's forked child ends without ending the server
    stop_at_once();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string PostgresServer::url(const std::string& database) const {
    return fmt::format("postgresql://postgres@127.0.0.1:{}/{}", port_, database);
}

std::string PostgresServer::sql(const std::string& database, const std::string& text) const {
    const auto ran = run({programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder_,
                          "-p", std::to_string(port_), "-U", "postgres", database},
                         false, text);
    if (ran.status != 0) throw std::runtime_error("psql: " + ran.output);
    auto output = ran.output;
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
}

double PostgresServer::pgbench(const std::string& database, const std::string& text, int clients,
                               int seconds) const {
    const auto script = folder_ / "pgbench.sql";
    std::ofstream(script) << text << '\n';
    const auto ran = run({programs() / "pgbench", "-n", "-M", "prepared", "-c", std::to_string(clients), "-j",
                          "2", "-T", std::to_string(seconds), "-f", script, "-h", "127.0.0.1", "-p",
                          std::to_string(port_), "-U", "postgres", database},
                         false);
    const auto at = ran.output.find("tps = ");
    if (ran.status != 0 || at == std::string::npos) throw std::runtime_error("pgbench: " + ran.output);
    return std::stod(ran.output.substr(at + 6));
}

std::string PostgresServer::make_database(const std::string& name, const std::string& from) {
    sql("postgres", fmt::format("CREATE DATABASE \"{}\" TEMPLATE \"{}\"", name, from));
    return url(name);
}

void PostgresServer::drop_database(const std::string& name) {
    sql("postgres", fmt::format("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", name));
}

} // namespace bolt::peers
