#include "tests/peers/pgbouncer.hpp"

#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace bolt::peers {
namespace {

namespace fs = std::filesystem;
constexpr const char* kProgram = "/usr/sbin/pgbouncer";
constexpr int kServerConnections = 20; ///< fewer than the clients, so that they really share

} // namespace

std::string PgBouncer::why_absent() {
    return fs::exists(kProgram) ? "" : "PgBouncer is not there: run scripts/setup-peers";
}

PgBouncer::PgBouncer(int server_port) : port_(free_port()) {
    std::string name = (fs::temp_directory_path() / "bolt-pooler-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder_ = name;
    fs::permissions(folder_, fs::perms::others_read | fs::perms::others_exec, fs::perm_options::add);
    const auto file = (folder_ / "pgbouncer.ini").string();
    std::ofstream(file) << "[databases]\n* = host=127.0.0.1 port=" << server_port
                        << " user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " << port_
                        << "\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
                        << "max_client_conn = 1000\ndefault_pool_size = " << kServerConnections
                        << "\nserver_login_retry = 0.1\nserver_idle_timeout = 5\n";
    std::vector<std::string> words{kProgram, file};
    // It refuses to run as root. By its own `-u` the kernel would forget that it is to die with this process.
    if (::geteuid() == 0)
        words.insert(words.begin(), {"/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup",
                                     "--clear-groups", "--pdeathsig=KILL"});
    process_ = std::make_unique<Child>(words, std::map<std::string, std::string>{});
    process_->wait_until(
        [](const std::string& said) { return said.find("process up") != std::string::npos; });
}

PgBouncer::~PgBouncer() {
    process_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string PgBouncer::url(const std::string& database) const {
    return fmt::format("postgresql://postgres@127.0.0.1:{}/{}?pgbouncer=true", port_, database);
}

} // namespace bolt::peers
